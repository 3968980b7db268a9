/** Checks that the functions of sound share. */
import { fail, show } from "../error.ts";

/** Throws unless `value` is a whole number from `least` to `most`. */
export function checkWhole(where: string, value: unknown, least: number, most: number = 2 ** 24): void {
  if (!(Number.isInteger(value) && (value as number) >= least && (value as number) <= most))
    fail("option", { where, got: show(value), expected: `a whole number from ${least} to ${most}` });
}

/** Throws unless `value` is a finite number of at least `least`. */
export function checkNumber(where: string, value: unknown, least: number): void {
  if (!(typeof value === "number" && Number.isFinite(value) && value >= least))
    fail("option", { where, got: show(value), expected: `a number of at least ${least}` });
}

/** Throws unless `value` is one of `known`. */
export function checkOneOf(where: string, value: unknown, known: readonly unknown[]): void {
  if (!known.includes(value)) fail("option", { where, got: show(value), expected: known.map(show).join(" or ") });
}

/** Throws unless `samples` are sound of one channel. */
export function checkSamples(where: string, samples: unknown): asserts samples is Float32Array | Float64Array {
  if (!(samples instanceof Float32Array || samples instanceof Float64Array))
    fail("option", {
      where,
      got: show(samples),
      expected: "a Float32Array of one channel",
      hint: "wav gives one a channel, in channels",
    });
}
