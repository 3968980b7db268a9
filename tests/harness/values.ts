import { expect } from "vitest";
import { count, type Shape } from "../../src/graph/shape.ts";

/** A tensor of f64 numbers, the oracles' kind; the batch is the first size. */
export interface Array64 {
  readonly data: Float64Array;
  readonly shape: Shape;
}

/** Numbers from -1 to 1 that look random and are the same everywhere; exact in f32. */
export function pseudoRandom(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    let h = Math.imul(i + 1 + seed * 7919, 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
    h ^= h >>> 13;
    return (h >>> 8) / 2 ** 23 - 1;
  });
}

export const array64 = (shape: Shape, seed: number): Array64 => ({ shape, data: pseudoRandom(count(shape), seed) });

/** The largest difference between `got` and `expected`, relative to the largest expected magnitude (at least 1). */
export function largestDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [difference, magnitude] = [0, 1];
  for (let i = 0; i < got.length; i++) {
    if (Number.isNaN(got[i]) !== Number.isNaN(expected[i])) return Number.POSITIVE_INFINITY;
    if (Number.isNaN(got[i]) || (!Number.isFinite(expected[i]) && got[i] === expected[i])) continue;
    difference = Math.max(difference, Math.abs(got[i] - expected[i]));
    magnitude = Math.max(magnitude, Math.abs(expected[i]));
  }
  return difference / magnitude;
}

/** Fails unless `got` is within `tolerance` of `expected` by {@link largestDifference}; says where they differ most. */
export function expectNear(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  const difference = largestDifference(got, expected);
  if (difference <= tolerance) return;
  const distance = (i: number): number => {
    const apart = Math.abs(got[i] - expected[i]);
    return Number.isNaN(got[i]) && Number.isNaN(expected[i])
      ? 0
      : Number.isNaN(apart)
        ? Number.POSITIVE_INFINITY
        : apart;
  };
  let worst = 0;
  for (let i = 0; i < expected.length; i++) if (distance(i) > distance(worst)) worst = i;
  const sizes = got.length === expected.length ? "" : ` (${got.length} numbers, not ${expected.length})`;
  expect.unreachable(
    `${what}${sizes}: number ${worst} is ${got[worst]}, the oracle's ${expected[worst]}; difference ${difference}, at most ${tolerance} allowed. ` +
      "NaN is what nobody wrote.",
  );
}
