import { describe, expect, test } from "vitest";
import { type Dataset, dataset, kFold } from "../../../src/data/index.ts";

async function all<T>(data: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of data) values.push(value);
  return values;
}

/** Sixty of one class, thirty of another, ten of a third, in that order. */
const labels = Uint8Array.from({ length: 100 }, (_, i) => (i < 60 ? 0 : i < 90 ? 1 : 2));
let reads = 0;
const data = dataset(
  {
    size: 100,
    get: (index) => {
      reads++;
      return { index, label: labels[index] };
    },
  },
  { labels },
);
const places = async (part: Dataset<{ index: number }>): Promise<number[]> =>
  (await all(part)).map(({ index }) => index);
const counts = (part: Dataset<unknown>): number[] =>
  [0, 1, 2].map((label) => Array.from(part.labels ?? []).filter((each) => each === label).length);
const isAscending = (numbers: number[]): boolean => numbers.every((n, i) => i === 0 || n > numbers[i - 1]);

describe("split", () => {
  test("gives parts that share nothing, leave nothing out, and keep the order", async () => {
    const parts = await data.split({ parts: [0.7, 0.2, 0.1], seed: 3 });
    expect(parts.map(({ size }) => size)).toEqual([70, 20, 10]);
    const found = await Promise.all(parts.map(places));
    expect(found.flat().toSorted((a, b) => a - b)).toEqual(Array.from(labels, (_, i) => i));
    expect(found.map(isAscending)).toEqual([true, true, true]);
  });

  test("draws by the seed", async () => {
    const second = async (seed: number): Promise<number[]> => places((await data.split({ validation: 0.2, seed }))[1]);
    expect(await second(1)).toEqual(await second(1));
    expect(await second(1)).not.toEqual(await second(2));
  });

  test("by known labels gives each part its share of each, and reads nothing", async () => {
    reads = 0;
    for (const seed of [0, 1, 2]) {
      const parts = await data.split({ validation: 0.2, seed, stratify: true });
      expect(parts.map(counts)).toEqual([
        [48, 24, 8],
        [12, 6, 2],
      ]);
    }
    const odd = await data.split({ parts: [0.5, 0.17, 0.33], stratify: true });
    expect(odd.map(({ size }) => size)).toEqual([50, 17, 33]);
    const shares = [
      [30, 15, 5],
      [10.2, 5.1, 1.7],
      [19.8, 9.9, 3.3],
    ];
    const off = odd.map(counts).flatMap((found, i) => found.map((count, label) => Math.abs(count - shares[i][label])));
    expect(Math.max(...off)).toBeLessThan(2);
    expect(reads).toBe(0);
  });

  test("by a function of the element does the same", async () => {
    const byFunction = await data.split({ validation: 0.2, seed: 1, stratify: async ({ label }) => `class ${label}` });
    const byLabel = await data.split({ validation: 0.2, seed: 1, stratify: true });
    expect(await Promise.all(byFunction.map(places))).toEqual(await Promise.all(byLabel.map(places)));
  });

  test("nests, and its parts can be shuffled", async () => {
    const [rest, test] = await data.split({ validation: 0.2, seed: 1, stratify: true });
    const [train, validation] = await rest.split({ validation: 0.25, seed: 1, stratify: true });
    expect([train, validation, test].map(counts)).toEqual([
      [36, 18, 6],
      [12, 6, 2],
      [12, 6, 2],
    ]);
    const order = await places(train.shuffle({ seed: 1 }));
    expect(order.toSorted((a, b) => a - b)).toEqual(await places(train));
  });
});

describe("kFold", () => {
  test("validates every element once, on parts of like size", async () => {
    const folds = await kFold(data, { k: 7, seed: 2 });
    const found = await Promise.all(folds.map(({ validation }) => places(validation)));
    expect(found.flat().toSorted((a, b) => a - b)).toEqual(Array.from(labels, (_, i) => i));
    expect(found.map(({ length }) => length).toSorted()).toEqual([14, 14, 14, 14, 14, 15, 15]);
    for (const [i, { train }] of folds.entries())
      expect([...(await places(train)), ...found[i]].toSorted((a, b) => a - b)).toEqual(
        Array.from(labels, (_, i) => i),
      );
  });

  test("stratified, with every label in every fold", async () => {
    const folds = await kFold(data, { k: 5, seed: 2, stratify: true });
    expect(folds.map(({ validation }) => counts(validation))).toEqual(Array(5).fill([12, 6, 2]));
    expect(folds.map(({ train }) => train.size)).toEqual(Array(5).fill(80));
    const again = await kFold(data, { k: 5, seed: 3, stratify: true });
    expect(await places(again[0].validation)).not.toEqual(await places(folds[0].validation));
  });
});
