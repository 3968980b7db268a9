import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { boolean } from "../ops/options.ts";
import { elementwise } from "./elementwise.ts";
import type { Optimizer, Schedule } from "./optimizer.ts";
import { above0, inRange, learningRateOf, plainOptions } from "./options.ts";

/** Options of {@link rmsProp}. */
export interface RmsPropOptions {
  /** Length of a step, or a function of the step's number (from 1). Default 0.01. */
  learningRate?: Schedule;
  /** How much of the running mean square is kept each step, from 0 to less than 1. Default 0.99. */
  decay?: number;
  /** Added to the denominator, above 0. Default 1e-8. */
  epsilon?: number;
  /** Part of the last step's velocity that is kept, from 0 to less than 1. Default 0. */
  momentum?: number;
  /** True: divided by the deviation from the running mean instead of from 0. Default false. */
  centered?: boolean;
  /** Factor of the parameter that is added to its gradient. Default 0. */
  weightDecay?: number;
}

/**
 * Each element's step is divided by the size of its last gradients: g = gradient + weightDecay p;
 * v = decay v + (1 - decay) g^2; s = g / (sqrt(v) + epsilon), centred g / (sqrt(v - m^2) + epsilon) with m the running mean of g;
 * u = momentum u + s; p -= learningRate u. Source: Tieleman and Hinton 2012, lecture 6.5; centred: Graves 2013; PyTorch's form (RMSprop).
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: rmsProp({ learningRate: 0.001, momentum: 0.9 }), loss: softmaxCrossEntropy() })
 */
export function rmsProp(options: RmsPropOptions = {}): Optimizer {
  checkOptions("rmsProp", options, ["learningRate", "decay", "epsilon", "momentum", "centered", "weightDecay"]);
  const { learningRate = 0.01 } = options;
  const rate = learningRateOf("rmsProp.learningRate", learningRate);
  const decay = inRange("rmsProp.decay", options.decay ?? 0.99, 0, 1);
  const epsilon = above0("rmsProp.epsilon", options.epsilon ?? 1e-8);
  const momentum = inRange("rmsProp.momentum", options.momentum ?? 0, 0, 1);
  const centered = boolean("rmsProp.centered", options.centered ?? false);
  const weightDecay = inRange("rmsProp.weightDecay", options.weightDecay ?? 0, 0, Number.POSITIVE_INFINITY);
  return {
    name: "rmsProp",
    options: plainOptions({ learningRate, decay, epsilon, momentum, centered, weightDecay }),
    state: ["square", ...(centered ? ["mean"] : []), ...(momentum > 0 ? ["velocity"] : [])],
    hyperCount: 6,
    // In the order of RmsPropHyper in assembly/optimizers/scaled.ts.
    hyper: (step) => [rate(step), decay, 1 - decay, epsilon, momentum, weightDecay],
    emit: elementwise(kernels.rmsProp, ["square", "mean", "velocity"], 14),
  };
}
