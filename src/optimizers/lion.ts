import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { elementwise } from "./elementwise.ts";
import type { Optimizer, Schedule } from "./optimizer.ts";
import { inRange, learningRateOf, plainOptions } from "./options.ts";

/** Options of {@link lion}. */
export interface LionOptions {
  /** Length of a step, or a function of the step's number (from 1). Default 0.0001. */
  learningRate?: Schedule;
  /** Weight of the running mean in the step's direction, from 0 to less than 1. Default 0.9. */
  beta1?: number;
  /** How much of the running mean is kept each step, from 0 to less than 1. Default 0.99. */
  beta2?: number;
  /** Part of the parameter that is taken off each step, times the learning rate. Default 0. */
  weightDecay?: number;
}

/**
 * Sign momentum: p -= learningRate (sign(beta1 m + (1 - beta1) g) + weightDecay p); m = beta2 m + (1 - beta2) g.
 * Every element moves by the learning rate, so that it should be three to ten times as small as Adam's.
 * Source: Chen et al. 2023, "Symbolic discovery of optimization algorithms".
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: lion({ learningRate: 0.0003, weightDecay: 0.1 }), loss: softmaxCrossEntropy() })
 */
export function lion(options: LionOptions = {}): Optimizer {
  checkOptions("lion", options, ["learningRate", "beta1", "beta2", "weightDecay"]);
  const { learningRate = 0.0001 } = options;
  const rate = learningRateOf("lion.learningRate", learningRate);
  const beta1 = inRange("lion.beta1", options.beta1 ?? 0.9, 0, 1);
  const beta2 = inRange("lion.beta2", options.beta2 ?? 0.99, 0, 1);
  const weightDecay = inRange("lion.weightDecay", options.weightDecay ?? 0, 0, Number.POSITIVE_INFINITY);
  return {
    name: "lion",
    options: plainOptions({ learningRate, beta1, beta2, weightDecay }),
    state: ["m"],
    hyperCount: 6,
    // In the order of LionHyper in assembly/optimizers/adaptive.ts.
    hyper: (step) => [rate(step), beta1, 1 - beta1, beta2, 1 - beta2, 1 - rate(step) * weightDecay],
    emit: elementwise(kernels.lion, ["m"], 6),
  };
}
