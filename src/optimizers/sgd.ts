import * as kernels from "../../bindings/kernels.ts";
import { checkOptions, fail, show } from "../error.ts";
import { boolean } from "../ops/options.ts";
import { flatWork } from "../plan/program.ts";
import type { Optimizer, Schedule } from "./optimizer.ts";
import { inRange, learningRateOf, plainOptions } from "./options.ts";

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Length of a step, or a function of the step's number (from 1). Default 0.01. */
  learningRate?: Schedule;
  /** Part of the last step's velocity that is kept, from 0 to less than 1. Default 0. */
  momentum?: number;
  /** True: the gradient as it will be after the velocity's next step (Nesterov); needs momentum. Default false. */
  nesterov?: boolean;
  /** Factor of the parameter that is added to its gradient. Default 0. */
  weightDecay?: number;
}

/**
 * Stochastic gradient descent: g = gradient + weightDecay p; v = momentum v + g; p -= learningRate v, or with Nesterov
 * p -= learningRate (g + momentum v).
 * Source: Polyak 1964, Nesterov 1983, in the form of Sutskever et al. 2013, "On the importance of initialization and momentum in
 * deep learning", that PyTorch has.
 *
 * @throws FoveaError for an unknown option, a number out of its range, and nesterov without momentum.
 * @example
 * net.fit(train, { optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }), loss: softmaxCrossEntropy() })
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  checkOptions("sgd", options, ["learningRate", "momentum", "nesterov", "weightDecay"]);
  const { learningRate = 0.01 } = options;
  const rate = learningRateOf("sgd.learningRate", learningRate);
  const momentum = inRange("sgd.momentum", options.momentum ?? 0, 0, 1);
  const nesterov = boolean("sgd.nesterov", options.nesterov ?? false);
  const weightDecay = inRange("sgd.weightDecay", options.weightDecay ?? 0, 0, Number.POSITIVE_INFINITY);
  if (nesterov && momentum === 0)
    fail("option", { where: "sgd", got: `nesterov with momentum ${show(momentum)}`, expected: "a momentum above 0" });
  return {
    name: "sgd",
    options: plainOptions({ learningRate, momentum, nesterov, weightDecay }),
    state: momentum > 0 ? ["velocity"] : [],
    hyperCount: 4,
    // In the order of SgdHyper in assembly/optimizers/sgd.ts.
    hyper: (step) => [rate(step), momentum, weightDecay, Number(nesterov)],
    emit(program, updates, hyper) {
      program.together(() => {
        for (const { parameter, gradient, state, count } of updates)
          program.emit(
            kernels.sgd,
            { parameter, velocity: state.velocity ?? null, gradient, hyper, count },
            flatWork(count),
          );
      });
    },
  };
}
