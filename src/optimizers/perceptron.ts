import { checkOptions } from "../error.ts";
import type { Optimizer, Schedule } from "./optimizer.ts";
import { sgd } from "./sgd.ts";

/** Options of {@link perceptronRule}. */
export interface PerceptronRuleOptions {
  /** Factor of what is added on a mistake, or a function of the step's number (from 1). Default 1. */
  learningRate?: Schedule;
}

/**
 * Rosenblatt's rule: on a mistake w += learningRate t x, else nothing, which is p -= learningRate gradient for the gradient of
 * the perceptron loss. For data that a plane divides it ends with no mistakes, whatever the rate, if batches are of one sample.
 * Source: Rosenblatt 1958, "The perceptron"; Novikoff 1962 for convergence.
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: perceptronRule(), loss: perceptronLoss(), batchSize: 1 })
 */
export function perceptronRule(options: PerceptronRuleOptions = {}): Optimizer {
  checkOptions("perceptronRule", options, ["learningRate"]);
  return { ...sgd({ learningRate: options.learningRate ?? 1 }), name: "perceptronRule" };
}
