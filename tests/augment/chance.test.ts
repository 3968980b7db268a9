// The distributions that augmentation draws from.
import { describe, expect, test } from "vitest";
import { normal, symmetricBeta } from "../../src/augment/chance.ts";
import { purpose, type RandomStream, randomStream } from "../../src/random.ts";

const DRAWS = 40_000;

function drawn(draw: (random: RandomStream) => number): Float64Array {
  const random = randomStream({ seed: 5, purpose: purpose.augment });
  return Float64Array.from({ length: DRAWS }, () => draw(random));
}

const mean = (values: Float64Array, of = (value: number) => value): number =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length;

test("normal numbers have the moments of the normal distribution", () => {
  const values = drawn(normal);
  for (const [power, expected] of [1, 2, 3, 4, 6].map((p) => [p, [0, 1, 0, 3, 0, 15][p - 1]] as const))
    expect(Math.abs(mean(values, (x) => x ** power) - expected), `moment ${power}`).toBeLessThan(
      0.02 * 4 ** (power / 2),
    );
  expect(values.every(Number.isFinite)).toBe(true);
});

describe.each([0.01, 0.2, 0.5, 1, 1.5, 4, 30, 100])("Beta(%f, %f)", (alpha) => {
  const values = drawn((random) => symmetricBeta(random, alpha));

  test("lies from 0 to 1, around a half", () => {
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(0.01);
  });
  test("has the variance 1 / (4 (2 alpha + 1)) and its fourth moment", () => {
    const variance = 1 / (4 * (2 * alpha + 1));
    expect(mean(values, (x) => (x - 0.5) ** 2) / variance).toBeCloseTo(1, 1);
    const fourth = 3 / 16 / ((2 * alpha + 1) * (2 * alpha + 3));
    expect(mean(values, (x) => (x - 0.5) ** 4) / fourth).toBeCloseTo(1, 1);
  });
});

test("Beta(1, 1) is uniform", () => {
  const values = drawn((random) => symmetricBeta(random, 1));
  for (let share = 0.1; share < 1; share += 0.1)
    expect(Math.abs(values.filter((value) => value < share).length / DRAWS - share)).toBeLessThan(0.01);
});
