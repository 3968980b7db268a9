import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, type Shape } from "../../graph/shape.ts";
import { type Program, work } from "../../plan/program.ts";
import { emitBinary, gather, inSlices, spreadButLast, sumRows, sumSpread } from "../arithmetic/broadcast.ts";
import { MULTIPLY } from "../arithmetic/multiply.ts";
import { SUBTRACT } from "../arithmetic/subtract.ts";
import { emitFlat } from "../elementwise.ts";
import type { Op, Tensor } from "../op.ts";
import { group, type ReduceAttributes, type ReduceOptions, reduceAttributes, reducedShape, withOnes } from "./axes.ts";

/** Options of {@link reduceVariance}. */
export interface ReduceVarianceOptions extends ReduceOptions {
  /** What is taken from the number of elements before it divides: 1 makes the estimate of a sample unbiased (Bessel). A whole number, 0 or more. Default 0. */
  correction?: number;
}

interface Attributes extends ReduceAttributes {
  readonly correction: number;
}

export const reduceVarianceOp: Op<Attributes, Tensor> = {
  name: "reduceVariance",

  infer(attributes, [x], problem) {
    const shape = reducedShape(attributes, x, problem);
    const elements = count(x) / count(shape);
    if (elements <= attributes.correction)
      problem({
        got: `correction ${attributes.correction} with ${elements === 1 ? "1 element" : `${elements} elements`} along the axes`,
        expected: "more elements than that",
      });
    return { shape };
  },

  forward({ program, attributes, inputs: [x], output }) {
    const y = withOnes(attributes, output, x);
    const mean = like(program, "mean", y.shape);
    sumSpread(program, mean, x, { scale: 1 / group(y, x) });
    deviations(program, y, x, mean, 1 / (group(y, x) - attributes.correction));
    return mean;
  },

  backward({ program, attributes, inputs: [x], outputGradient, inputGradients: [dx] }, mean) {
    if (!dx) return;
    const dy = withOnes(attributes, outputGradient, x);
    const share = like(program, "share", dy.shape);
    const factor = 2 / (group(dy, x) - attributes.correction);
    emitFlat(program, kernels.scale, { y: share.slot, x: dy.slot, factor, offset: 0, count: count(dy.shape) });
    const deviation = like(program, "deviation", x.shape);
    emitBinary(program, SUBTRACT, deviation, x, mean);
    emitBinary(program, MULTIPLY, dx, deviation, share);
  },
};

/** y = scale times the sum of (x - mean)^2. */
function deviations(program: Program, y: Tensor, x: Tensor, mean: Tensor, scale: number): void {
  const { slot: centre } = spreadButLast(program, mean, x.shape);
  gather(program, y, x, (to, from, sizes, { first, last }) => {
    const factor = last ? scale : 1;
    if (!first) return sumRows(program, to, from, sizes, { scale: factor });
    const { outer, rows, inner } = sizes;
    const { slice, slices } = inSlices(sizes);
    const squares = slices === 1 ? to : program.slot("slices", outer * slices * inner * 4);
    const args = { y: squares, x: from, mean: centre, scale: slices === 1 ? factor : 1, rows, inner, slice };
    program.emit(kernels.deviationRows, args, work(outer * slices, 2 * slice * inner));
    if (slices > 1) sumRows(program, to, squares, { outer, rows: slices, inner }, { scale: factor });
  });
}

const like = (program: Program, label: string, shape: Shape): Tensor => ({
  slot: program.slot(label, count(shape) * 4),
  shape,
});

/**
 * y = the sum of (x - mean)^2 over (n - correction) of the n elements along the given axes of each sample, by default along all of
 * them. Computed in two passes, so that a mean far from 0 costs no digits.
 * Shapes: [height, width, channels] with axes [0, 1] -> [channels], or [1, 1, channels] with keepDimensions; along all axes -> [1].
 * Gradient: dx = dy 2 (x - mean) / (n - correction).
 * Source: as PyTorch's var, whose correction is 1 unless one says otherwise.
 *
 * @throws FoveaError for unknown options, axes that the input does not have or that come twice, a correction that leaves no element.
 * @example
 * const contrast = reduceVariance({ axes: [0, 1], correction: 1 });
 */
export function reduceVariance(options: ReduceVarianceOptions = {}): Layer {
  const attributes = reduceAttributes("reduceVariance", options, ["correction"]);
  const { correction = 0 } = options;
  if (!Number.isInteger(correction) || correction < 0)
    fail("option", {
      where: "reduceVariance.correction",
      got: show(correction),
      expected: "a whole number, 0 or more",
    });
  return layer(reduceVarianceOp, { ...attributes, correction }, options.name);
}
