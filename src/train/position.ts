import { fail, show } from "../error.ts";
import type { Network } from "../network.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { BatchLosses } from "./run.ts";
import type { BatchSource } from "./source.ts";
import type { Position } from "./training.ts";

/** What a position keeps of a training's options. */
export interface Settings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly accumulate: number;
  readonly seed: number;
  readonly resume: boolean;
}

/** Of an epoch that has not begun. */
export const noSums: Position["sums"] = { loss: 0, correct: 0, rows: 0, samples: 0 };

/** Where training stands one step after `position`, of `samples` in batch `number` of the epoch. */
export function afterStep(position: Position, result: BatchLosses, samples: number, number: number): Position {
  const { sums } = position;
  return {
    ...position,
    step: position.step + 1,
    epochStep: number + 1,
    sums: {
      loss: sums.loss + result.loss * samples,
      correct: sums.correct + result.correct,
      rows: sums.rows + result.rows,
      samples: sums.samples + samples,
    },
  };
}

/** Where a training begins. */
export function firstPosition(settings: Settings, source: BatchSource, { name, options }: Optimizer): Position {
  const { epochs, accumulate, seed } = settings;
  return {
    epoch: 0,
    epochStep: 0,
    step: 0,
    epochs,
    batchSize: source.batchSize && settings.batchSize,
    accumulate,
    seed,
    shuffle: source.shuffle,
    samples: source.samples,
    optimizer: { name, options },
    sums: noSums,
  };
}

/** The model's position, after a check that the training to be resumed is the one that stopped. */
export function resumePosition(
  network: Network,
  settings: Settings,
  source: BatchSource,
  optimizer: Optimizer,
): Position {
  const { position } = network;
  const where = "fit.resume";
  if (!position)
    fail("option", {
      where,
      got: "a model without a training to resume",
      expected: "one that was trained, or saved with { training: true }",
    });
  const now = compared(firstPosition(settings, source, optimizer));
  const then = compared(position);
  for (const [key, value] of Object.entries(now))
    if (value !== then[key])
      fail("option", {
        where,
        got: `${key} ${show(value)}`,
        expected: `${show(then[key])}, as the training began with`,
      });
  const begun = position.epoch + Math.sign(position.epochStep);
  if (settings.epochs < begun)
    fail("option", { where, got: `epochs ${settings.epochs}`, expected: `at least ${begun}, which are begun` });
  return { ...position, epochs: settings.epochs };
}

/** What a training that is resumed must have as it had. */
const compared = ({
  batchSize,
  accumulate = 1,
  seed,
  shuffle,
  samples,
  optimizer,
}: Position): Record<string, unknown> => ({
  ...{ batchSize, accumulate, seed, shuffle, samples },
  optimizer: optimizer.name,
});
