import { checkOptions, FoveaError, fail, show } from "../error.ts";
import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model.ts";
import { adam } from "../optimizers/adam.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { Data } from "../train/fit.ts";
import { copyOf } from "./copy.ts";
import { someSamples } from "./someSamples.ts";
import { statistics } from "./statistics.ts";

/** Options of {@link overfitOneBatch}. */
export interface OverfitOptions {
  /** The loss, or one for each output by name. */
  loss: Loss | Readonly<Record<string, Loss>>;
  /** Default `adam({ learningRate: 0.003 })`. */
  optimizer?: Optimizer;
  /** Samples of the batch, drawn by the seed; of what can only be read in order, or is batched, the first ones. Default 16. */
  batchSize?: number;
  /** Steps at most. Default 200. */
  steps?: number;
  /** The batch is learnt when its loss is at most this share of the first one, above 0 and below 1. Default 0.1. */
  share?: number;
  /** As fit's. Default 0. */
  seed?: number;
  /** Ends the check by throwing the signal's reason. */
  signal?: AbortSignal;
}

/** What the check found. */
export interface OverfitReport {
  /** Whether the batch was learnt. */
  readonly ok: boolean;
  /** The loss before each step. */
  readonly losses: readonly number[];
  /** With labels: the accuracy before each step. */
  readonly accuracies: readonly number[];
  /** What came of it, in a sentence or two; where it failed, with what may be wrong. */
  readonly message: string;
}

/**
 * Whether the model can learn one small batch by heart: what cannot do that has a mistake somewhere, in its layers, loss, labels or learning
 * rate, and no amount of data helps. Trains a copy of the model on a few samples until the loss is a tenth (`share`) of what it was; the
 * model itself stays as it is. Where it fails, the message names a layer that is dead or gets no gradient, as {@link statistics}
 * finds, or where the first number came from that is not finite.
 * A loss that does not tend to 0, as with label smoothing, wants a greater share.
 *
 * @throws FoveaError for unknown options, numbers out of their range, and what `fit` throws for.
 * @example
 * const { ok, message } = await overfitOneBatch(net, train, { loss: softmaxCrossEntropy() });
 * if (!ok) throw new Error(message);
 */
export async function overfitOneBatch(net: Model, data: Data, options: OverfitOptions): Promise<OverfitReport> {
  const where = "overfitOneBatch";
  checkOptions(where, options, ["loss", "optimizer", "batchSize", "steps", "share", "seed", "signal"]);
  const { batchSize = 16, steps = 200, share = 0.1, optimizer = adam({ learningRate: 0.003 }), ...fitting } = options;
  for (const [name, value] of Object.entries({ batchSize, steps }))
    if (!Number.isSafeInteger(value) || value < 1)
      fail("option", { where: `${where}.${name}`, got: show(value), expected: "a positive whole number" });
  if (!(share > 0 && share < 1))
    fail("option", { where: `${where}.share`, got: show(share), expected: "a number above 0 and below 1" });
  using copy = copyOf(where, net);
  const batch = await someSamples(where, net, options.loss, data, batchSize, options.seed ?? 0);
  const [losses, accuracies, troubles]: [number[], number[], string[]] = [[], [], []];
  const watch = statistics({ every: Math.max(1, steps >> 1), dead: 1 });
  const training = { ...fitting, optimizer, watch, batchSize, epochs: steps, shuffle: false };
  try {
    for await (const event of copy.fit(batch, training)) {
      if (event.kind === "warning") troubles.push(event.message);
      if (event.kind !== "step") continue;
      losses.push(event.loss);
      if (event.accuracy !== undefined) accuracies.push(event.accuracy);
      if (event.loss <= share * losses[0]) break;
    }
  } catch (error) {
    if (!(error instanceof FoveaError && error.code === "non-finite" && losses.length)) throw error;
    troubles.unshift(error.message);
  }
  const ok = losses[losses.length - 1] <= share * losses[0];
  return { ok, losses, accuracies, message: messageOf(ok, losses, accuracies, troubles) };
}

function messageOf(
  ok: boolean,
  losses: readonly number[],
  accuracies: readonly number[],
  troubles: readonly string[],
): string {
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const right = accuracies.at(-1);
  const found = `the loss of one batch went from ${short(first)} to ${short(last)} in ${losses.length} steps`;
  const share = right === undefined ? "" : `, ${Math.round(right * 100)} % of its labels are right`;
  if (ok) return `The model can learn: ${found}${share}.`;
  const advice =
    last < 0.9 * first
      ? "It does learn: more steps or another learning rate may do; a loss that cannot reach 0 wants a greater share."
      : "Look at the labels, whether the loss fits the last layer, how inputs are scaled, and try other learning rates.";
  return `The model did not learn it by heart: ${[`${found}${share}.`, ...troubles.slice(0, 1), advice].join(" ")}`;
}
