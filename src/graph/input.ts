import { checkOptions, fail, show } from "../error.ts";
import type { Node } from "./node.ts";
import { count, format, type Shape } from "./shape.ts";

/** Options of {@link input}. */
export interface InputOptions {
  /** Name for several inputs and in errors. Default `"input"`. */
  name?: string;
  /** Subtracted from the raw values, one number or one for each channel. Default 0. */
  mean?: number | readonly number[];
  /** The raw values, less the mean, are divided by it; one number or one for each channel, positive. Default 1. */
  std?: number | readonly number[];
}

/** True for what {@link input} and layers return. */
export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "op" in value && "shape" in value && "path" in value;

/**
 * A graph's input: the shape of one sample, channels last. What users feed (bytes of an image, say) becomes
 * `(value - mean) / std`, so that a saved model carries its preprocessing with its weights.
 *
 * @throws FoveaError when a size is not a positive whole number, or mean and std fit neither one value nor the channels.
 * @example
 * const x = input([28, 28, 1], { mean: 33.3, std: 78.6 });
 */
export function input(shape: Shape, options: InputOptions = {}): Node {
  checkOptions("input", options, ["name", "mean", "std"]);
  const { name = "input" } = options;
  const where = `input ${show(name)}`;
  if (typeof name !== "string" || name === "")
    fail("option", { where: "input.name", got: show(name), expected: "a name" });
  if (!Array.isArray(shape) || shape.length === 0 || !shape.every((size) => Number.isInteger(size) && size > 0))
    fail("shape", { where, got: `shape ${show(shape)}`, expected: "positive whole numbers, such as [28, 28, 1]" });
  if (count(shape) > 2 ** 28)
    fail("shape", {
      where,
      got: `${format(shape)}, ${count(shape)} numbers`,
      expected: "at most 2^28 numbers a sample",
    });
  const channels = shape[shape.length - 1];
  const mean = perChannel(`${where}.mean`, options.mean ?? 0, channels);
  const std = perChannel(`${where}.std`, options.std ?? 1, channels);
  if (!std.every((value) => value > 0))
    fail("option", { where: `${where}.std`, got: show(std), expected: "positive numbers" });
  const plain = mean.every((value) => value === 0) && std.every((value) => value === 1);
  return {
    op: null,
    attributes: {},
    inputs: [],
    parameters: {},
    shape: [...shape],
    path: name,
    ...(!plain && { preprocessing: { mean, std } }),
  };
}

function perChannel(where: string, value: number | readonly number[], channels: number): number[] {
  const values = Array.isArray(value) ? [...value] : [value];
  if (!values.every((v) => Number.isFinite(v)) || (values.length !== 1 && values.length !== channels))
    fail("option", {
      where,
      got: show(value),
      expected: `a finite number, or one for each of the ${channels} channels`,
    });
  return values;
}
