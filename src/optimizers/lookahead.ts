import * as kernels from "../../bindings/kernels.ts";
import { checkOptions, fail, show } from "../error.ts";
import { flatWork } from "../plan/program.ts";
import { emitAverage } from "./average.ts";
import { forEach } from "./elementwise.ts";
import type { Optimizer } from "./optimizer.ts";
import { whole } from "./options.ts";
import { checkOptimizer, wrap } from "./wrap.ts";

/** Options of {@link lookahead}. */
export interface LookaheadOptions {
  /** Steps of the optimizer between two of the slow weights, 1 or more. Default 5. */
  steps?: number;
  /** How far the slow weights go towards the fast ones, above 0 to 1. Default 0.5. */
  rate?: number;
}

/**
 * `optimizer` makes the fast steps; after every `steps` of them slow += rate (p - slow) and p = slow. The slow weights begin as the
 * parameters before the first step. Source: Zhang et al. 2019, "Lookahead optimizer: k steps forward, 1 step back".
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: lookahead(adam(), { steps: 5, rate: 0.5 }), loss: softmaxCrossEntropy() })
 */
export function lookahead(optimizer: Optimizer, options: LookaheadOptions = {}): Optimizer {
  checkOptimizer("lookahead", optimizer);
  checkOptions("lookahead", options, ["steps", "rate"]);
  const steps = whole("lookahead.steps", options.steps ?? 5, 1);
  const { rate = 0.5 } = options;
  if (!(rate > 0 && rate <= 1))
    fail("option", { where: "lookahead.rate", got: show(rate), expected: "a number above 0, 1 at most" });
  return wrap(optimizer, {
    name: "lookahead",
    options: { steps, rate },
    state: ["slow"],
    hyperCount: 2,
    hyper: (step) => [Number(step === 1), step % steps ? 0 : rate],
    emit(program, updates, hyper) {
      const [begin, weight] = [0, 4].map((offset) => hyper.at(optimizer.hyperCount * 4 + offset, 4));
      emitAverage(program, updates, "slow", begin);
      optimizer.emit(program, updates, hyper);
      forEach(updates, program, ({ parameter, state, count }) =>
        program.emit(kernels.lookahead, { parameter, slow: state.slow, weight, count }, flatWork(count, 2)),
      );
    },
  });
}
