// exp, log, power and cos by + - * / against Math's, which are right to a unit or two in the last place on this runtime.
import { describe, expect, test } from "vitest";
import { cosineOfPi, exp, log, power, sineOfPi, wholePower } from "../src/exact.ts";

const numbers = (count: number, from: number, to: number): number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * (i + 0.37)) / count);

const worst = (xs: readonly number[], got: (x: number) => number, expected: (x: number) => number): number =>
  xs.reduce((most, x) => {
    const [a, b] = [got(x), expected(x)];
    return Math.max(most, a === b ? 0 : Math.abs(a - b) / Math.abs(b));
  }, 0);

test("exp and log are within four units in the last place", () => {
  expect(worst(numbers(20_000, -700, 700), exp, Math.exp)).toBeLessThan(4 * 2 ** -52);
  const positive = numbers(20_000, -300, 300).map((x) => 10 ** x);
  expect(worst(positive, log, Math.log)).toBeLessThan(4 * 2 ** -52);
  expect(worst(numbers(20_000, 0.5, 2), log, Math.log)).toBeLessThan(4 * 2 ** -52);
});

test("cos of multiples of pi is within 4e-16", () => {
  for (const x of numbers(20_000, -5, 5)) expect(Math.abs(cosineOfPi(x) - Math.cos(Math.PI * x))).toBeLessThan(2e-15);
  expect([0, 0.5, 1, 1.5, 2].map(cosineOfPi)).toEqual([1, expect.closeTo(0, 15), -1, expect.closeTo(0, 15), 1]);
});

test("sin of multiples of pi is within four units in the last place, and exact at the quarters", () => {
  for (const x of numbers(20_000, -5, 5)) expect(Math.abs(sineOfPi(x) - Math.sin(Math.PI * x))).toBeLessThan(2e-15);
  expect(worst(numbers(5000, 0, 1e-3), sineOfPi, (x) => Math.sin(Math.PI * x))).toBeLessThan(4 * 2 ** -52);
  expect([0, 0.5, 1, 1.5, 2, -0.5, -1, 7.5].map((x) => sineOfPi(x) + 0)).toEqual([0, 1, 0, -1, 0, -1, 0, -1]);
});

test("powers, whole and other", () => {
  expect(wholePower(3, 13)).toBe(1594323);
  expect(wholePower(2, -3)).toBe(0.125);
  expect(wholePower(5, 0)).toBe(1);
  expect(
    worst(
      numbers(5000, -20, 20),
      (y) => power(0.96, y),
      (y) => 0.96 ** y,
    ),
  ).toBeLessThan(8 * 2 ** -52);
  expect(power(0, 0.9)).toBe(0);
  expect(power(7, 2)).toBe(49);
});

describe("at the ends of the range", () => {
  test.each([
    ["exp", exp, Math.exp, [0, -0, 1000, -1000, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]],
    ["log", log, Math.log, [0, -1, 1, 5e-324, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NaN]],
  ])("%s is what Math's is", (_, got, expected, xs) => {
    for (const x of xs)
      if (Number.isFinite(expected(x))) expect(got(x)).toBeCloseTo(expected(x), 10);
      else expect(got(x)).toBe(expected(x));
  });
});
