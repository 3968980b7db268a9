import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import { count } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import { type Binary, broadcastShape, emitBinary, type Merge, pairwise, sumSpread } from "./broadcast.ts";

const ADD: Binary = { flat: kernels.add, overRows: kernels.addRows };

export const addOp: Op<object> = {
  name: "add",
  infer: (_, shapes, problem) => ({ shape: broadcastShape(shapes, problem) }),
  step: () => ({ kind: "add" }),
  sharesGradient: ({ inputs, output }) => inputs.map(({ shape }) => count(shape) === count(output.shape)),

  forward({ program, inputs: [a, b], output: y }) {
    emitBinary(program, ADD, y, a, b);
  },

  backward({ program, outputGradient: dy, inputGradients }) {
    for (const dx of inputGradients) if (dx) sumSpread(program, dx, dy);
  },
};

/**
 * y = a + b (+ ...), of two or more nodes. More than two are added from left to right.
 * Shapes: broadcast as NumPy does: aligned at the last axis, what has size 1 is repeated, so that [channels] or [1, 1, channels]
 * goes with [height, width, channels].
 * Gradient: da = db = dy, each summed over what was repeated.
 * Source: for its use as a shortcut, He et al. 2016, "Deep residual learning for image recognition".
 *
 * @throws FoveaError for an unknown option, fewer than two nodes, shapes that cannot be broadcast.
 * @example
 * const residual = (f: Layer): Layer => (x) => relu()(add()(f(x), x));
 */
export function add(options: LayerOptions = {}): Merge {
  checkLayerOptions("add", options);
  return pairwise(addOp, options.name);
}
