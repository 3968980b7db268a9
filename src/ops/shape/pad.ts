import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { checkPad, emitPad, emitPadGradient, type Padded, type PadMode } from "./pad/emit.ts";
import { checkSides, type SampleSides, sidesOf } from "./sides.ts";
import { MOST_AXES } from "./view.ts";

/** Options of {@link pad}. */
export interface PadOptions extends LayerOptions {
  /** How many elements are put around. There is no default. */
  padding: SampleSides;
  /**
   * What stands there: 0; `"constant"`: the `value`; `"reflect"`: the elements mirrored at the outermost, which is not repeated;
   * `"replicate"`: the outermost element; `"circular"`: those of the opposite side. Default `"zeros"`.
   */
  mode?: PadMode;
  /** The number that mode `"constant"` puts there. Default 0; no other mode takes one. */
  value?: number;
}

/** {@link PadOptions} as the graph keeps them. */
export interface PadAttributes {
  readonly padding: SampleSides;
  readonly mode: PadMode;
  readonly value: number;
}

const MODES: readonly PadMode[] = ["zeros", "constant", "reflect", "replicate", "circular"];

export const padOp: Op<PadAttributes> = {
  name: "pad",

  infer(attributes, [x], problem) {
    if (x.length > MOST_AXES) problem({ got: format(x), expected: `at most ${MOST_AXES} axes` });
    const { before, after } = paddingOf(attributes, [1, ...x], problem);
    checkPad(attributes.mode, x, before, after, problem);
    return { shape: x.map((size, axis) => before[axis] + size + after[axis]) };
  },

  forward({ program, attributes, inputs: [x], output: y, problem }) {
    emitPad(program, { y: y.slot, x: x.slot }, paddingOf(attributes, x.shape, problem));
  },

  backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx], problem }) {
    if (dx) emitPadGradient(program, { dx: dx.slot, dy: dy.slot }, paddingOf(attributes, x.shape, problem));
  },
};

function paddingOf({ padding, mode, value }: PadAttributes, shape: Shape, problem: (p: ShapeProblem) => never): Padded {
  const sides = sidesOf(padding, shape.slice(1), problem);
  return { shape, before: sides.map(([before]) => before), after: sides.map(([, after]) => after), mode, value };
}

/**
 * y[i] = x[i - before] inside, and around it zeros, a constant, or x once more: `"reflect"` x[before - i], `"replicate"` x[0],
 * `"circular"` x[i - before + size], and the like behind. Several axes are padded one after the other.
 * Shapes: [height, width, channels] -> [top + height + bottom, left + width + right, channels]; any shape of up to 6 axes.
 * Gradient: dx[j] = the sum of dy over all places where x[j] stands.
 * Source: as PyTorch's `pad` and padding_mode.
 *
 * @throws FoveaError for unknown options, padding that is none or of other axes, a `value` without mode "constant", mode "reflect"
 * with padding not below the axis' size, mode "circular" with padding above it.
 * @example
 * sequential(pad({ padding: 1, mode: "reflect" }), conv2d({ filters: 8, kernel: 3 }))
 */
export function pad(options: PadOptions): Layer {
  checkLayerOptions("pad", options, ["padding", "mode", "value"]);
  const { padding, mode = "zeros", value = 0 } = options;
  checkSides("pad.padding", padding);
  if (!MODES.includes(mode))
    fail("option", { where: "pad.mode", got: show(mode), expected: `one of ${MODES.map(show).join(", ")}` });
  if (options.value !== undefined && mode !== "constant")
    fail("option", { where: "pad", got: `value with mode ${show(mode)}`, expected: `mode "constant"` });
  if (!Number.isFinite(value)) fail("option", { where: "pad.value", got: show(value), expected: "a finite number" });
  return layer(padOp, { padding, mode, value }, options.name);
}
