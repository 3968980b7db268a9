import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { format } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import { axisOf, checkList } from "./axes.ts";
import { permutation } from "./permute.ts";
import { MOST_AXES } from "./view.ts";

/** Options of {@link transpose}. */
export interface TransposeOptions extends LayerOptions {
  /** For each axis of the result, which axis of the sample it is; negative ones count from the last. Default: all axes, reversed. */
  axes?: readonly number[];
}

interface Attributes {
  readonly axes: readonly number[] | null;
}

export const transposeOp: Op<Attributes> = /* @__PURE__ */ permutation("transpose", ({ axes }, x, problem) => {
  if (x.length > MOST_AXES) problem({ got: format(x), expected: `at most ${MOST_AXES} axes` });
  const order = axes ? axes.map((axis) => axisOf(axis, x, problem)) : x.map((_, i) => x.length - 1 - i);
  if (order.length !== x.length || new Set(order).size !== x.length)
    problem({ got: `axes ${format(order)} for ${format(x)}`, expected: "each of its axes once" });
  return { seen: x, order, shape: order.map((axis) => x[axis]) };
});

/**
 * y[i, j, ...] = x with its axes in another order: axis k of y is axis `axes[k]` of x; the batch stays in front.
 * Shapes: [height, width, channels] -> [channels, height, width] with axes [2, 0, 1]; up to 6 axes.
 * Gradient: dx = dy with its axes back in x's order.
 * Source: as NumPy's `transpose` and PyTorch's `permute`, for each sample.
 *
 * @throws FoveaError for an unknown option, axes that are not each of the sample's once, more than 6.
 * @example
 * sequential(transpose({ axes: [2, 0, 1] }), flatten())
 */
export function transpose(options: TransposeOptions = {}): Layer {
  checkLayerOptions("transpose", options, ["axes"]);
  const axes =
    options.axes === undefined
      ? null
      : checkList(
          "transpose.axes",
          options.axes,
          Number.NEGATIVE_INFINITY,
          "a list of whole numbers, one for each axis",
        );
  return layer(transposeOp, { axes }, options.name);
}
