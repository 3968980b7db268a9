import { checkOptions, fail, show } from "../../error.ts";
import { purpose, randomStream, seedKey, shuffled } from "../../random.ts";
import type { Dataset } from "../dataset.ts";
import { checkIndexed } from "./order.ts";

/** A label of an element: what splits are stratified by. */
export type Stratify<T> = boolean | ((value: T) => number | string | Promise<number | string>);

/** How `Dataset.split` divides. */
export type SplitOptions<T> = (
  | {
      /** The share of the second part, between 0 and 1. */
      validation: number;
      parts?: undefined;
    }
  | {
      /** The share of each part; together 1. */
      parts: readonly number[];
      validation?: undefined;
    }
) & {
  /** An integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
  /** Give each part its share of every label: `true` by the labels that the data set knows, a function by what it says of each element. Default false. */
  stratify?: Stratify<T>;
};

/** As many data sets as parts. */
export type SplitParts<T, O> = O extends { parts: infer P extends readonly number[] }
  ? { -readonly [K in keyof P]: Dataset<T> }
  : [train: Dataset<T>, validation: Dataset<T>];

/** The places of each part, in order. */
export async function splitPlaces<T>(data: Dataset<T>, options: SplitOptions<T>): Promise<Uint32Array[]> {
  checkOptions("split", options, ["parts", "validation", "seed", "stratify"]);
  const shares = sharesOf(options);
  const order = await drawnOrder(data, "split", options);
  const parts: number[][] = shares.map(() => []);
  // Each place goes to the part that is furthest behind its share: sizes, and each label's numbers, are then within one or two of it.
  for (const [i, place] of order.entries()) {
    let most = 0;
    for (const [k, share] of shares.entries())
      if (share * (i + 1) - parts[k].length > shares[most] * (i + 1) - parts[most].length) most = k;
    parts[most].push(place);
  }
  const empty = parts.findIndex((part) => part.length === 0);
  if (empty >= 0)
    fail("option", {
      where: "split",
      got: `a share of ${shares[empty]} of ${order.length} elements`,
      expected: "at least one element in every part",
    });
  return parts.map((part) => Uint32Array.from(part).sort());
}

/** All places by chance; where it is stratified, those of one label after those of another. */
export async function drawnOrder<T>(
  data: Dataset<T>,
  where: string,
  { seed = 0, stratify = false }: { seed?: number; stratify?: Stratify<T> },
): Promise<Uint32Array> {
  seedKey(seed, `${where}.seed`);
  checkIndexed(data.source, where, "filter() picks elements of a stream by what they hold");
  if (!data.source.fixed)
    fail("option", {
      where,
      got: "a data set that is shuffled",
      expected: "one before its shuffle",
      hint: "the parts would change from epoch to epoch",
    });
  const order = shuffled(data.source.size, randomStream({ seed, purpose: purpose.split }));
  const labels = await labelsOf(data, where, stratify);
  if (!labels) return order;
  const groups = new Map<unknown, number[]>();
  for (let i = 0; i < labels.length; i++) groups.set(labels[i], []); // in order of first appearance, whatever the seed
  for (const place of order) groups.get(labels[place])?.push(place);
  return Uint32Array.from([...groups.values()].flat());
}

async function labelsOf<T>(
  data: Dataset<T>,
  where: string,
  stratify: Stratify<T>,
): Promise<ArrayLike<number | string> | null> {
  if (stratify === false) return null;
  if (typeof stratify === "function") {
    const labels: (number | string)[] = [];
    for await (const value of data.read()) labels.push(await stratify(value));
    if (labels.length !== data.size)
      fail("data", { where, got: `${labels.length} elements that can be read`, expected: `${data.size}` });
    return labels;
  }
  if (stratify !== true)
    fail("option", { where: `${where}.stratify`, got: show(stratify), expected: "true or a function of the element" });
  if (!data.labels)
    fail("option", {
      where: `${where}.stratify`,
      got: "true for a data set that does not know its labels",
      expected: "a function of the element",
      hint: "stratify: (sample) => sample.y reads them all",
    });
  return data.labels;
}

function sharesOf<T>({ parts, validation }: SplitOptions<T>): readonly number[] {
  if ((parts === undefined) === (validation === undefined))
    fail("option", {
      where: "split",
      got: parts ? "parts and validation" : "neither parts nor validation",
      expected: "one of them",
    });
  if (validation !== undefined && !(validation > 0 && validation < 1))
    fail("option", { where: "split.validation", got: show(validation), expected: "a share between 0 and 1" });
  const shares = parts ?? [1 - (validation as number), validation as number];
  const sum = Array.isArray(shares) ? shares.reduce((total, share) => total + share, 0) : Number.NaN;
  if (!(Math.abs(sum - 1) < 1e-9) || !shares.every((share) => share > 0))
    fail("option", {
      where: "split.parts",
      got: show(parts),
      expected: "positive shares that add up to 1, such as [0.8, 0.2]",
    });
  return shares;
}
