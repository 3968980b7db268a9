import { breathe } from "../../bindings/platform.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Sample, Samples } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { seedKey } from "../random.ts";
import type { FollowerRun, Outcome } from "../schedules/outcome.ts";
import { evaluate, USUAL_BATCH } from "./evaluate.ts";
import type { Follower, StopOutcome, Stopping, StoppingRun } from "./follow.ts";
import { checkScalarLosses } from "./losses.ts";
import { measure } from "./measure.ts";
import type { Metrics, MetricValue } from "./metric.ts";
import { afterStep, firstPosition, noSums, resumePosition, type Settings } from "./position.ts";
import { type BatchSource, batchSource } from "./source.ts";
import { Steps } from "./step.ts";
import type { Position } from "./training.ts";
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
/** Samples in a step, where nobody says how many. */
const STEP_SIZE = 32;
/** Milliseconds of computing after which the event loop gets a turn, and steps where clocks stand still meanwhile. */
const TURN = 10;
const TURN_STEPS = 64;

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

async function* train(
  network: Network,
  data: Data,
  options: FitOptions,
  settings: Settings,
): AsyncGenerator<FitEvent, void, undefined> {
  const losses = checkScalarLosses(network.graph, options.loss, "fit.loss");
  const [source, validation] = sources(network, losses, data, options);
  const start = settings.resume ? resumePosition(network, settings, source, options.optimizer) : null;
  const { metrics = [], signal } = options;
  const measured = validation ? measure("fit.metrics", metrics, network.graph, losses, validation.targets) : [];
  const { stopping, schedule } = followers(options, start, network, source, measured);
  const training = await network.engine.exclusive(async () => network.beginTraining(options.optimizer, start !== null));
  const { restored: _, due, ...begun } = start ?? firstPosition(settings, source, options.optimizer);
  let position: Position = { ...begun, ...(due && validation && { due }) };
  const { epochs, seed, accumulate } = settings;
  const watch = options.watch?.watch(network, training, losses);
  const made = new Steps(network, { losses, training, seed, accumulate, watch });
  for (const size of sizesOf(source)) await made.prepare(size);
  if (start?.restored) network.swapKept();
  network.position = position;

  const turn = new Turn();
  let stepsPerEpoch = source.batches;
  for (;;) {
    if (validation && position.due) {
      const { loss, accuracy, metrics: found } = await evaluate(network, validation, losses, { metrics, signal });
      const { epoch, step } = position;
      const optional = { ...(accuracy !== undefined && { accuracy }), ...(found && { metrics: found }) };
      const event = { kind: "validation", epoch, step, loss, ...optional } as const;
      const { due: _, ...validated } = position;
      position = observed(validated, event);
      yield event;
    }
    if (stopping?.reason || position.epoch >= epochs) break;
    const began = performance.now();
    const epoch = position.epoch + 1;
    let waiting = 0;
    const batches = source.read(position.epoch, position.epochStep, signal);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const asked = performance.now();
        const { done, value: batch } = await batches.next();
        waiting += performance.now() - asked;
        if (done) break;
        const step = position.step + 1;
        const result = await made.run(step, batch);
        const samples = batch.to - batch.from;
        position = afterStep(position, result, samples, batch.number);
        network.position = position;
        const steps = stepsPerEpoch === null ? {} : { steps: stepsPerEpoch * epochs };
        const totalSamples = position.sums.samples;
        yield { kind: "step", epoch, step, ...steps, loss: result.loss, ...accuracy(result), samples, totalSamples };
        if (watch) yield* watch.after(step, epoch);
        await turn.end();
      }
    } finally {
      await batches.return();
    }
    const { sums, step } = position;
    if (!sums.samples)
      fail("data", { where: "training data", got: "no sample in a whole epoch", expected: "at least one" });
    stepsPerEpoch ??= position.epochStep;
    const outcome = { kind: "epoch", epoch, epochs, step, loss: sums.loss / sums.samples, ...accuracy(sums) } as const;
    const ended = { ...position, epoch, epochStep: 0, sums: noSums };
    position = validation ? { ...ended, due: true } : observed(ended, outcome);
    network.position = position;
    yield { ...outcome, seconds: (performance.now() - began) / 1000, waiting: waiting / 1000 };
  }
  if (!stopping) return;
  const reason = stopping.reason ?? `all ${epochs} epochs are done`;
  const outcome = stopping.end();
  if (outcome.restored) network.position = { ...position, restored: true };
  yield { kind: "stop", epoch: position.epoch, step: position.step, reason, ...outcome };

  /** The position when followers have seen what an epoch came to. */
  function observed(before: Position, outcome: Outcome): Position {
    const runs = Object.entries({ stopping, schedule }).filter((entry): entry is [string, FollowerRun] => !!entry[1]);
    for (const [, run] of runs) run.observe(outcome);
    const after = { ...before, followers: Object.fromEntries(runs.map(([name, run]) => [name, run.state])) };
    network.position = runs.length ? after : before;
    return network.position;
  }
}

/** What is trained on, and what is evaluated after each epoch. */
function sources(
  { graph }: Network,
  losses: Readonly<Record<string, Loss>>,
  data: Data,
  { batchSize, shuffle, seed = 0, validation }: FitOptions,
): [BatchSource, BatchSource | null] {
  const source = (data: Data, where: string, called: string, size: number, given: Partial<FitOptions> = {}) =>
    batchSource(graph, losses, data, {
      where,
      called,
      ...given,
      usual: { batchSize: size, shuffle: where === "fit" },
      seed,
    });
  const training = source(data, "fit", "training data", STEP_SIZE, { batchSize, shuffle });
  const size = training.batchSize ?? USUAL_BATCH;
  return [training, validation ? source(validation, "fit.validation", "validation data", size) : null];
}

/** The sizes of batches, as far as they are known before the first. */
function sizesOf({ samples, batchSize }: BatchSource): number[] {
  if (batchSize === null) return [];
  return samples === null ? [batchSize] : [batchSize, samples % batchSize || batchSize];
}

/** What follows the training, from where it stands. */
function followers(
  { stopping, schedule, validation }: FitOptions,
  position: Position | null,
  network: Network,
  { targets }: BatchSource,
  measured: readonly (readonly [string, ...unknown[]])[],
): { stopping: StoppingRun | undefined; schedule: FollowerRun | undefined } {
  const labelled = Object.values(targets).some(({ classes }) => classes !== null);
  const values = ["loss", ...(labelled ? ["accuracy"] : []), ...(validation ? measured.map(([key]) => key) : [])];
  const state = position?.followers;
  return {
    stopping: stopping?.follow(network, state?.stopping ?? null, values),
    schedule: schedule?.follow(network, state?.schedule ?? null, values),
  };
}

const accuracy = ({ correct, rows }: { correct: number; rows: number }): { accuracy?: number } =>
  rows ? { accuracy: correct / rows } : {};

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

/** Lets the event loop turn now and then, so that a page or a server stays responsive during a long run. */
class Turn {
  #began: number = performance.now();
  #steps = 0;

  async end(): Promise<void> {
    if (performance.now() - this.#began < TURN && ++this.#steps < TURN_STEPS) return;
    await breathe();
    this.#began = performance.now();
    this.#steps = 0;
  }
}
