import * as kernels from "../../bindings/kernels.ts";
import { checkOptions, fail, show } from "../error.ts";
import { count, format } from "../graph/shape.ts";
import { work } from "../plan/program.ts";
import { checkWeight, type Loss } from "./loss.ts";

/** Options of {@link softmaxCrossEntropy}. */
export interface SoftmaxCrossEntropyOptions {
  /** Factor of this loss where a model has several. Default 1. */
  weight?: number;
  /** A weight for each class, not negative; the loss is then the weighted mean. Default: all 1. */
  classWeights?: readonly number[];
}

/** Multiply-adds that the exponential and the passes over a row cost for each logit. */
const COST = 24;

/**
 * -log softmax(logits)[label], the mean over the batch (weighted by class and sample weights, if given). The output is
 * logits [..., classes], without a softmax layer; targets are one class index for each row of classes.
 * Source: Bridle 1990; the gradient softmax(logits) - onehot(label) is exact where probabilities underflow.
 *
 * @throws FoveaError for an unknown option and for weights that are negative or not finite.
 * @example
 * net.fit(train, { loss: softmaxCrossEntropy({ classWeights: [1, 5] }), optimizer: sgd() })
 */
export function softmaxCrossEntropy(options: SoftmaxCrossEntropyOptions = {}): Loss {
  checkOptions("softmaxCrossEntropy", options, ["weight", "classWeights"]);
  const weight = checkWeight("softmaxCrossEntropy", options.weight);
  const classWeights = options.classWeights && checkClassWeights(options.classWeights);
  return {
    name: "softmaxCrossEntropy",
    weight,
    ...(classWeights && { classWeights }),
    options: { weight, ...(classWeights && { classWeights }) },

    rows(shape) {
      const classes = shape[shape.length - 1];
      if (shape.length < 2 || classes < 2)
        fail("shape", {
          where: "softmaxCrossEntropy",
          got: `an output of shape ${format(shape.slice(1))}`,
          expected: "[..., classes] with at least two classes",
        });
      if (classWeights && classWeights.length !== classes)
        fail("option", {
          where: "softmaxCrossEntropy.classWeights",
          got: `${classWeights.length} weights`,
          expected: `one for each of the ${classes} classes`,
        });
      const rows = count(shape) / classes;
      return { rows, targets: rows, labels: true, classes };
    },

    emit(program, { output, targets: labels, scale, losses: loss, correct, gradient: dlogits }) {
      const classes = output.shape[output.shape.length - 1];
      const args = { loss, correct, dlogits, logits: output.slot, labels, scale, classes };
      program.emit(kernels.softmaxCrossEntropy, args, work(count(output.shape) / classes, COST * classes));
    },
  };
}

function checkClassWeights(weights: readonly number[]): readonly number[] {
  const valid = Array.isArray(weights) && weights.every((weight) => Number.isFinite(weight) && weight >= 0);
  if (!valid || !weights.some((weight) => weight > 0))
    fail("option", {
      where: "softmaxCrossEntropy.classWeights",
      got: show(weights),
      expected: "an array of finite numbers, none negative and not all 0",
    });
  return [...weights];
}
