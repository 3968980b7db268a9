/** Checks that the options of several transforms need. */
import type { Engine } from "../engine.ts";
import { fail, show } from "../error.ts";

/** Throws unless `engine` is one. */
export function checkEngine(where: string, engine: Engine): void {
  if (typeof engine?.exclusive !== "function")
    fail("option", { where, got: show(engine), expected: "an engine", hint: "await engine() starts one" });
}

/** `value`, which must be a number from 0 to 1. */
export function share(where: string, value: number): number {
  return between(where, value, 0, 1);
}

/** `value`, which must be a number from `low` to `high`. */
export function between(where: string, value: number, low: number, high: number): number {
  if (!(typeof value === "number" && value >= low && value <= high))
    fail("option", { where, got: show(value), expected: `a number from ${low} to ${high}` });
  return value;
}

/** `value`, which must be a whole number from `low` to `high`. */
export function whole(where: string, value: number, low: number, high = 32768): number {
  if (!(Number.isInteger(value) && value >= low && value <= high))
    fail("option", { where, got: show(value), expected: `a whole number from ${low} to ${high}` });
  return value;
}

/** `value`, which must be one of `known`. */
export function oneOfNames<Name extends string>(where: string, value: Name, known: readonly Name[]): Name {
  if (!known.includes(value))
    fail("option", { where, got: show(value), expected: `one of ${known.map((name) => show(name)).join(", ")}` });
  return value;
}

/** A height and width from a number for both or `[height, width]`. */
export function sizes(where: string, value: number | readonly [number, number]): { height: number; width: number } {
  if (!Array.isArray(value)) return { height: whole(where, value as number, 1), width: value as number };
  if (value.length !== 2) fail("option", { where, got: show(value), expected: "a number, or [height, width]" });
  return { height: whole(`${where}[0]`, value[0], 1), width: whole(`${where}[1]`, value[1], 1) };
}
