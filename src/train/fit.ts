import type { Dataset } from "../data/dataset.ts";
import type { Sample, Samples } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { seedKey } from "../random.ts";
import { STEP_SIZE } from "./course.ts";
import type { Follower, StopOutcome, Stopping } from "./follow.ts";
import type { Metrics, MetricValue } from "./metric.ts";
import type { Settings } from "./position.ts";
import { train } from "./train.ts";
import type { Watch, WatchEvent } from "./watch.ts";

/** What trains and evaluates a model: samples in memory, a data set of samples, or a data set of batches. */
export type Data = Samples | Dataset<Sample> | Dataset<Samples>;

/** Options of `model.fit`. */
export interface FitOptions {
  /** Times that every sample is seen. Default 1. */
  epochs?: number;
  /** Samples in a step; the last step of an epoch takes what is left. Not for a data set that holds batches. Default 32. */
  batchSize?: number;
  /**
   * Parts that each batch is computed in, one after the other, adding up gradients before the one update: for batches that do not
   * fit into memory at once. Layers that look at the whole batch, as batchNorm does, see a part. Default 1.
   */
  accumulate?: number;
  optimizer: Optimizer;
  /** The loss, or one for each output by name. */
  loss: Loss | Readonly<Record<string, Loss>>;
  /** Decides the order of samples, anew in every epoch, and what dropout and its like draw, anew in every step. Default 0. */
  seed?: number;
  /** Whether samples are shuffled; not for a data set that holds batches. Default true, but for what can only be read in order. */
  shuffle?: boolean;
  /** Samples to evaluate after every epoch. */
  validation?: Data;
  /** What else to find out of the validation, as `[f1(), auc()]` of `fovea/metrics`; of several outputs, by name. Default none. */
  metrics?: Metrics;
  /** Ends training when it no longer gets better: `earlyStopping` of `fovea/training`. Default none: all epochs. */
  stopping?: Stopping;
  /** The schedule of `onPlateau` that the optimizer follows: it is shown every epoch's outcome, and resumed with the training. */
  schedule?: Follower;
  /** Looks into the steps, as `statistics` of `fovea/training` does; its events come behind those of the steps. Default none. */
  watch?: Watch;
  /** Ends training between two steps by throwing the signal's reason; the model stays as it is and can be resumed. */
  signal?: AbortSignal;
  /** Go on from where the model's last training stopped, or the saved one, with the same bits as if it had not. Default false. */
  resume?: boolean;
}

/** What `model.fit` tells. Losses and accuracies of steps are those of the batch, of epochs the mean over its steps. */
export type FitEvent =
  | {
      kind: "step";
      epoch: number;
      step: number;
      /** Steps in all; not there in the first epoch of a data set whose size nobody knows. */
      steps?: number;
      loss: number;
      accuracy?: number;
      samples: number;
      totalSamples: number;
    }
  | {
      kind: "validation";
      epoch: number;
      step: number;
      loss: number;
      accuracy?: number;
      /** The values of `metrics`, by name; of several outputs as `output/name`. */
      metrics?: Readonly<Record<string, MetricValue>>;
    }
  | {
      kind: "epoch";
      epoch: number;
      epochs: number;
      step: number;
      loss: number;
      accuracy?: number;
      seconds: number;
      /** Of these seconds, those in which training waited for data. */
      waiting: number;
    }
  /** The last event of a training with `stopping`: why it ended, and what was best. */
  | ({ kind: "stop"; epoch: number; step: number; reason: string } & StopOutcome)
  | WatchEvent;

const known = [
  ...["epochs", "batchSize", "accumulate", "optimizer", "loss", "seed", "shuffle", "validation", "signal", "resume"],
  ...["metrics", "stopping", "schedule", "watch"],
];
/** Trains `network`; see `Model.fit`. */
export async function* fit(
  network: Network,
  data: Data,
  options: FitOptions,
): AsyncGenerator<FitEvent, void, undefined> {
  const settings = check(options);
  if (underWay.has(network))
    fail("option", {
      where: "fit",
      got: "a model that another fit() is training",
      expected: "one training at a time",
      hint: "leave that loop first",
    });
  underWay.add(network);
  try {
    yield* train(network, data, options, settings);
  } finally {
    underWay.delete(network);
  }
}

/** Models with a training under way. */
const underWay = new WeakSet<Network>();

function check(options: FitOptions): Settings {
  checkOptions("fit", options, known);
  const { epochs = 1, batchSize = STEP_SIZE, accumulate = 1, seed = 0, shuffle = true, resume = false } = options;
  const { optimizer, loss, signal } = options;
  for (const [name, value] of Object.entries({ epochs, batchSize, accumulate }))
    if (!Number.isInteger(value) || value < 1)
      fail("option", { where: `fit.${name}`, got: show(value), expected: "a positive whole number" });
  for (const [name, value] of Object.entries({ shuffle, resume }))
    if (typeof value !== "boolean")
      fail("option", { where: `fit.${name}`, got: show(value), expected: "true or false" });
  seedKey(seed, "fit.seed");
  if (typeof optimizer?.emit !== "function")
    fail("option", {
      where: "fit.optimizer",
      got: show(optimizer),
      expected: "an optimizer",
      hint: "sgd({ learningRate: 0.05 }) is one",
    });
  if (!loss)
    fail("option", { where: "fit.loss", got: show(loss), expected: "a loss", hint: "softmaxCrossEntropy() is one" });
  if (options.metrics && !options.validation)
    fail("option", { where: "fit.metrics", got: "no validation", expected: "samples that metrics are taken of" });
  for (const [name, method, maker] of [
    ["stopping", "follow", "earlyStopping"],
    ["schedule", "follow", "onPlateau"],
    ["watch", "watch", "statistics"],
  ] as const) {
    const given = options[name] as Readonly<Record<string, unknown>> | undefined;
    if (given !== undefined && typeof given?.[method] !== "function")
      fail("option", { where: `fit.${name}`, got: show(given), expected: `what ${maker}() makes` });
  }
  if (signal !== undefined && !(signal instanceof AbortSignal))
    fail("option", { where: "fit.signal", got: show(signal), expected: "an AbortSignal" });
  return { epochs, batchSize, accumulate, seed, resume };
}
