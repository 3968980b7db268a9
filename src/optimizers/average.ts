import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { checkOptions } from "../error.ts";
import { power } from "../exact.ts";
import { flatWork, type Program } from "../plan/program.ts";
import { AVERAGE } from "./names.ts";
import type { Optimizer, StatisticUpdate } from "./optimizer.ts";
import { inRange, whole } from "./options.ts";
import { checkOptimizer, wrap } from "./wrap.ts";

/** Options of {@link exponentialAverage}. */
export interface ExponentialAverageOptions {
  /** How much of the average is kept each step, from 0 to less than 1. Default 0.999. */
  decay?: number;
}

/**
 * `optimizer`, and beside it an average of the parameters after each step, which forgets: a = a + w (p - a) after step t = 1, 2, ...
 * with w = (1 - decay) / (1 - decay^t), so that p of i steps ago counts decay^i times as much as the last one and the first parameters
 * count for nothing, however few the steps. Running statistics, as those of batchNorm, are averaged alike. Training does not see it;
 * `model.averaged()` gives a model of it. Source: Polyak and Juditsky 1992; the correction of the beginning is that of Adam's averages.
 *
 * @throws FoveaError for an unknown option and a decay out of its range.
 * @example
 * for await (const event of net.fit(train, { optimizer: exponentialAverage(sgd(), { decay: 0.99 }), loss: softmaxCrossEntropy() }));
 * const smooth = await net.averaged();
 */
export function exponentialAverage(optimizer: Optimizer, options: ExponentialAverageOptions = {}): Optimizer {
  checkOptions("exponentialAverage", options, ["decay"]);
  const decay = inRange("exponentialAverage.decay", options.decay ?? 0.999, 0, 1);
  return averaged("exponentialAverage", optimizer, { decay }, (step) => (1 - decay) / (1 - power(decay, step)));
}

/** Options of {@link weightAverage}. */
export interface WeightAverageOptions {
  /** The first step whose parameters count, 1 or more. Default 1. */
  from?: number;
  /** Every so many steps one counts, such as the steps of an epoch. Default 1. */
  every?: number;
}

/**
 * `optimizer`, and beside it the plain mean of the parameters after steps from, from + every, from + 2 every, ...:
 * stochastic weight averaging, usually over the last quarter of a training with a constant or cyclic learning rate. Before `from` it is the
 * parameters as they are. Running statistics, as those of batchNorm, are averaged alike. Training does not see it; `model.averaged()`
 * gives a model of it.
 * Source: Izmailov et al. 2018, "Averaging weights leads to wider optima and better generalization".
 *
 * @throws FoveaError for an unknown option and for what is not a positive whole number.
 * @example
 * const optimizer = weightAverage(sgd({ learningRate: 0.05 }), { from: 600, every: 100 });
 */
export function weightAverage(optimizer: Optimizer, options: WeightAverageOptions = {}): Optimizer {
  checkOptions("weightAverage", options, ["from", "every"]);
  const from = whole("weightAverage.from", options.from ?? 1, 1);
  const every = whole("weightAverage.every", options.every ?? 1, 1);
  return averaged("weightAverage", optimizer, { from, every }, (step) => {
    const since = step - from;
    if (since < 0) return 1;
    return since % every ? 0 : 1 / (since / every + 1);
  });
}

/** `weightOf` says how much of the average each step's parameters become. */
function averaged(
  name: string,
  optimizer: Optimizer,
  options: Readonly<Record<string, number>>,
  weightOf: (step: number) => number,
): Optimizer {
  checkOptimizer(name, optimizer);
  const weightIn = (hyper: Slot): Slot => hyper.at(optimizer.hyperCount * 4, 4);
  return wrap(optimizer, {
    name,
    options,
    state: [AVERAGE],
    hyperCount: 1,
    hyper: (step) => [weightOf(step)],
    emit(program, updates, hyper) {
      optimizer.emit(program, updates, hyper);
      emitAverage(program, updates, AVERAGE, weightIn(hyper));
    },
    statistics: {
      state: AVERAGE,
      emit: (program, updates, hyper) => emitAverage(program, updates, AVERAGE, weightIn(hyper)),
    },
  });
}

/** average += weight (parameter - average), where the average is the state called `name`. */
export function emitAverage(program: Program, updates: readonly StatisticUpdate[], name: string, weight: Slot): void {
  program.together(() => {
    for (const { parameter, state, count } of updates)
      program.emit(kernels.average, { average: state[name], parameter, weight, count }, flatWork(count, 2));
  });
}
