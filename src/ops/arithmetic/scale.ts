import * as kernels from "../../../bindings/kernels.ts";
import { fail } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { elementwise, emitFlat } from "../elementwise.ts";
import type { Op } from "../op.ts";
import { finite } from "../options.ts";

/** Options of {@link scale}. */
export interface ScaleOptions extends LayerOptions {
  /** What x is multiplied by: any finite number. Default 1. */
  factor?: number;
  /** What is added after that: any finite number. Default 0. */
  offset?: number;
}

interface Attributes {
  readonly factor: number;
  readonly offset: number;
}

export const scaleOp: Op<Attributes> = /* @__PURE__ */ elementwise(
  "scale",
  kernels.scale,
  ({ factor, offset }: Attributes) => ({ factor, offset }),
  {
    backward({ program, attributes: { factor }, outputGradient: dy, inputGradients: [dx] }) {
      if (dx) emitFlat(program, kernels.scale, { y: dx.slot, x: dy.slot, factor, offset: 0, count: count(dy.shape) });
    },
  },
);

/**
 * y = factor x + offset, with two constants, any shape. What is to be learnt, {@link bias} and {@link dense} have.
 * Shapes: [...] -> the same.
 * Gradient: dx = factor dy.
 * Source: none; an affine function.
 *
 * @throws FoveaError for an unknown option, neither option, numbers that are not finite.
 * @example
 * const halved = sequential(tanh(), scale({ factor: 0.5, offset: 0.5 }));
 */
export function scale(options: ScaleOptions): Layer {
  checkLayerOptions("scale", options, ["factor", "offset"]);
  const { factor, offset } = options;
  if (factor === undefined && offset === undefined)
    fail("option", { where: "scale", got: "neither factor nor offset", expected: "at least one of them" });
  const attributes = { factor: finite("scale.factor", factor ?? 1), offset: finite("scale.offset", offset ?? 0) };
  return layer(scaleOp, attributes, options.name);
}

/**
 * y = -x, any shape: {@link scale} by -1.
 * Shapes: [...] -> the same.
 * Gradient: dx = -dy.
 * Source: as PyTorch's neg.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * const flipped = sequential(dense({ units: 4 }), negate());
 */
export function negate(options: LayerOptions = {}): Layer {
  checkLayerOptions("negate", options);
  return layer(scaleOp, { factor: -1, offset: 0 }, options.name ?? "negate");
}
