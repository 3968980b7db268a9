import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import { count } from "../../graph/shape.ts";
import type { Program } from "../../plan/program.ts";
import type { Op, Tensor } from "../op.ts";
import { type Binary, broadcastShape, emitBinary, type Merge, pairwise, sumSpread } from "./broadcast.ts";

export const MULTIPLY: Binary = { flat: kernels.multiply, overRows: kernels.multiplyRows };

export const multiplyOp: Op<object> = {
  name: "multiply",
  infer: (_, shapes, problem) => ({ shape: broadcastShape(shapes, problem) }),

  forward({ program, inputs: [a, b], output: y }) {
    emitBinary(program, MULTIPLY, y, a, b);
  },

  backward({ program, inputs: [a, b], outputGradient: dy, inputGradients: [da, db] }) {
    if (da) gradient(program, da, dy, b);
    if (db) gradient(program, db, dy, a);
  },
};

/** dx = dy times the other factor, summed over what x was spread over. */
function gradient(program: Program, dx: Tensor, dy: Tensor, factor: Tensor): void {
  const { shape } = dy;
  const elements = count(shape);
  if (count(dx.shape) === elements) emitBinary(program, MULTIPLY, { slot: dx.slot, shape }, dy, factor);
  else if (count(factor.shape) === elements) sumSpread(program, dx, dy, { factor: factor.slot });
  else {
    const product = { slot: program.slot("product", elements * 4), shape };
    emitBinary(program, MULTIPLY, product, dy, factor);
    sumSpread(program, dx, product);
  }
}

/**
 * y = a b (...), element by element, of two or more nodes. More than two are multiplied from left to right.
 * Shapes: broadcast as NumPy does: aligned at the last axis, what has size 1 is repeated, so that [channels] or [1, 1, channels]
 * scales the channels of [height, width, channels].
 * Gradient: da = dy b and db = dy a, each summed over what was repeated.
 * Source: for its use as a gate, Hu et al. 2018, "Squeeze-and-excitation networks".
 *
 * @throws FoveaError for an unknown option, fewer than two nodes, shapes that cannot be broadcast.
 * @example
 * const gate = sequential(globalAveragePool2d(), dense({ units: 4 }), relu(), dense({ units: 16 }), sigmoid());
 * const squeezeAndExcite: Layer = (x) => multiply()(x, gate(x));
 */
export function multiply(options: LayerOptions = {}): Merge {
  checkLayerOptions("multiply", options);
  return pairwise(multiplyOp, options.name);
}
