import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { elementwise } from "./elementwise.ts";
import type { Optimizer, Schedule } from "./optimizer.ts";
import { above0, inRange, learningRateOf, plainOptions } from "./options.ts";

/** Options of {@link adadelta}. */
export interface AdadeltaOptions {
  /** Factor of the step, or a function of the step's number (from 1). Default 1. */
  learningRate?: Schedule;
  /** How much of the running means is kept each step, from 0 to less than 1. Default 0.9. */
  decay?: number;
  /** Added under both square roots, above 0. Default 1e-6. */
  epsilon?: number;
  /** Factor of the parameter that is added to its gradient. Default 0. */
  weightDecay?: number;
}

/**
 * Steps in the parameter's own units: g = gradient + weightDecay p; v = decay v + (1 - decay) g^2;
 * s = g sqrt(u + epsilon) / sqrt(v + epsilon); u = decay u + (1 - decay) s^2; p -= learningRate s.
 * Source: Zeiler 2012, "ADADELTA: an adaptive learning rate method", in PyTorch's form (Adadelta).
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: adadelta(), loss: softmaxCrossEntropy() })
 */
export function adadelta(options: AdadeltaOptions = {}): Optimizer {
  checkOptions("adadelta", options, ["learningRate", "decay", "epsilon", "weightDecay"]);
  const { learningRate = 1 } = options;
  const rate = learningRateOf("adadelta.learningRate", learningRate);
  const decay = inRange("adadelta.decay", options.decay ?? 0.9, 0, 1);
  const epsilon = above0("adadelta.epsilon", options.epsilon ?? 1e-6);
  const weightDecay = inRange("adadelta.weightDecay", options.weightDecay ?? 0, 0, Number.POSITIVE_INFINITY);
  return {
    name: "adadelta",
    options: plainOptions({ learningRate, decay, epsilon, weightDecay }),
    state: ["square", "step"],
    hyperCount: 5,
    // In the order of AdadeltaHyper in assembly/optimizers/scaled.ts.
    hyper: (step) => [rate(step), decay, 1 - decay, epsilon, weightDecay],
    emit: elementwise(kernels.adadelta, ["square", "step"], 24),
  };
}
