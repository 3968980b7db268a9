import { describe, expect, test } from "vitest";
import {
  colorJitter,
  gaussianNoise,
  grayscale,
  normalize,
  pcaNoise,
  pcaOf,
  randomGrayscale,
} from "../../src/augment/index.ts";
import { largestDifference } from "../harness/values.ts";
import { greyScale } from "../oracle/augment/colour.ts";
import { applied, toPicture } from "./apply.ts";
import { raster } from "./pictures.ts";

const flat = (height: number, width: number, channels: number, value: number) => ({
  height,
  width,
  channels,
  data: new Float64Array(height * width * channels).fill(value),
});
const spreadOf = (values: ArrayLike<number>, centre: number): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);

describe("gaussianNoise", () => {
  test("has the deviation asked for, in every channel its own", async () => {
    const values = await applied([gaussianNoise({ deviation: 12 })], flat(60, 60, 3, 128));
    expect(spreadOf(values, 128)).toBeCloseTo(12, 0);
    expect(values[0]).not.toBe(values[1]);
  });
  test("stays within bytes, but not behind normalize", async () => {
    const inside = await applied([gaussianNoise({ deviation: 80 })], flat(30, 30, 1, 250));
    expect(Math.max(...inside)).toBe(255);
    const floats = await applied([normalize({ mean: 250 }), gaussianNoise({ deviation: 80 })], flat(30, 30, 1, 250));
    expect(Math.min(...floats)).toBeLessThan(-50);
    expect(Math.max(...floats)).toBeGreaterThan(50);
  });
  test("is other for each sample and epoch, and the same again", async () => {
    const draw = (index: number, epoch: number) => applied([gaussianNoise()], flat(3, 3, 1, 99), { index, epoch });
    expect(await draw(1, 1)).toEqual(await draw(1, 1));
    expect(await draw(1, 1)).not.toEqual(await draw(2, 1));
    expect(await draw(1, 1)).not.toEqual(await draw(1, 2));
  });
});

describe("pcaNoise", () => {
  const values = [0.2, 0.02, 0.001];
  const vectors = [
    [0.6, 0.64, 0.48],
    [0.8, -0.48, -0.36],
    [0, 0.6, -0.8],
  ];
  test("adds one colour to all pixels, that varies along the components", async () => {
    const shifts = await Promise.all(
      Array.from({ length: 1500 }, (_, index) =>
        applied([pcaNoise({ values, vectors })], flat(2, 2, 3, 128), { index }),
      ),
    );
    for (const shift of shifts) expect([...shift.subarray(3, 6)]).toEqual([...shift.subarray(0, 3)]);
    for (const [i, vector] of vectors.entries()) {
      const along = shifts.map((shift) => vector.reduce((sum, part, c) => sum + part * (shift[c] - 128), 0));
      expect(spreadOf(along, 0) / (255 * 0.1 * values[i])).toBeCloseTo(1, 1);
    }
  });
  test("pcaOf finds the components that colours were drawn with", async () => {
    const noisy = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const data = await applied([pcaNoise({ values, vectors, deviation: 1 })], flat(1, 1, 3, 128), { index });
        return { x: toPicture({ height: 1, width: 1, channels: 3, data: Float64Array.from(data, Math.round) }) };
      }),
    );
    const { values: found, vectors: directions } = await pcaOf(noisy);
    expect(Math.sqrt(found[0]) / values[0]).toBeCloseTo(1, 0);
    expect(Math.abs(directions[0].reduce((sum, part, c) => sum + part * vectors[0][c], 0))).toBeGreaterThan(0.99);
  });
});

describe("colorJitter", () => {
  test("draws amounts and order anew for each picture", async () => {
    const x = raster(4, 4, 3);
    const jitter = colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.2 });
    const results = await Promise.all([0, 1, 2, 3].map((index) => applied([jitter], x, { index })));
    expect(new Set(results.map((values) => values.join())).size).toBe(4);
  });
  test("takes its steps in an order that is drawn", async () => {
    const x = raster(4, 4, 3);
    const jitter = colorJitter({ brightness: [1.8, 1.8], contrast: [0.3, 0.3] });
    const results = await Promise.all(Array.from({ length: 200 }, (_, index) => applied([jitter], x, { index })));
    const counts = new Map<string, number>();
    for (const values of results) counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1);
    expect([...counts.values()]).toHaveLength(2);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(30);
  });
  test("draws all brightnesses of its range alike", async () => {
    const draws = Array.from({ length: 500 }, (_, index) =>
      applied([colorJitter({ brightness: 0.5 })], flat(1, 1, 1, 100), { index }),
    );
    const factors = (await Promise.all(draws)).map(([value]) => value / 100);
    for (const [share, factor] of [0.25, 0.5, 0.75].map((s) => [s, 0.5 + s] as const))
      expect(Math.abs(factors.filter((each) => each < factor).length / 500 - share)).toBeLessThan(0.07);
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...factors)).toBeLessThanOrEqual(1.5);
  });
  test("of nothing leaves a picture as it is", async () => {
    const x = raster(5, 3, 3);
    expect([...(await applied([colorJitter({})], x))]).toEqual([...x.data]);
  });
});

describe("grey", () => {
  const x = raster(5, 7, 3);
  const grey = greyScale(x).data;
  test("grayscale gives one channel, or three alike", async () => {
    expect(largestDifference(await applied([grayscale({ channels: 3 })], x), grey)).toBeLessThan(3e-6);
    const one = await applied([grayscale()], x);
    expect(
      largestDifference(
        one,
        grey.filter((_, i) => i % 3 === 0),
      ),
    ).toBeLessThan(3e-6);
    const flatGrey = raster(5, 7, 1);
    const spread = Array.from(flatGrey.data).flatMap((value) => [value, value, value]);
    expect([...(await applied([grayscale({ channels: 3 })], flatGrey))]).toEqual(spread);
  });
  test("randomGrayscale does it as often as asked", async () => {
    const small = raster(1, 2, 3);
    const results = await Promise.all(
      Array.from({ length: 600 }, (_, index) => applied([randomGrayscale({ probability: 0.3 })], small, { index })),
    );
    const changed = results.filter((values) => values.join() !== small.data.join());
    expect(Math.abs(changed.length / 600 - 0.3)).toBeLessThan(0.05);
  });
});
