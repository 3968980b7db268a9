import { describe, expect, test } from "vitest";
import { type CutMixOptions, cutMix, type MixOptions, mixUp } from "../../src/augment/index.ts";
import type { Samples } from "../../src/data/samples.ts";
import { sharedEngine } from "../harness/engines.ts";

const SIZE = 7;
const shape = [4, 6, 3] as const;
const WIDTH = 72;

/** Sample i is 20 i all over, of class i modulo 5. */
const bytes: Samples = {
  x: Uint8Array.from({ length: SIZE * WIDTH }, (_, i) => 20 * Math.floor(i / WIDTH)),
  y: Int32Array.from({ length: SIZE }, (_, i) => i % 5),
  size: SIZE,
};
const at = (index: number, epoch = 0) => ({ epoch, index });
const rows = (y: unknown, classes = 5): number[][] =>
  Array.from({ length: SIZE }, (_, i) => [...(y as Float32Array).subarray(i * classes, (i + 1) * classes)]);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const engine = await sharedEngine({ threads: 1 });
const mixer = (options: Omit<MixOptions, "engine">) => mixUp({ engine, ...options });

describe("mixUp", async () => {
  const mix = await mixer({ alpha: 1, classes: 5, seed: 9 });

  test("mixes inputs and targets by the same share", () => {
    const { x, y } = mix(bytes, at(0)) as { x: Uint8Array; y: Float32Array };
    const own = rows(y).map((row, i) => row[i % 5]);
    const first = Math.min(...own.filter((share) => share < 1));
    for (const [i, row] of rows(y).entries()) {
      expect(sum(row)).toBeCloseTo(1, 6);
      const value = x[i * WIDTH];
      expect(x.subarray(i * WIDTH, (i + 1) * WIDTH).every((each) => each === value)).toBe(true);
      const other = row.findIndex((share, c) => c !== i % 5 && share > 0);
      const partners = Array.from({ length: SIZE }, (_, j) => j).filter((j) =>
        other < 0 ? j % 5 === i % 5 : j % 5 === other,
      );
      const mixtures = partners.map((j) => Math.floor(first * 20 * i + (1 - first) * 20 * j + 0.5));
      expect(mixtures).toContain(value);
    }
  });
  test("depends on seed, epoch and batch alone", async () => {
    expect(mix(bytes, at(3, 1))).toEqual((await mixer({ alpha: 1, classes: 5, seed: 9 }))(bytes, at(3, 1)));
    for (const other of [at(4, 1), at(3, 2)]) expect(mix(bytes, other)).not.toEqual(mix(bytes, at(3, 1)));
    expect((await mixer({ alpha: 1, classes: 5 }))(bytes, at(3, 1))).not.toEqual(mix(bytes, at(3, 1)));
  });
  test("leaves what it was given as it was, and keeps kinds", () => {
    const floats = {
      x: Float32Array.from(bytes.x as Uint8Array),
      y: Float32Array.from({ length: SIZE }, (_, i) => i),
      size: SIZE,
    };
    const before = structuredClone(floats);
    const got = mix(floats, at(0));
    expect(floats).toEqual(before);
    expect(got.x).toBeInstanceOf(Float32Array);
    expect((got.y as Float32Array).length).toBe(SIZE);
    expect((mix(bytes, at(0)).x as Uint8Array).constructor).toBe(Uint8Array);
  });
  test("mixes weights, and takes the classes that samples name", async () => {
    const weights = Float32Array.from({ length: SIZE }, (_, i) => 1 + i);
    const got = (await mixer({ alpha: 1, seed: 9 }))({ ...bytes, classes: [..."abcde"], weights }, at(0));
    expect(got.y).toEqual(mix(bytes, at(0)).y);
    expect(sum([...(got.weights as Float32Array)])).toBeCloseTo(28, 4);
  });
  test("is left out as often as asked, and gives probabilities all the same", async () => {
    const some = await mixer({ alpha: 1, classes: 5, probability: 0.3, seed: 2 });
    const untouched = Array.from({ length: 1000 }, (_, i) => some(bytes, at(i))).filter(({ x }) => x === bytes.x);
    expect(Math.abs(untouched.length / 1000 - 0.7)).toBeLessThan(0.04);
    expect(rows(untouched[0].y)[6]).toEqual([0, 1, 0, 0, 0]);
  });
  test("draws its share from Beta(alpha, alpha)", async () => {
    const pairs = await mixer({ alpha: 0.4, seed: 1 });
    const pair: Samples = { x: new Float32Array(64), y: new Float32Array(64).fill(0, 0, 32).fill(1, 32), size: 64 };
    const shares = Array.from({ length: 3000 }, (_, i) => {
      const y = pairs(pair, at(i)).y as Float32Array;
      return y.find((value) => value > 0 && value < 1) ?? 0;
    });
    // A share or what is left of it, so its distance from a half: the variance of Beta(alpha, alpha).
    expect(shares.reduce((total, share) => total + (share - 0.5) ** 2, 0) / 3000).toBeCloseTo(1 / (4 * 1.8), 1);
  });
});

describe("cutMix", async () => {
  const options: CutMixOptions = { engine, shape, classes: 5, seed: 4 };
  const cut = await cutMix(options);

  test("puts one rectangle of the partner into each sample, and targets follow the share of pixels", () => {
    let partial = 0;
    for (let batch = 0; batch < 200; batch++) {
      const { x, y } = cut(bytes, at(batch)) as { x: Uint8Array; y: Float32Array };
      for (const [i, row] of rows(y).entries()) {
        expect(sum(row)).toBeCloseTo(1, 6);
        const own = x.subarray(i * WIDTH, (i + 1) * WIDTH);
        const changed = Array.from(own.keys()).filter((k) => own[k] !== 20 * i);
        expect(new Set(changed.map((k) => own[k])).size).toBeLessThanOrEqual(1);
        if (!changed.length) continue;
        const pixels = changed.map((k) => Math.floor(k / 3));
        const [tops, lefts] = [pixels.map((p) => Math.floor(p / 6)), pixels.map((p) => p % 6)];
        const [height, width] = [tops, lefts].map((list) => Math.max(...list) - Math.min(...list) + 1);
        expect(changed.length, "a rectangle in all channels").toBe(height * width * 3);
        const other = own[changed[0]] / 20;
        if (other % 5 !== i % 5) expect(row[other % 5]).toBeCloseTo(changed.length / WIDTH, 5);
        partial++;
      }
    }
    expect(partial).toBeGreaterThan(500);
  });
  test("keeps arrays of their kind and what it was given", () => {
    const before = structuredClone(bytes);
    expect(cut(bytes, at(1)).x).toBeInstanceOf(Uint8Array);
    expect(bytes).toEqual(before);
  });
  test("pastes numbers of any size", () => {
    const floats = { ...bytes, x: Float32Array.from(bytes.x as Uint8Array) };
    expect([...(cut(floats, at(1)).x as Float32Array)]).toEqual([...(cut(bytes, at(1)).x as Uint8Array)]);
  });
  test("cannot be called when disposed of", async () => {
    const gone = await cutMix(options);
    gone.dispose();
    expect(() => gone(bytes, at(0))).toThrow(/^cutMix: got a call after dispose\(\)/);
  });
});
