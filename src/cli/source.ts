/** The samples that the options name; digits are drawn the same every time, as if they came from files. */
import { digits, type LabelledImages, type TrainAndTest } from "../data/index.ts";
import { mnistFolder } from "../node/index.ts";
import type { DataOptions } from "./options.ts";
import { DIGITS } from "./recipes.ts";

export async function loadTrainAndTest(options: DataOptions): Promise<TrainAndTest> {
  if (options.root !== undefined) return await mnistFolder(options.root);
  const count = options.samples ?? DIGITS.train;
  return { train: digits({ count, seed: DIGITS.trainSeed }), test: testDigits() };
}

export async function loadTest(options: DataOptions): Promise<LabelledImages> {
  return options.root === undefined ? testDigits(options.samples) : (await mnistFolder(options.root)).test;
}

/** Drawn digits that no training sees. */
export function testDigits(count: number = DIGITS.test): LabelledImages {
  return digits({ count, seed: DIGITS.testSeed });
}
