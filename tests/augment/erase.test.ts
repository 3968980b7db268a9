import { describe, expect, test } from "vitest";
import { augment, cutout, type Fill, randomErasing, type Transform } from "../../src/augment/index.ts";
import type { Sample } from "../../src/data/samples.ts";
import { sharedEngine } from "../harness/engines.ts";
import { applied, toPicture } from "./apply.ts";
import { raster } from "./pictures.ts";

const DRAWS = 400;
const engine = await sharedEngine({ threads: 1 });

/** A picture whose numbers are never the fill. */
const plain = (height: number, width: number, channels: number) => {
  const x = raster(height, width, channels);
  return { ...x, data: x.data.map((value) => Math.max(value, 1)) };
};

interface Hole {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** Where a constant fill of 0 has changed a picture; null where it has not. It must be one rectangle. */
function holeIn(data: Float32Array, height: number, width: number, channels: number): Hole | null {
  const zero = (pixel: number): boolean =>
    data.subarray(pixel * channels, (pixel + 1) * channels).every((v) => v === 0);
  const pixels = Array.from({ length: height * width }, (_, i) => i).filter(zero);
  if (!pixels.length) return null;
  const [rows, columns] = [pixels.map((p) => Math.floor(p / width)), pixels.map((p) => p % width)];
  const hole = {
    top: Math.min(...rows),
    left: Math.min(...columns),
    bottom: Math.max(...rows) + 1,
    right: Math.max(...columns) + 1,
  };
  expect(pixels.length, "a rectangle").toBe((hole.bottom - hole.top) * (hole.right - hole.left));
  return hole;
}

async function holes(transform: Transform, height: number, width: number, channels = 3): Promise<(Hole | null)[]> {
  const x = plain(height, width, channels);
  const results = Array.from({ length: DRAWS }, (_, index) => applied([transform], x, { index, seed: 3 }));
  return (await Promise.all(results)).map((data) => holeIn(data, height, width, channels));
}

describe("cutout", () => {
  test.each([1, 4, 5, 9])("of size %i hides a square around a pixel anywhere, less what lies outside", async (size) => {
    const [height, width] = [9, 12];
    const found = (await holes(cutout({ size, fill: 0 }), height, width)) as Hole[];
    const half = Math.floor(size / 2);
    const centres = new Set<string>();
    for (const { top, left, bottom, right } of found) {
      const [row, column] = [top > 0 ? top + half : bottom - size + half, left > 0 ? left + half : right - size + half];
      expect(bottom - top).toBe(Math.min(row - half + size, height) - Math.max(row - half, 0));
      expect(right - left).toBe(Math.min(column - half + size, width) - Math.max(column - half, 0));
      centres.add(`${row} ${column}`);
    }
    expect(centres.size).toBeGreaterThan(0.9 * height * width);
  });
  test("of several holes hides as many", async () => {
    const data = await applied([cutout({ size: 1, holes: 30, fill: 0 })], plain(40, 40, 1));
    const hidden = data.filter((value) => value === 0).length;
    expect(hidden).toBeGreaterThan(25);
    expect(hidden).toBeLessThanOrEqual(30);
  });
});

describe("randomErasing", () => {
  test("hides shares and ratios of its ranges, as often as asked", async () => {
    const [height, width] = [40, 50];
    const options = { probability: 0.6, area: [0.1, 0.3], ratio: [0.5, 2], fill: 0 } as const;
    const found = (await holes(randomErasing(options), height, width)).filter((hole) => hole !== null);
    expect(Math.abs(found.length / DRAWS - 0.6)).toBeLessThan(0.06);
    const shares = found.map(({ top, left, bottom, right }) => ((bottom - top) * (right - left)) / (height * width));
    expect(Math.min(...shares)).toBeGreaterThan(0.09);
    expect(Math.max(...shares)).toBeLessThan(0.31);
    expect(shares.reduce((a, b) => a + b, 0) / shares.length).toBeCloseTo(0.2, 1);
    const aspects = found.map(({ top, left, bottom, right }) => (bottom - top) / (right - left));
    expect(Math.min(...aspects)).toBeGreaterThan(0.45);
    expect(Math.max(...aspects)).toBeLessThan(2.2);
    expect(new Set(found.map(({ top }) => top)).size).toBeGreaterThan(15);
  });
  test("leaves a picture that no rectangle is smaller than", async () => {
    const x = plain(1, 1, 3);
    expect([...(await applied([randomErasing({ probability: 1 })], x))]).toEqual([...x.data]);
  });
});

describe("fills", () => {
  const x = plain(8, 8, 3);
  const first = async (fill: Fill): Promise<number[]> =>
    [...(await applied([cutout({ size: 16, fill })], x, { index: 4 }))].slice(27, 33); // pixels in the middle
  test("a number, one for each channel, the mean", async () => {
    expect(await first(7)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(await first([1, 2, 3])).toEqual([1, 2, 3, 1, 2, 3]);
    const means = [0, 1, 2].map((c) =>
      Math.fround(x.data.filter((_, i) => i % 3 === c).reduce((a, b) => a + b, 0) / 64),
    );
    expect(await first("mean")).toEqual([...means, ...means]);
  });
  test("noise is uniform from 0 to 255 and other in each picture", async () => {
    const large = plain(64, 64, 3);
    const noise = [cutout({ size: 128, fill: "noise" })];
    const values = [...(await applied(noise, large, { index: 4 }))];
    expect(values).not.toEqual([...(await applied(noise, large, { index: 5 }))]);
    for (const share of [0.1, 0.5, 0.9])
      expect(Math.abs(values.filter((value) => value < 255 * share).length / values.length - share)).toBeLessThan(0.1);
  });
});

test("masks and boxes stay", async () => {
  const x = toPicture(plain(8, 8, 3));
  const sample: Sample = {
    x,
    y: toPicture(plain(8, 8, 1)),
    boxes: [{ left: 1, top: 1, right: 5, bottom: 5, label: 2 }],
  };
  using change = await augment([cutout({ size: 8 }), randomErasing({ probability: 1 })], { engine });
  const got = change(sample, { epoch: 0, index: 0 });
  expect(got.x).not.toEqual(sample.x);
  expect({ y: got.y, boxes: got.boxes }).toEqual({ y: sample.y, boxes: sample.boxes });
});
