// Philox against the published known answers (Random123's kat_vectors), against plain 64-bit arithmetic, and what is built on it.
import { expect, test } from "vitest";
import { FoveaError } from "../src/error.ts";
import { permutation, philox, purpose, randomStream, seedKey } from "../src/random.ts";

const hex = (words: ArrayLike<number>): string[] => Array.from(words, (word) => word.toString(16).padStart(8, "0"));

/** Philox 4x32-10 as its paper states it, in 64-bit integers. */
function philoxOracle(counter: readonly number[], key: readonly number[]): number[] {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt);
  let [k0, k1] = key.map(BigInt);
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map(Number);
}

test.each([
  [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], "408f276d 41c83b0e a20bc7c6 6d5451fd"],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], "d16cfe09 94fdcceb 5001e420 24126ea1"],
])("philox(%j, %j) is the published answer", (counter, key, answer) => {
  expect(hex(philox(counter, key, new Uint32Array(4))).join(" ")).toBe(answer);
});

test("philox agrees with 64-bit arithmetic, carries at their worst included", () => {
  const awkward = [0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffff0000, 0xffffffff];
  for (const a of awkward)
    for (const b of awkward) {
      const [counter, key] = [
        [a, b, b ^ 0x5a5a5a5a, a],
        [b, a],
      ].map((words) => words.map((word) => word >>> 0));
      expect(hex(philox(counter, key, new Uint32Array(4)))).toEqual(hex(philoxOracle(counter, key)));
    }
});

test("a stream is the blocks of its key and counter", () => {
  const seed = 2 ** 52 + 77;
  const stream = randomStream({ seed, purpose: purpose.dropout, index: 5, step: 9 });
  const drawn = Array.from({ length: 8 }, () => stream.uint32());
  const blocks = [0, 1].flatMap((block) => philoxOracle([5, block, 9, purpose.dropout], [77, 2 ** 20]));
  expect(drawn).toEqual(blocks);
});

test("the seed's high bits, the purpose, the index and the step each give another stream", () => {
  const base = { seed: 1, purpose: purpose.data, index: 2, step: 3 };
  const others = [{}, { seed: 1 + 2 ** 32 }, { purpose: purpose.init }, { index: 3 }, { step: 4 }];
  const firsts = others.map((other) => randomStream({ ...base, ...other }).uint32());
  expect(new Set(firsts).size).toBe(others.length);
});

test("uniform numbers are the upper 24 bits, in [0, 1), spread evenly", () => {
  const options = { seed: 3, purpose: purpose.data };
  const [bits, numbers] = [randomStream(options), randomStream(options)];
  const bins = new Uint32Array(16);
  for (let i = 0; i < 160_000; i++) {
    const number = numbers.uniform();
    expect(number * 2 ** 24).toBe(bits.uint32() >>> 8);
    bins[Math.floor(number * 16)]++;
  }
  // Chi-square with 15 degrees of freedom: 37.7 is passed by one seed in a thousand; this seed is fixed.
  expect(chiSquare(bins)).toBeLessThan(37.7);
});

test.each([1, 2, 3, 10, 1000, 2 ** 31, 2 ** 32 - 1])("below(%d) stays below", (count) => {
  const stream = randomStream({ seed: 4, purpose: purpose.data });
  for (let i = 0; i < 1000; i++) {
    const drawn = stream.below(count);
    expect(Number.isInteger(drawn) && drawn >= 0 && drawn < count).toBe(true);
  }
});

test("below has no modulo bias", () => {
  // Of 3 * 2^30 a plain multiply-shift gives every third number twice as often as its neighbours.
  const stream = randomStream({ seed: 5, purpose: purpose.data });
  const thirds = new Uint32Array(3);
  for (let i = 0; i < 90_000; i++) thirds[stream.below(3 * 2 ** 30) % 3]++;
  expect(chiSquare(thirds)).toBeLessThan(13.8); // 2 degrees of freedom, one seed in a thousand
});

function chiSquare(bins: Uint32Array): number {
  const expected = bins.reduce((sum, count) => sum + count, 0) / bins.length;
  return bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test("a permutation holds every index once, and depends on seed and epoch alone", () => {
  const order = permutation(1000, 7, 2);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(permutation(1000, 7, 2)).toEqual(order);
  expect(permutation(1000, 7, 3)).not.toEqual(order);
  expect(permutation(1000, 8, 2)).not.toEqual(order);
  expect(permutation(0, 7, 0)).toEqual(new Uint32Array(0));
});

test("every order of three is as likely", () => {
  const orders = new Uint32Array(6);
  const names = ["012", "021", "102", "120", "201", "210"];
  for (let epoch = 0; epoch < 12_000; epoch++) orders[names.indexOf(permutation(3, 1, epoch).join(""))]++;
  expect(chiSquare(orders)).toBeLessThan(20.5); // 5 degrees of freedom, one seed in a thousand
});

test("a seed is split in 32 and 21 bits", () => {
  expect(seedKey(0)).toEqual([0, 0]);
  expect(seedKey(2 ** 32 + 5)).toEqual([5, 1]);
  expect(seedKey(Number.MAX_SAFE_INTEGER)).toEqual([0xffffffff, 0x1fffff]);
});

test.each([-1, 0.5, 2 ** 53, Number.NaN, Infinity, "1", null, 1n])("%s is no seed", (seed) => {
  const draw = () => randomStream({ seed: seed as number, purpose: purpose.init });
  expect(draw).toThrow(FoveaError);
  expect(draw).toThrow(/^seed: got .+, expected an integer from 0 to 2\^53 - 1\.$/);
});
