import { checkLayerOptions, combine, type LayerOptions } from "../../graph/layer.ts";
import type { Node } from "../../graph/node.ts";
import { within } from "../../graph/scope.ts";
import { format } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import type { Rank, Side } from "../windowNd.ts";
import { clear, sumAtIndices, takeAtIndices } from "./places.ts";
import {
  layWindows,
  type Pool1dOptions,
  type Pool3dOptions,
  type PoolAttributes,
  type PoolOptions,
  poolAttributes,
  poolShape,
} from "./pool.ts";
import { poolMax } from "./regions.ts";

/** The indices alone: where the greatest of each window stands. */
const maxPoolIndices = (name: string): Op<PoolAttributes> => ({
  name,
  stopsGradient: true,
  infer: (attributes, [x], problem) => ({ shape: poolShape(attributes, x, problem) }),

  forward({ program, attributes, inputs: [x], output: { slot: places } }) {
    poolMax(program, layWindows(program, attributes, x.shape), { y: null, places, x: x.slot }, true);
  },

  backward() {},
});

export const maxPool1dWithIndicesOp: Op<PoolAttributes> = /* @__PURE__ */ maxPoolIndices("maxPool1dWithIndices");
export const maxPool2dWithIndicesOp: Op<PoolAttributes> = /* @__PURE__ */ maxPoolIndices("maxPool2dWithIndices");
export const maxPool3dWithIndicesOp: Op<PoolAttributes> = /* @__PURE__ */ maxPoolIndices("maxPool3dWithIndices");

/** With the indices of its windows' greatest, what max pooling gives. */
export const takeIndicesOp: Op<object> = {
  name: "takeIndices",
  takesNodes: 2,

  infer(_, [x, indices], problem) {
    if (x.length < 2 || indices.length < 2 || x[x.length - 1] !== indices[indices.length - 1])
      problem({ got: `${format(x)} and indices ${format(indices)}`, expected: "both [..., channels], of as many" });
    return { shape: indices };
  },

  forward({ program, inputs: [x, indices], output: y }) {
    takeAtIndices(program, y, x, indices);
  },

  backward({ program, inputs: [, indices], outputGradient: dy, inputGradients: [dx, dIndices] }) {
    if (dx) sumAtIndices(program, dx, dy, indices);
    if (dIndices) clear(program, dIndices);
  },
};

/** A layer of one node that gives two: values, and where they come from. */
export type LayerWithIndices = (x: Node) => [values: Node, indices: Node];

function withIndices(
  op: Op<PoolAttributes>,
  rank: Rank,
  options: PoolOptions<number | readonly number[], Side>,
): LayerWithIndices {
  const indicesOf = combine(op, poolAttributes(op.name, rank, options), "indices");
  const valuesAt = takeIndices({ name: "values" });
  return (x) =>
    within(options.name ?? op.name, () => {
      const indices = indicesOf(x);
      return [valuesAt(x, indices), indices];
    });
}

/**
 * y[o, c] = x[indices[o, c], c]: each channel's values at places counted in reading order, as {@link maxPool2dWithIndices} finds them; one
 * map can so be pooled by the maxima of another. Indices are whole numbers; one that is no place in x gives 0.
 * Shapes: x [..., channels] and indices [..., channels] -> the indices' shape.
 * Gradient: dx[i, c] = the sum of dy over the indices that are i; none for the indices, whose gradient is taken to be 0.
 * Source: as PyTorch's gather over flattened places.
 *
 * @throws FoveaError for an unknown option, inputs without channels or with another number of them.
 * @example
 * const [, indices] = maxPool2dWithIndices({ window: 2 })(edges);
 * const colours = takeIndices()(image, indices);
 */
export function takeIndices(options: LayerOptions = {}): (x: Node, indices: Node) => Node {
  checkLayerOptions("takeIndices", options);
  return combine(takeIndicesOp, {}, options.name);
}

/**
 * [y, indices]: y as of {@link maxPool1d}, and indices[o, c] = the position i at which x[i, c] is the greatest of window o, a whole number.
 * Of equal values that is the first; a NaN is the greatest.
 * Shapes: [length, channels] -> two of [length', channels], length' as of maxPool1d.
 * Gradient: dx[i, c] = the sum of dy over the windows whose index is i; none goes through the indices.
 * Source: as PyTorch's MaxPool1d with return_indices.
 *
 * @throws FoveaError as maxPool1d.
 * @example
 * const [small, indices] = maxPool1dWithIndices({ window: 2 })(x);
 * const large = maxUnpool1d({ window: 2 })(small, indices);
 */
export function maxPool1dWithIndices(options: Pool1dOptions): LayerWithIndices {
  return withIndices(maxPool1dWithIndicesOp, 1, options);
}

/**
 * [y, indices]: y as of {@link maxPool2d}, and indices[o, c] = the place of the greatest of window o in its channel, row times the image's
 * width plus column, a whole number. Of equal values that is the first in reading order; a NaN is the greatest.
 * Shapes: [height, width, channels] -> two of [height', width', channels], height' and width' as of maxPool2d.
 * Gradient: dx[i, c] = the sum of dy over the windows whose index is i; none goes through the indices.
 * Source: Badrinarayanan et al. 2015, "SegNet"; as PyTorch's MaxPool2d with return_indices.
 *
 * @throws FoveaError as maxPool2d.
 * @example
 * const [small, indices] = maxPool2dWithIndices({ window: 2 })(x);
 * const large = maxUnpool2d({ window: 2 })(small, indices);
 */
export function maxPool2dWithIndices(options: PoolOptions): LayerWithIndices {
  return withIndices(maxPool2dWithIndicesOp, 2, options);
}

/**
 * [y, indices]: y as of {@link maxPool3d}, and indices[o, c] = the place of the greatest of window o in its channel, (plane times height
 * plus row) times width plus column, a whole number. Of equal values that is the first in reading order; a NaN is the greatest.
 * Shapes: [depth, height, width, channels] -> two of [depth', height', width', channels], with sizes as of maxPool3d.
 * Gradient: dx[i, c] = the sum of dy over the windows whose index is i; none goes through the indices.
 * Source: as PyTorch's MaxPool3d with return_indices.
 *
 * @throws FoveaError as maxPool3d.
 * @example
 * const [small, indices] = maxPool3dWithIndices({ window: 2 })(x);
 * const large = maxUnpool3d({ window: 2 })(small, indices);
 */
export function maxPool3dWithIndices(options: Pool3dOptions): LayerWithIndices {
  return withIndices(maxPool3dWithIndicesOp, 3, options);
}
