import { checkOptions, fail, show } from "../error.ts";
import type { Model } from "../model.ts";
import type { Evaluation } from "../train/evaluate.ts";
import type { Data, FitOptions } from "../train/fit.ts";

/** What is trained on, and what is held back from it; `kFold` of `fovea/data` makes them. */
export interface HeldOut {
  readonly train: Data;
  readonly validation: Data;
}

/** What a cross-validation found. */
export interface CrossValidation {
  /** Of each fold's model, on what was held back. */
  readonly folds: readonly Evaluation[];
  /** Mean over the folds of the loss, the accuracy and metrics that are one number, by name. */
  readonly mean: Readonly<Record<string, number>>;
  /** Their standard deviation, with folds - 1; 0 for one fold. */
  readonly std: Readonly<Record<string, number>>;
}

/**
 * Trains a model for each fold on all but what is held back, and evaluates it on that, with the loss and the `metrics` of
 * its options. `make` makes the model of a fold, `options` what it is trained with, so that schedules begin anew; both
 * are told the fold's number, from 0. Models are disposed of. Source: Stone 1974; Kohavi 1995.
 *
 * @throws FoveaError for no folds, what makes no model, and what `fit` and `evaluate` throw for.
 * @example
 * const folds = await kFold(data, { k: 10, seed: 1 });
 * const make = () => model(lenet5(), { engine: core, seed: 1 });
 * const { mean, std } = await crossValidate(folds, make, () => ({ epochs: 5, optimizer: adam(), loss: softmaxCrossEntropy() }));
 * console.log(`${mean.accuracy} +- ${std.accuracy}`);
 */
export async function crossValidate(
  folds: readonly HeldOut[],
  make: (fold: number) => Model | Promise<Model>,
  options: (fold: number) => FitOptions,
): Promise<CrossValidation> {
  const where = "crossValidate";
  if (!Array.isArray(folds) || !folds.length)
    fail("option", { where, got: show(folds), expected: "folds", hint: "await kFold(data, { k: 5 }) makes them" });
  for (const fold of folds) checkOptions(`${where}, fold`, fold, ["train", "validation"]);
  for (const [name, f] of Object.entries({ make, options }))
    if (typeof f !== "function")
      fail("option", { where: `${where}, ${name}`, got: show(f), expected: "a function of the fold's number" });
  const found: Evaluation[] = [];
  for (const [i, fold] of folds.entries()) found.push(await evaluated(await make(i), fold, options(i)));
  const rows = found.map(numbersOf);
  const names = Object.keys(rows[0]);
  const values = (name: string): number[] => rows.map((row) => row[name]);
  return {
    folds: found,
    mean: Object.fromEntries(names.map((name) => [name, mean(values(name))])),
    std: Object.fromEntries(names.map((name) => [name, deviation(values(name))])),
  };
}

async function evaluated(net: Model, { train, validation }: HeldOut, options: FitOptions): Promise<Evaluation> {
  try {
    const { metrics, ...others } = options;
    const training = options.validation ? options : others; // metrics of the training's own validation
    for await (const _ of net.fit(train, training));
    return await net.evaluate(validation, { loss: options.loss, ...(metrics && { metrics }) });
  } finally {
    net.dispose();
  }
}

/** The numbers of an evaluation, by name. */
function numbersOf({ loss, accuracy, metrics = {} }: Evaluation): Record<string, number> {
  const all: [string, unknown][] = [["loss", loss], ["accuracy", accuracy], ...Object.entries(metrics)];
  return Object.fromEntries(all.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
