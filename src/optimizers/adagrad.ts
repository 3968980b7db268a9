import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { elementwise } from "./elementwise.ts";
import type { Optimizer, Schedule } from "./optimizer.ts";
import { above0, inRange, learningRateOf, plainOptions } from "./options.ts";

/** Options of {@link adagrad}. */
export interface AdagradOptions {
  /** Length of a step, or a function of the step's number (from 1). Default 0.01. */
  learningRate?: Schedule;
  /** At step t the learning rate is divided by 1 + (t - 1) learningRateDecay. Default 0. */
  learningRateDecay?: number;
  /** Factor of the parameter that is added to its gradient. Default 0. */
  weightDecay?: number;
  /** What the sum of squares begins with, 0 or more. Default 0. */
  initial?: number;
  /** Added to the denominator, above 0. Default 1e-10. */
  epsilon?: number;
}

/**
 * Each element's step is divided by the size of all its gradients: g = gradient + weightDecay p; s += g^2;
 * p -= learningRate / (1 + (t - 1) learningRateDecay) g / (sqrt(s) + epsilon).
 * Source: Duchi et al. 2011, "Adaptive subgradient methods", in PyTorch's form (Adagrad).
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: adagrad({ learningRate: 0.05 }), loss: softmaxCrossEntropy() })
 */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  checkOptions("adagrad", options, ["learningRate", "learningRateDecay", "weightDecay", "initial", "epsilon"]);
  const { learningRate = 0.01 } = options;
  const rate = learningRateOf("adagrad.learningRate", learningRate);
  const notNegative = (name: "learningRateDecay" | "weightDecay" | "initial"): number =>
    inRange(`adagrad.${name}`, options[name] ?? 0, 0, Number.POSITIVE_INFINITY);
  const [learningRateDecay, weightDecay] = [notNegative("learningRateDecay"), notNegative("weightDecay")];
  const initial = notNegative("initial");
  const epsilon = above0("adagrad.epsilon", options.epsilon ?? 1e-10);
  return {
    name: "adagrad",
    options: plainOptions({ learningRate, learningRateDecay, weightDecay, initial, epsilon }),
    state: ["sum"],
    hyperCount: 4,
    // In the order of AdagradHyper in assembly/optimizers/scaled.ts.
    hyper: (step) => [rate(step) / (1 + (step - 1) * learningRateDecay), weightDecay, initial, epsilon],
    emit: elementwise(kernels.adagrad, ["sum"], 12),
  };
}
