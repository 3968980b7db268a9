import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { emitSpread, sumSpread } from "../arithmetic/broadcast.ts";
import type { Op, Tensor } from "../op.ts";
import { group, type ReduceAttributes, type ReduceOptions, reduceAttributes, reducedShape, withOnes } from "./axes.ts";

/** y = a factor times the sum of x. */
function scaledSum(name: string, factor: (y: Tensor, x: Tensor) => number): Op<ReduceAttributes> {
  return {
    name,
    infer: (attributes, [x], problem) => ({ shape: reducedShape(attributes, x, problem) }),

    forward({ program, attributes, inputs: [x], output: y }) {
      sumSpread(program, withOnes(attributes, y, x), x, { scale: factor(y, x) });
    },

    backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
      if (dx) emitSpread(program, dx, withOnes(attributes, dy, x), factor(dy, x));
    },
  };
}

export const reduceSumOp: Op<ReduceAttributes> = /* @__PURE__ */ scaledSum("reduceSum", () => 1);

export const reduceMeanOp: Op<ReduceAttributes> = /* @__PURE__ */ scaledSum("reduceMean", (y, x) => 1 / group(y, x));

/**
 * y = the sum of x over the given axes of each sample, by default over all of them. Added up in an order that shapes alone decide.
 * Shapes: [height, width, channels] with axes [0, 1] -> [channels], or [1, 1, channels] with keepDimensions; over all axes -> [1].
 * Gradient: dx = dy, repeated along the axes.
 * Source: as PyTorch's sum.
 *
 * @throws FoveaError for unknown options, axes that the input does not have or that come twice.
 * @example
 * const proportions: Layer = (x) => divide()(x, reduceSum({ axes: -1, keepDimensions: true })(x));
 */
export function reduceSum(options: ReduceOptions = {}): Layer {
  return layer(reduceSumOp, reduceAttributes("reduceSum", options), options.name);
}

/**
 * y = the mean of x over the given axes of each sample, by default over all of them.
 * Shapes: [height, width, channels] with axes [0, 1] -> [channels], or [1, 1, channels] with keepDimensions; over all axes -> [1].
 * Gradient: dx = dy / n, repeated along the axes, where n elements become one.
 * Source: as PyTorch's mean.
 *
 * @throws FoveaError for unknown options, axes that the input does not have or that come twice.
 * @example
 * const brightness = reduceMean({ axes: -1 });
 */
export function reduceMean(options: ReduceOptions = {}): Layer {
  return layer(reduceMeanOp, reduceAttributes("reduceMean", options), options.name);
}
