import { fail, show } from "../error.ts";

/** `value`, which must be a positive whole number. */
export function positive(where: string, value: number): number {
  if (!Number.isInteger(value) || value <= 0 || value > 2 ** 28)
    fail("option", { where, got: show(value), expected: "a positive whole number" });
  return value;
}

/** `value`, which must be a number above 0 that f32 can hold. */
export function aboveZero(where: string, value: number): number {
  if (typeof value !== "number" || !(Math.fround(value) > 0 && Math.fround(value) < Number.POSITIVE_INFINITY))
    fail("option", { where, got: show(value), expected: "a finite number above 0" });
  return value;
}

/** `value`, which must be true or false. */
export function boolean(where: string, value: boolean): boolean {
  if (typeof value !== "boolean") fail("option", { where, got: show(value), expected: "true or false" });
  return value;
}

/** `value`, which must be a finite number. */
export function finite(where: string, value: number): number {
  if (typeof value !== "number" || !Number.isFinite(value))
    fail("option", { where, got: show(value), expected: "a finite number" });
  return value;
}
