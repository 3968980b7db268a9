import { breathe } from "../../bindings/platform.ts";
import type { Samples } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { permutation, seedKey } from "../random.ts";
import type { FollowerRun, Outcome } from "../schedules/outcome.ts";
import { type Batches, batches } from "./batches.ts";
import { evaluate } from "./evaluate.ts";
import type { Follower, StopOutcome, Stopping, StoppingRun } from "./follow.ts";
import { checkScalarLosses } from "./losses.ts";
import { measure } from "./measure.ts";
import type { Metrics, MetricValue } from "./metric.ts";
import type { BatchLosses } from "./run.ts";
import { Steps } from "./step.ts";
import type { Position } from "./training.ts";
import type { Watch, WatchEvent } from "./watch.ts";

/** Options of `model.fit`. */
export interface FitOptions {
  /** Times that every sample is seen. Default 1. */
  epochs?: number;
  /** Samples in a step; the last step of an epoch takes what is left. Default 32. */
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
  /** Whether samples are shuffled. Default true. */
  shuffle?: boolean;
  /** Samples to evaluate after every epoch. */
  validation?: Samples;
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
      steps: number;
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
  | { kind: "epoch"; epoch: number; epochs: number; step: number; loss: number; accuracy?: number; seconds: number }
  /** The last event of a training with `stopping`: why it ended, and what was best. */
  | ({ kind: "stop"; epoch: number; step: number; reason: string } & StopOutcome)
  | WatchEvent;

const known = [
  ...["epochs", "batchSize", "accumulate", "optimizer", "loss", "seed", "shuffle", "validation", "signal", "resume"],
  ...["metrics", "stopping", "schedule", "watch"],
];
/** Milliseconds of computing after which the event loop gets a turn, and steps where clocks stand still meanwhile. */
const TURN = 10;
const TURN_STEPS = 64;

type Settings = Required<Pick<FitOptions, "epochs" | "batchSize" | "accumulate" | "seed" | "shuffle" | "resume">>;

/** Trains `network`; see `Model.fit`. */
export async function* fit(
  network: Network,
  samples: Samples,
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
    yield* train(network, samples, options, settings);
  } finally {
    underWay.delete(network);
  }
}

/** Models with a training under way. */
const underWay = new WeakSet<Network>();

async function* train(
  network: Network,
  samples: Samples,
  options: FitOptions,
  settings: Settings,
): AsyncGenerator<FitEvent, void, undefined> {
  const losses = checkScalarLosses(network.graph, options.loss, "fit.loss");
  const data = batches(network.graph, losses, samples, "training data");
  const validation = options.validation && batches(network.graph, losses, options.validation, "validation data");
  const batchSize = Math.min(settings.batchSize, data.size);
  const start = settings.resume ? resumePosition(network, settings, data, options.optimizer) : null;
  const { metrics = [] } = options;
  const measured = validation ? measure("fit.metrics", metrics, network.graph, losses, validation) : [];
  const { stopping, schedule } = followers(options, start, network, data, measured);
  const training = await network.engine.exclusive(async () => network.beginTraining(options.optimizer, start !== null));
  const { restored: _, ...begun } = start ?? firstPosition(settings, data, options.optimizer);
  let position: Position = begun;
  const stepsPerEpoch = Math.ceil(data.size / batchSize);
  const { seed, accumulate } = settings;
  const watch = options.watch?.watch(network, training, losses);
  const made = new Steps(network, { losses, data, training, seed, accumulate, watch });
  for (const size of [batchSize, data.size % batchSize || batchSize]) await made.prepare(size);
  const steps = stepsPerEpoch * settings.epochs;
  if (start?.restored) network.swapKept();
  network.position = position;

  const turn = new Turn();
  for (;;) {
    if (validation && position.due) {
      const {
        loss,
        accuracy,
        metrics: found,
      } = await evaluate(network, validation, losses, { batchSize, topK: [], metrics });
      const { epoch, step } = position;
      const optional = { ...(accuracy !== undefined && { accuracy }), ...(found && { metrics: found }) };
      const event = { kind: "validation", epoch, step, loss, ...optional } as const;
      const { due: _, ...validated } = position;
      position = observed(validated, event);
      yield event;
    }
    if (stopping?.reason || position.epoch >= settings.epochs) break;
    const began = performance.now();
    const epoch = position.epoch + 1;
    const order = settings.shuffle ? permutation(data.size, settings.seed, position.epoch) : null;
    while (position.epochStep < stepsPerEpoch) {
      options.signal?.throwIfAborted();
      const from = position.epochStep * batchSize;
      const to = Math.min(from + batchSize, data.size);
      const step = position.step + 1;
      const result = await made.run(step, order, from, to);
      position = afterStep(position, result, to - from);
      network.position = position;
      const [samples, totalSamples] = [to - from, position.sums.samples];
      yield { kind: "step", epoch, step, steps, loss: result.loss, ...accuracy(result), samples, totalSamples };
      if (watch) yield* watch.after(step, epoch);
      await turn.end();
    }
    const { sums, step } = position;
    const { epochs } = settings;
    const outcome = { kind: "epoch", epoch, epochs, step, loss: sums.loss / sums.samples, ...accuracy(sums) } as const;
    const ended = { ...position, epoch, epochStep: 0, sums: noSums };
    position = validation ? { ...ended, due: true } : observed(ended, outcome);
    network.position = position;
    yield { ...outcome, seconds: (performance.now() - began) / 1000 };
  }
  if (!stopping) return;
  const reason = stopping.reason ?? `all ${settings.epochs} epochs are done`;
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

/** What follows the training, from where it stands. */
function followers(
  { stopping, schedule, validation }: FitOptions,
  position: Position | null,
  network: Network,
  { targets }: Batches,
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

const noSums = { loss: 0, correct: 0, rows: 0, samples: 0 };

const accuracy = ({ correct, rows }: { correct: number; rows: number }): { accuracy?: number } =>
  rows ? { accuracy: correct / rows } : {};

/** Where training stands one step of `samples` after `position`. */
function afterStep(position: Position, result: BatchLosses, samples: number): Position {
  const { sums } = position;
  return {
    ...position,
    step: position.step + 1,
    epochStep: position.epochStep + 1,
    sums: {
      loss: sums.loss + result.loss * samples,
      correct: sums.correct + result.correct,
      rows: sums.rows + result.rows,
      samples: sums.samples + samples,
    },
  };
}

function check(options: FitOptions): Settings {
  checkOptions("fit", options, known);
  const { epochs = 1, batchSize = 32, accumulate = 1, seed = 0, shuffle = true, resume = false } = options;
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
  const { metrics, validation } = options;
  if (metrics !== undefined && validation === undefined)
    fail("option", {
      where: "fit.metrics",
      got: "metrics",
      expected: "validation samples too, which they are taken of",
    });
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
  return { epochs, batchSize, accumulate, seed, shuffle, resume };
}

function firstPosition(settings: Settings, data: Batches, { name, options }: Optimizer): Position {
  const { epochs, batchSize, accumulate, seed, shuffle } = settings;
  return {
    epoch: 0,
    epochStep: 0,
    step: 0,
    epochs,
    batchSize,
    accumulate,
    seed,
    shuffle,
    samples: data.size,
    optimizer: { name, options },
    sums: noSums,
  };
}

/** The model's position, after a check that the training to be resumed is the one that stopped. */
function resumePosition(network: Network, settings: Settings, data: Batches, optimizer: Optimizer): Position {
  const { position } = network;
  const where = "fit.resume";
  if (!position)
    fail("option", {
      where,
      got: "a model without a training to resume",
      expected: "one that was trained, or saved with { training: true }",
    });
  const now = {
    batchSize: settings.batchSize,
    accumulate: settings.accumulate,
    seed: settings.seed,
    shuffle: settings.shuffle,
    samples: data.size,
    optimizer: optimizer.name,
  };
  const then = {
    batchSize: position.batchSize,
    accumulate: position.accumulate ?? 1,
    seed: position.seed,
    shuffle: position.shuffle,
    samples: position.samples,
    optimizer: position.optimizer.name,
  };
  for (const key of Object.keys(now) as (keyof typeof now)[])
    if (now[key] !== then[key])
      fail("option", {
        where,
        got: `${key} ${show(now[key])}`,
        expected: `${show(then[key])}, as the training began with`,
      });
  const begun = position.epoch + Math.sign(position.epochStep);
  if (settings.epochs < begun)
    fail("option", { where, got: `epochs ${settings.epochs}`, expected: `at least ${begun}, which are begun` });
  return { ...position, epochs: settings.epochs };
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
