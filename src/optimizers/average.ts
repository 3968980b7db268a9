import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { checkOptions } from "../error.ts";
import { flatWork, type Program } from "../plan/program.ts";
import { forEach } from "./elementwise.ts";
import { AVERAGE } from "./names.ts";
import type { Optimizer, Update } from "./optimizer.ts";
import { inRange, whole } from "./options.ts";
import { checkOptimizer, wrap } from "./wrap.ts";

/** Options of {@link exponentialAverage}. */
export interface ExponentialAverageOptions {
  /** How much of the average is kept each step, from 0 to less than 1. Default 0.999. */
  decay?: number;
}

/**
 * `optimizer`, and beside it an average of the parameters after each step: a = decay a + (1 - decay) p, which begins as p after the
 * first step. Training does not see it; `model.averaged()` gives a model of it. Running statistics are not averaged: that model
 * has the last ones. Source: Polyak and Juditsky 1992; PyTorch's AveragedModel with an exponential average.
 *
 * @throws FoveaError for an unknown option and a decay out of its range.
 * @example
 * for await (const event of net.fit(train, { optimizer: exponentialAverage(sgd(), { decay: 0.99 }), loss: softmaxCrossEntropy() }));
 * const smooth = await net.averaged();
 */
export function exponentialAverage(optimizer: Optimizer, options: ExponentialAverageOptions = {}): Optimizer {
  checkOptions("exponentialAverage", options, ["decay"]);
  const decay = inRange("exponentialAverage.decay", options.decay ?? 0.999, 0, 1);
  return averaged("exponentialAverage", optimizer, { decay }, (step) => (step === 1 ? 1 : 1 - decay));
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
 * stochastic weight averaging, usually over the last quarter of a training with a constant or cyclic learning rate. Training does
 * not see it; `model.averaged()` gives a model of it, whose running statistics are the last ones.
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
    return since < 0 || since % every ? 0 : 1 / (since / every + 1);
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
  return wrap(optimizer, {
    name,
    options,
    state: [AVERAGE],
    hyperCount: 1,
    hyper: (step) => [weightOf(step)],
    emit(program, updates, hyper) {
      optimizer.emit(program, updates, hyper);
      emitAverage(program, updates, AVERAGE, hyper.at(optimizer.hyperCount * 4, 4));
    },
  });
}

/** average = (1 - weight) average + weight parameter, where the average is the state called `name`. */
export function emitAverage(program: Program, updates: readonly Update[], name: string, weight: Slot): void {
  forEach(updates, program, ({ parameter, state, count }) =>
    program.emit(kernels.average, { average: state[name], parameter, weight, count }, flatWork(count, 2)),
  );
}
