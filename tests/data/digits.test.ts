// The drawn digits: the same bytes on every engine, any range alone, every class as often, each digit whole in its picture.
import { describe, expect, test } from "vitest";
import { type DigitsOptions, digits } from "../../src/data/index.ts";
import { FoveaError } from "../../src/error.ts";
import { hashFloats } from "../../src/hash.ts";

const PIXELS = 28 * 28;

/** Hash of the first 1000 samples of seed 0. Another one means that every figure measured on digits() is of other data. */
const HASH = "7cb4c5b012248444 596afcc383f68cbc";

const hashOf = (bytes: Uint8Array): string => hashFloats([Float32Array.from(bytes)]);

test("the first 1000 samples of seed 0 are those of every engine", () => {
  const { x, y } = digits({ count: 1000 });
  expect(`${hashOf(x)} ${hashOf(y)}`).toBe(HASH);
});

test("what comes back", () => {
  const { x, y, size, classes } = digits({ count: 30 });
  expect(x).toBeInstanceOf(Uint8Array);
  expect(x.length).toBe(30 * PIXELS);
  expect(y).toBeInstanceOf(Uint8Array);
  expect(y.length).toBe(30);
  expect(size).toBe(30);
  expect(classes).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
});

test("6000 samples of seed 0 unless said otherwise", () => {
  const { x, y, size } = digits();
  expect(size).toBe(6000);
  expect(x.subarray(0, 50 * PIXELS)).toEqual(digits({ count: 50, seed: 0, start: 0 }).x);
  expect(y.length).toBe(6000);
});

describe("a sample depends on seed and index alone", () => {
  const whole = digits({ count: 120, seed: 7 });

  test.each([
    [0, 1],
    [1, 10],
    [37, 45],
    [95, 25],
  ])("samples from %d, %d of them", (start, count) => {
    const part = digits({ count, seed: 7, start });
    expect(part.x).toEqual(whole.x.subarray(start * PIXELS, (start + count) * PIXELS));
    expect(part.y).toEqual(whole.y.subarray(start, start + count));
  });

  test("the last index there is", () => {
    const { x, y } = digits({ count: 2, start: 2 ** 32 - 2 });
    expect(x.subarray(PIXELS)).toEqual(digits({ count: 1, start: 2 ** 32 - 1 }).x);
    expect(y[1]).toBe(digits({ count: 1, start: 2 ** 32 - 1 }).y[0]);
  });

  test("other seeds give other pictures and orders, in the high bits too", () => {
    const seeds = [7, 8, 7 + 2 ** 32, Number.MAX_SAFE_INTEGER];
    const samples = seeds.map((seed) => digits({ count: 50, seed }));
    expect(new Set(samples.map(({ x }) => hashOf(x))).size).toBe(seeds.length);
    expect(new Set(samples.map(({ y }) => y.join(""))).size).toBe(seeds.length);
  });
});

test("each ten samples hold each class once, in changing order", () => {
  const { y } = digits({ count: 500, seed: 3 });
  const orders = new Set<string>();
  for (let i = 0; i < y.length; i += 10) {
    const ten = y.subarray(i, i + 10);
    orders.add(ten.join(""));
    expect([...ten].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
  expect(orders.size).toBe(50);
});

test("every picture has ink and paper, and no ink at its rim", () => {
  const { x, size } = digits({ count: 2000, seed: 4 });
  for (let i = 0; i < size; i++) {
    const image = x.subarray(i * PIXELS, (i + 1) * PIXELS);
    const inked = image.filter((value) => value > 128).length;
    expect(inked).toBeGreaterThan(20);
    expect(inked).toBeLessThan(PIXELS / 2);
    // Dust may lie there, three specks at most; a digit that is cut off has more.
    expect(rim(image).filter((value) => value > 128).length).toBeLessThanOrEqual(3);
  }
});

function rim(image: Uint8Array): Uint8Array {
  return image.filter((_, i) => i < 28 || i >= PIXELS - 28 || i % 28 === 0 || i % 28 === 27);
}

test("no two of 1000 pictures are alike", () => {
  const { x } = digits({ count: 1000, seed: 5 });
  const hashes = Array.from({ length: 1000 }, (_, i) => hashOf(x.subarray(i * PIXELS, (i + 1) * PIXELS)));
  expect(new Set(hashes).size).toBe(1000);
});

test.each<[DigitsOptions | null, string, string]>([
  [{ count: 0 }, "option", "digits count: got 0, expected a positive integer"],
  [{ count: -5 }, "option", "digits count: got -5, expected a positive integer"],
  [{ count: 2.5 }, "option", "digits count: got 2.5, expected a positive integer"],
  [{ count: Number.NaN }, "option", "digits count: got NaN, expected a positive integer"],
  [{ count: "10" as unknown as number }, "option", 'digits count: got "10", expected a positive integer'],
  [{ count: 2 ** 31 }, "memory", "Hint: draw them in parts with start"],
  [{ count: 1, start: -1 }, "option", "digits start: got -1 with count 1, expected an integer from 0"],
  [{ count: 1, start: 0.5 }, "option", "digits start: got 0.5"],
  [{ count: 2, start: 2 ** 32 - 1 }, "option", "with start + count at most 2^32"],
  [{ seed: -1 }, "option", "digits seed: got -1, expected an integer from 0 to 2^53 - 1"],
  [{ seed: 1e300 }, "option", "digits seed: got 1e+300"],
  [{ cuont: 10 } as DigitsOptions, "option", 'unknown option "cuont"'],
  [null, "option", "expected an object of options"],
])("digits(%j) is refused", (options, code, message) => {
  const draw = () => digits(options as DigitsOptions);
  expect(draw).toThrow(FoveaError);
  expect(draw).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
});
