import { checkOptions, FoveaError, fail, show } from "../error.ts";
import { power } from "../exact.ts";
import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { sgd } from "../optimizers/sgd.ts";
import type { StepSchedule } from "../schedules/schedule.ts";
import type { Data } from "../train/fit.ts";
import { copyOf } from "./copy.ts";

/** Options of {@link findLearningRate}. */
export interface FindLearningRateOptions {
  /** The loss, or one for each output by name. */
  loss: Loss | Readonly<Record<string, Loss>>;
  /** Makes the optimizer whose rate is looked for. Default `(learningRate) => sgd({ learningRate, momentum: 0.9 })`. */
  optimizer?: (learningRate: StepSchedule) => Optimizer;
  /** The first and least rate. Default 1e-6. */
  from?: number;
  /** The last and greatest. Default 10. */
  to?: number;
  /** Steps from the first rate to the last. Default 100. */
  steps?: number;
  /** Share of the smoothed loss that is kept from step to step, from 0 to less than 1. Default 0.9. */
  smoothing?: number;
  /** Ends the test when the smoothed loss is so many times the least one. Default 4. */
  diverged?: number;
  /** Samples in a step, as fit's. */
  batchSize?: number;
  /** As fit's. Default 0. */
  seed?: number;
  /** Ends the test by throwing the signal's reason. */
  signal?: AbortSignal;
}

/** What a range test found. */
export interface LearningRates {
  /** The rate of each step, as far as the test came. */
  readonly rates: readonly number[];
  /** The loss of each step's batch. */
  readonly losses: readonly number[];
  /** Those losses smoothed. */
  readonly smoothed: readonly number[];
  /** The rate where the smoothed loss falls most steeply over the logarithm of the rate; null where it does not fall. */
  readonly suggestion: number | null;
  /** The rate where the smoothed loss is least: training diverges soon behind it. */
  readonly least: number;
}

/**
 * Learning rate range test: trains a copy of the model, whose rate grows by the same factor every step, until the loss diverges. The
 * smoothed loss is s[i] = smoothing s[i-1] + (1 - smoothing) loss[i], divided by 1 - smoothing^i. The suggestion is the rate where it
 * falls most steeply over a tenth of the steps, behind the first tenth, where it is a mean of few batches, and before its least: a rate
 * to begin with, a good deal below where training diverges. The model itself stays as it is. Source: Smith 2017, "Cyclical learning rates
 * for training neural networks"; the suggestion like fastai's "steep".
 *
 * @throws FoveaError for unknown options, numbers out of their range, and what `fit` throws for; not for a loss that diverges.
 * @example
 * const { suggestion, rates, smoothed } = await findLearningRate(net, train, { loss: softmaxCrossEntropy() });
 * const optimizer = sgd({ learningRate: suggestion ?? 0.01, momentum: 0.9 });
 */
export async function findLearningRate(
  net: Model,
  data: Data,
  options: FindLearningRateOptions,
): Promise<LearningRates> {
  const { loss, optimizer, from, to, steps, smoothing, diverged, ...fitting } = check(options);
  const rates = Array.from({ length: steps }, (_, i) => from * power(to / from, i / (steps - 1)));
  using copy = copyOf("findLearningRate", net);
  const trained = optimizer((step) => rates[Math.min(step, steps) - 1]);
  const [losses, smoothed]: [number[], number[]] = [[], []];
  let [sum, kept] = [0, 1];
  try {
    for await (const event of copy.fit(data, { ...fitting, loss, optimizer: trained, epochs: steps })) {
      if (event.kind !== "step") continue;
      sum = smoothing * sum + (1 - smoothing) * event.loss;
      kept *= smoothing;
      losses.push(event.loss);
      smoothed.push(sum / (1 - kept));
      if (event.step === steps || smoothed[event.step - 1] > diverged * Math.min(...smoothed)) break;
    }
  } catch (error) {
    if (!(error instanceof FoveaError && error.code === "non-finite")) throw error; // the loss has diverged
    if (!losses.length) throw error;
  }
  const least = smoothed.indexOf(Math.min(...smoothed));
  const steepest = steepestFall(smoothed, least, steps);
  return {
    rates: rates.slice(0, losses.length),
    losses,
    smoothed,
    suggestion: steepest === null ? null : rates[steepest],
    least: rates[least],
  };
}

/** The step in the middle of where `values` fall most over a tenth of all steps, before `least`; null where they never do. */
function steepestFall(values: readonly number[], least: number, steps: number): number | null {
  const [reach, first] = [Math.max(1, Math.round(steps / 20)), Math.floor(steps / 10)];
  let [found, most]: [number | null, number] = [null, 0];
  for (let i = first + reach; i + reach <= least; i++) {
    const fall = values[i - reach] - values[i + reach];
    if (fall > most) [found, most] = [i, fall];
  }
  return found;
}

type Checked = Required<Omit<FindLearningRateOptions, "batchSize" | "seed" | "signal">> &
  Pick<FindLearningRateOptions, "batchSize" | "seed" | "signal">;

function check(options: FindLearningRateOptions): Checked {
  const where = "findLearningRate";
  const own = ["loss", "optimizer", "from", "to", "steps", "smoothing", "diverged"];
  checkOptions(where, options, [...own, "batchSize", "seed", "signal"]);
  const { optimizer = (learningRate: StepSchedule) => sgd({ learningRate, momentum: 0.9 }) } = options;
  const { from = 1e-6, to = 10, steps = 100, smoothing = 0.9, diverged = 4 } = options;
  if (typeof optimizer !== "function")
    fail("option", {
      where: `${where}.optimizer`,
      got: show(optimizer),
      expected: "a function that makes an optimizer of a learning rate",
      hint: "(learningRate) => adam({ learningRate }) is one",
    });
  if (!(from > 0 && Number.isFinite(from)))
    fail("option", { where: `${where}.from`, got: show(from), expected: "a finite number above 0" });
  if (!(to > from && Number.isFinite(to)))
    fail("option", { where: `${where}.to`, got: show(to), expected: `a finite number above ${from}` });
  if (!Number.isSafeInteger(steps) || steps < 3)
    fail("option", { where: `${where}.steps`, got: show(steps), expected: "a whole number, 3 or more" });
  if (!(smoothing >= 0 && smoothing < 1))
    fail("option", { where: `${where}.smoothing`, got: show(smoothing), expected: "a number from 0 to less than 1" });
  if (!(diverged > 1))
    fail("option", { where: `${where}.diverged`, got: show(diverged), expected: "a number above 1" });
  return { ...options, optimizer, from, to, steps, smoothing, diverged };
}
