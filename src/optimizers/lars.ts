import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { flatWork } from "../plan/program.ts";
import { norms } from "./norms.ts";
import type { Optimizer, Schedule } from "./optimizer.ts";
import { above0, inRange, learningRateOf, plainOptions } from "./options.ts";

/** Options of {@link lars}. */
export interface LarsOptions {
  /** Length of a step, or a function of the step's number (from 1). Default 0.1. */
  learningRate?: Schedule;
  /** Part of the last step's velocity that is kept, from 0 to less than 1. Default 0.9. */
  momentum?: number;
  /** Factor of the parameter that is added to its gradient. Default 0. */
  weightDecay?: number;
  /** Factor of each parameter's own rate, above 0. Default 0.001. */
  trust?: number;
  /** Added to the denominator of that rate, 0 or more. Default 1e-8. */
  epsilon?: number;
}

/**
 * Layer-wise rates for large batches: r = trust |p| / (|g| + weightDecay |p| + epsilon) for a whole parameter, 1 where a norm is 0;
 * v = momentum v + learningRate r (g + weightDecay p); p -= v. Biases and normalisations usually have a group of their own with
 * {@link sgd} ({@link parameterGroups}). Source: You et al. 2017, "Large batch training of convolutional networks".
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: lars({ learningRate: 2, weightDecay: 0.0001 }), loss: softmaxCrossEntropy(), batchSize: 1024 })
 */
export function lars(options: LarsOptions = {}): Optimizer {
  checkOptions("lars", options, ["learningRate", "momentum", "weightDecay", "trust", "epsilon"]);
  const { learningRate = 0.1 } = options;
  const rate = learningRateOf("lars.learningRate", learningRate);
  const momentum = inRange("lars.momentum", options.momentum ?? 0.9, 0, 1);
  const weightDecay = inRange("lars.weightDecay", options.weightDecay ?? 0, 0, Number.POSITIVE_INFINITY);
  const trust = above0("lars.trust", options.trust ?? 0.001);
  const epsilon = inRange("lars.epsilon", options.epsilon ?? 1e-8, 0, Number.POSITIVE_INFINITY);
  return {
    name: "lars",
    options: plainOptions({ learningRate, momentum, weightDecay, trust, epsilon }),
    state: ["velocity"],
    hyperCount: 5,
    // In the order of LarsHyper in assembly/optimizers/norms.ts.
    hyper: (step) => [rate(step), momentum, weightDecay, trust, epsilon],
    emit(program, updates, hyper) {
      const groups = updates.flatMap(({ parameter, gradient, count }) => [
        [{ slot: parameter, count }],
        [{ slot: gradient, count }],
      ]);
      const found = norms(program, groups);
      program.together(() => {
        for (const [i, { parameter, gradient, state, count }] of updates.entries()) {
          const sizes = { parameterNorm: found[2 * i], gradientNorm: found[2 * i + 1] };
          const args = { parameter, velocity: state.velocity, gradient, ...sizes, hyper, count };
          program.emit(kernels.lars, args, flatWork(count, 4));
        }
      });
    },
  };
}
