import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { wholePower } from "../exact.ts";
import { flatWork } from "../plan/program.ts";
import type { Optimizer, Schedule } from "./optimizer.ts";
import { above0, inRange, learningRateOf, plainOptions } from "./options.ts";

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Length of a step, or a function of the step's number (from 1). Default 0.001. */
  learningRate?: Schedule;
  /** How much of the gradient's running mean is kept each step, from 0 to less than 1. Default 0.9. */
  beta1?: number;
  /** How much of the squared gradient's running mean is kept each step, from 0 to less than 1. Default 0.999. */
  beta2?: number;
  /** Added to the denominator, above 0. Default 1e-8. */
  epsilon?: number;
  /** Factor of the parameter that is added to its gradient. Default 0. */
  weightDecay?: number;
}

/** Multiply-adds that an element costs, with its square root and division. */
const COST = 16;

/**
 * Adam: g = gradient + weightDecay p; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * p -= learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) at step t = 1, 2, ...
 * Source: Kingma and Ba 2015, algorithm 1; the decay is PyTorch's.
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: adam({ learningRate: 0.002 }), loss: softmaxCrossEntropy() })
 */
export function adam(options: AdamOptions = {}): Optimizer {
  checkOptions("adam", options, ["learningRate", "beta1", "beta2", "epsilon", "weightDecay"]);
  const { learningRate = 0.001 } = options;
  const epsilon = above0("adam.epsilon", options.epsilon ?? 1e-8);
  const rate = learningRateOf("adam.learningRate", learningRate);
  const beta1 = inRange("adam.beta1", options.beta1 ?? 0.9, 0, 1);
  const beta2 = inRange("adam.beta2", options.beta2 ?? 0.999, 0, 1);
  const weightDecay = inRange("adam.weightDecay", options.weightDecay ?? 0, 0, Number.POSITIVE_INFINITY);
  return {
    name: "adam",
    options: plainOptions({ learningRate, beta1, beta2, epsilon, weightDecay }),
    state: ["m", "v"],
    hyperCount: 9,
    // In the order of AdamHyper in assembly/optimizers/adam.ts.
    hyper: (step) => [
      ...[rate(step), beta1, 1 - beta1, beta2, 1 - beta2],
      ...[1 / (1 - wholePower(beta1, step)), 1 / (1 - wholePower(beta2, step))],
      ...[epsilon, weightDecay],
    ],
    emit(program, updates, hyper) {
      program.together(() => {
        for (const { parameter, gradient, state, count } of updates)
          program.emit(
            kernels.adam,
            { parameter, m: state.m, v: state.v, gradient, hyper, count },
            flatWork(count, COST),
          );
      });
    },
  };
}
