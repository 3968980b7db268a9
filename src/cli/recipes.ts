/** How the networks are trained: the one place to tune. */
import type { DataName } from "./options.ts";

/** Everything that the bits of a training depend on, beside its data. */
export interface Recipe {
  epochs: number;
  batch: number;
  /** Learning rate of the first step; it falls from there (see {@link learningRate}). */
  lr: number;
  momentum: number;
  weightDecay: number;
  seed: number;
}

const BASE: Recipe = { epochs: 10, batch: 64, lr: 0.1, momentum: 0.9, weightDecay: 5e-4, seed: 1 };

/** LeNet-5 by data set. */
export const RECIPES: Readonly<Record<DataName, Recipe>> = { mnist: BASE, digits: { ...BASE, epochs: 5 } };

/** Drawn digits: so many to train on unless --samples says otherwise, and always the same test samples. */
export const DIGITS = { train: 12_000, trainSeed: 1, test: 2_000, testSeed: 2 } as const;

/**
 * The learning rate of step `step` (from 1) of `steps`: a line from `lr` down towards zero, so that the last steps settle.
 * Only + - * /, and of the step alone: the same bits on every machine, and in a training that was stopped and goes on.
 */
export function learningRate({ lr }: Recipe, step: number, steps: number): number {
  return lr * ((steps - step + 1) / steps);
}

/** What `fovea demo` trains. */
export const DEMO = { data: "digits", samples: 12_000, epochs: 5 } as const;
