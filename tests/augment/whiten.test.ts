import { expect, test } from "vitest";
import { augment, whiten, zcaOf } from "../../src/augment/index.ts";
import { digits } from "../../src/data/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { unit } from "../harness/unit.ts";

const engine = await sharedEngine({ threads: 1 });
const [height, width, channels] = [3, 4, 2];
const COUNT = 24;

/** Pictures whose numbers depend on each other. */
const pictures = Array.from({ length: 400 }, (_, i) => {
  const light = 120 * unit(7, i);
  const data = Uint8Array.from({ length: COUNT }, (_, k) => light + 60 * unit(i, k) + (k % 3) * 20 * unit(i, k >> 1));
  return { x: { height, width, channels, data } };
});

test("the numbers of whitened pictures have mean 0, variance 1 and no covariance", async () => {
  const zca = await zcaOf(pictures, { epsilon: 1e-6 });
  using change = await augment([whiten(zca)], { engine });
  const rows = pictures.map((sample, index) => change(sample, { epoch: 0, index }).x as Float32Array);
  for (let a = 0; a < COUNT; a++) {
    expect(rows.reduce((sum, row) => sum + row[a], 0) / rows.length).toBeCloseTo(0, 4);
    for (let b = 0; b <= a; b++)
      expect(rows.reduce((sum, row) => sum + row[a] * row[b], 0) / rows.length).toBeCloseTo(a === b ? 1 : 0, 2);
  }
});

test("the matrix is symmetric, and the same whatever the order of the pictures", async () => {
  const { matrix, mean } = await zcaOf(pictures, { epsilon: 0.01 });
  for (let a = 0; a < COUNT; a++) for (let b = 0; b < a; b++) expect(matrix[a * COUNT + b]).toBe(matrix[b * COUNT + a]);
  const backwards = await zcaOf([...pictures].reverse(), { epsilon: 0.01 });
  expect(backwards.matrix).toEqual(matrix);
  expect(backwards.mean).toEqual(mean);
});

test("two whitenings on one canvas do not take each other's place", async () => {
  const [one, two] = [await zcaOf(pictures, { epsilon: 0.01 }), await zcaOf(pictures.slice(0, 50), { epsilon: 1 })];
  const alone = async (zca: typeof one): Promise<unknown> => {
    using change = await augment([whiten(zca)], { engine });
    return change(pictures[3], { epoch: 0, index: 0 }).x;
  };
  const expected = [await alone(one), await alone(two)];
  const both = [whiten(one), whiten(two)];
  let turn = 0;
  const either = { name: "either", options: {}, apply: (image: never) => both[turn++ % 2].apply(image, null as never) };
  using change = await augment([either], { engine });
  for (let i = 0; i < 4; i++) expect(change(pictures[3], { epoch: 0, index: 0 }).x).toEqual(expected[i % 2]);
});

test("digits of 28 by 28 are whitened", async () => {
  const { x } = digits({ count: 60 });
  const samples = Array.from({ length: 60 }, (_, i) => ({
    x: { height: 28, width: 28, channels: 1, data: x.subarray(784 * i, 784 * (i + 1)) },
  }));
  const zca = await zcaOf(samples);
  expect(zca.shape).toEqual([28, 28, 1]);
  using change = await augment([whiten(zca)], { engine });
  const white = change(samples[0], { epoch: 0, index: 0 }).x as Float32Array;
  expect(white.every(Number.isFinite)).toBe(true);
});
