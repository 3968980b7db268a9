import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import type { Program } from "../../plan/program.ts";
import { emitFlat } from "../elementwise.ts";
import type { Op, Tensor } from "../op.ts";
import { finite } from "../options.ts";

/** Options of {@link power}. */
export interface PowerOptions extends LayerOptions {
  /** Any finite number; rounded to f32. */
  exponent: number;
}

interface Attributes {
  readonly exponent: number;
}

/** Multiply-adds that a power costs. */
const POWER = 32;

export const powerOp: Op<Attributes> = {
  name: "power",
  infer: (_, [x]) => ({ shape: x }),

  forward({ program, attributes, inputs: [x], output: y }) {
    emitPower(program, y.slot, x, null, { scale: 1, exponent: Math.fround(attributes.exponent) });
  },

  backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
    const exponent = Math.fround(attributes.exponent);
    // The derivative of x^0 is 0, also at 0, where 0 x^-1 would be NaN.
    if (dx) emitPower(program, dx.slot, x, dy.slot, { scale: exponent, exponent: exponent === 0 ? 0 : exponent - 1 });
  },
};

/** y = scale factor x^exponent. */
function emitPower(
  program: Program,
  y: Slot,
  x: Tensor,
  factor: Slot | null,
  { scale, exponent }: { scale: number; exponent: number },
): void {
  const kind = Number.isInteger(exponent) ? (exponent % 2 === 0 ? 1 : 2) : 0;
  const args = { y, x: x.slot, factor, scale, exponent, kind, count: count(x.shape) };
  emitFlat(program, kernels.power, args, POWER);
}

/**
 * y = x^exponent, any shape. NaN below 0 unless the exponent is a whole number; x^0 is 1 for every x, and 0 to a negative power
 * infinite. {@link square}, {@link sqrt} and {@link reciprocal} are faster where they serve.
 * Shapes: [...] -> the same.
 * Gradient: dx = dy exponent x^(exponent - 1), infinite at 0 for exponents below 1; 0 for exponent 0.
 * Source: as PyTorch's pow; computed by the core's own polynomials, the same bits everywhere.
 *
 * @throws FoveaError for unknown options and an exponent that is no finite number.
 * @example
 * const cubed = sequential(tanh(), power({ exponent: 3 }));
 */
export function power(options: PowerOptions): Layer {
  checkLayerOptions("power", options, ["exponent"]);
  return layer(powerOp, { exponent: finite("power.exponent", options.exponent) }, options.name);
}
