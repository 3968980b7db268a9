import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import { count } from "../../graph/shape.ts";
import type { Program } from "../../plan/program.ts";
import { emitFlat } from "../elementwise.ts";
import type { Op, Tensor } from "../op.ts";
import { type Binary, broadcastShape, emitBinary, type Merge, pairwise, sumSpread } from "./broadcast.ts";

export const DIVIDE: Binary = { flat: kernels.divide, overRows: kernels.divideRows, reversed: kernels.divideIntoRows };

export const divideOp: Op<object> = {
  name: "divide",
  infer: (_, shapes, problem) => ({ shape: broadcastShape(shapes, problem) }),

  forward({ program, inputs: [a, b], output: y }) {
    emitBinary(program, DIVIDE, y, a, b);
  },

  backward({ program, inputs: [, b], output: y, outputGradient: dy, inputGradients: [da, db] }) {
    if (da) numeratorGradient(program, da, dy, b);
    if (db) denominatorGradient(program, db, dy, y, b);
  },
};

/** da = dy / b, summed over what a was spread over. */
function numeratorGradient(program: Program, da: Tensor, dy: Tensor, b: Tensor): void {
  const { shape } = dy;
  const whole = count(da.shape) === count(shape);
  const quotient = { slot: whole ? da.slot : program.slot("quotient", count(shape) * 4), shape };
  emitBinary(program, DIVIDE, quotient, dy, b);
  if (!whole) sumSpread(program, da, quotient);
}

/** db = -dy y / b, with dy y summed over what b was spread over. */
function denominatorGradient(program: Program, db: Tensor, dy: Tensor, y: Tensor, b: Tensor): void {
  const elements = count(db.shape);
  const divisor = { b: b.slot, count: elements };
  if (elements === count(dy.shape)) {
    emitFlat(program, kernels.divideBackward, { db: db.slot, dy: dy.slot, y: y.slot, ...divisor }, 4);
    return;
  }
  const sum = { slot: program.slot("sum", elements * 4), shape: db.shape };
  sumSpread(program, sum, dy, { factor: y.slot });
  emitFlat(program, kernels.divideBackward, { db: db.slot, dy: sum.slot, y: null, ...divisor }, 4);
}

/**
 * y = a / b (/ ...), element by element, of two or more nodes; more than two from left to right. Shapes are broadcast as NumPy does:
 * aligned at the last axis, what has size 1 is repeated, so that [channels] or [1, 1, channels] goes with
 * [height, width, channels]. A division by 0 gives infinity or NaN, as IEEE 754 has it.
 * Shapes: a and b -> the greater size of each axis.
 * Gradient: da = dy / b, db = -dy y / b, each summed over the axes along which its node was repeated.
 * Source: as PyTorch's div.
 *
 * @throws FoveaError for an unknown option, fewer than two nodes, shapes that cannot be broadcast.
 * @example
 * const proportions: Layer = (x) => divide()(x, reduceSum({ axes: -1, keepDimensions: true })(x));
 */
export function divide(options: LayerOptions = {}): Merge {
  checkLayerOptions("divide", options);
  return pairwise(divideOp, options.name);
}
