/** Amounts that are drawn from a range. */
import { fail, show } from "../error.ts";
import type { RandomStream } from "../random.ts";

/** Drawn from -n to n, or from the first number to the second, all as likely. */
export type Spread = number | readonly [low: number, high: number];

/** A spread as its two ends, which must lie from `-most` to `most`. */
export function spread(where: string, value: Spread, most: number): readonly [number, number] {
  if (typeof value === "number" && value >= 0 && value <= most) return [-value, value];
  return ends(where, value, -most, most, `a number from 0 to ${most}, or [low, high] from -${most} to ${most}`);
}

/** The two ends of a range, which must lie from `low` to `high`. */
export function range(
  where: string,
  value: readonly [number, number],
  low: number,
  high: number,
): readonly [number, number] {
  return ends(where, value, low, high, `[low, high] from ${low} to ${high}`);
}

function ends(where: string, value: unknown, low: number, high: number, expected: string): readonly [number, number] {
  if (!(Array.isArray(value) && value.length === 2 && value[0] >= low && value[0] <= value[1] && value[1] <= high))
    fail("option", { where, got: show(value), expected });
  return [value[0], value[1]];
}

/** A number from the range; one number is drawn from `random` whatever the range. */
export const drawFrom = (random: RandomStream, [low, high]: readonly [number, number]): number =>
  low + (high - low) * random.uniform();
