/** Amounts that are fixed, or drawn anew for each picture; spread.ts draws. */
import { fail, show } from "../error.ts";

/** An amount: always the same, or drawn between two, all alike. */
export type Range = number | readonly [low: number, high: number];

/** An amount as its two ends. */
export type Interval = readonly [low: number, high: number];

/** `value` as an interval, which must lie from `low` to `high`. */
export function interval(where: string, value: Range, low: number, high: number = Number.MAX_VALUE): Interval {
  const ends: readonly unknown[] = Array.isArray(value) ? value : [value, value];
  const [from, to] = ends as Interval;
  const isInside = (end: unknown): boolean => typeof end === "number" && end >= low && end <= high;
  if (ends.length !== 2 || !ends.every(isInside) || from > to) {
    const limits = high === Number.MAX_VALUE ? `of at least ${low}` : `from ${low} to ${high}`;
    fail("option", { where, got: show(value), expected: `a number ${limits}, or [low, high] of two such` });
  }
  return [from, to];
}
