import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import { count } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import { type Binary, broadcastShape, emitBinary, emitSpread, type Merge, pairwise, sumSpread } from "./broadcast.ts";

export const SUBTRACT: Binary = {
  flat: kernels.subtract,
  overRows: kernels.subtractRows,
  reversed: kernels.subtractFromRows,
};

export const subtractOp: Op<object> = {
  name: "subtract",
  infer: (_, shapes, problem) => ({ shape: broadcastShape(shapes, problem) }),
  sharesGradient: ({ inputs: [a], output }) => [count(a.shape) === count(output.shape), false],

  forward({ program, inputs: [a, b], output: y }) {
    emitBinary(program, SUBTRACT, y, a, b);
  },

  backward({ program, outputGradient: dy, inputGradients: [da, db] }) {
    if (da) sumSpread(program, da, dy);
    if (!db) return;
    if (count(db.shape) === count(dy.shape)) emitSpread(program, { slot: db.slot, shape: dy.shape }, dy, -1);
    else sumSpread(program, db, dy, { scale: -1 });
  },
};

/**
 * y = a - b (- ...), element by element, of two or more nodes; more than two from left to right. Shapes are broadcast as NumPy does:
 * aligned at the last axis, what has size 1 is repeated, so that [channels] or [1, 1, channels] goes with
 * [height, width, channels].
 * Shapes: a and b -> the greater size of each axis.
 * Gradient: da = dy, db = -dy, each summed over the axes along which its node was repeated.
 * Source: as PyTorch's sub.
 *
 * @throws FoveaError for an unknown option, fewer than two nodes, shapes that cannot be broadcast.
 * @example
 * const center: Layer = (x) => subtract()(x, reduceMean({ axes: [0, 1] })(x));
 */
export function subtract(options: LayerOptions = {}): Merge {
  checkLayerOptions("subtract", options);
  return pairwise(subtractOp, options.name);
}
