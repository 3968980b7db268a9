import { checkOptions, fail, show } from "../../error.ts";
import { seedKey } from "../../random.ts";
import { Dataset } from "../dataset.ts";
import { interleave as mix } from "./interleave.ts";

/** How {@link interleave} mixes. */
export interface InterleaveOptions {
  /** How often each data set is drawn from, against the others. Default: their sizes, or equal where a size is unknown. */
  weights?: readonly number[];
  /** An integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
  /** `"all"`: a data set at its end drops out, so that every element comes once; `"first"`: the epoch ends with the first that is at its end. Default "all". */
  until?: "all" | "first";
}

/**
 * Mixes data sets: each next element is the next one of a data set drawn by weight. Each keeps its own order. `repeat` makes a small one
 * last as long as a large one.
 *
 * @throws FoveaError "option" for weights that are not one positive number for each data set.
 * @example
 * const mixed = interleave([dataset(["a", "b"]).repeat(3), dataset(["c", "d", "e", "f", "g", "h"])], { seed: 1 });
 */
export function interleave<T>(all: readonly Dataset<T>[], options: InterleaveOptions = {}): Dataset<T> {
  checkOptions("interleave", options, ["weights", "seed", "until"]);
  if (!Array.isArray(all) || !all.length || !all.every((each) => each instanceof Dataset))
    fail("option", { where: "interleave", got: show(all), expected: "an array of data sets" });
  const { seed = 0, until = "all" } = options;
  seedKey(seed, "interleave.seed");
  if (until !== "all" && until !== "first")
    fail("option", { where: "interleave.until", got: show(until), expected: '"all" or "first"' });
  const sizes = all.map(({ size }) => size);
  const usual = sizes.includes(null) ? sizes.map(() => 1) : sizes.map((size) => size || 1);
  const weights = options.weights ?? (usual as number[]);
  const isWeight = (weight: number): boolean => weight > 0 && weight < Number.POSITIVE_INFINITY;
  if (!Array.isArray(weights) || weights.length !== all.length || !weights.every(isWeight))
    fail("option", { where: "interleave.weights", got: show(weights), expected: `${all.length} positive numbers` });
  const classes = all.find((each) => each.classes.length)?.classes;
  const sources = all.map(({ source }) => source);
  return new Dataset(mix(sources, weights, seed, until), { classes, batched: all[0].batched });
}
