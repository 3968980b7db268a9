import { fail, show } from "../error.ts";
import type { Schedule } from "./optimizer.ts";

/** `value`, which must be a number in [low, high). */
export function inRange(where: string, value: number, low: number, high: number): number {
  if (!(typeof value === "number" && value >= low && value < high))
    fail("option", {
      where,
      got: show(value),
      expected:
        high === Number.POSITIVE_INFINITY
          ? `a finite number, ${low} or more`
          : `a number from ${low} to less than ${high}`,
    });
  return value;
}

/** `schedule` as a function whose every value is checked. */
export function learningRateOf(where: string, schedule: Schedule): (step: number) => number {
  const check = (value: number, at: string): number => inRange(at, value, 0, Number.POSITIVE_INFINITY);
  if (typeof schedule === "function") return (step) => check(schedule(step), `${where}(${step})`);
  const rate = check(schedule, where);
  return () => rate;
}

/** `value`, which must be a finite number above 0, also as f32. */
export function above0(where: string, value: number): number {
  if (!(Number.isFinite(value) && Math.fround(value) > 0))
    fail("option", { where, got: show(value), expected: "a finite number above 0" });
  return value;
}

/** `value`, which must be a whole number, `low` or more. */
export function whole(where: string, value: number, low: number): number {
  if (!Number.isSafeInteger(value) || value < low)
    fail("option", { where, got: show(value), expected: `a whole number, ${low} or more` });
  return value;
}

/** What a saved file holds of `options`: all but a schedule, which is a function. */
export function plainOptions<Options extends { learningRate: Schedule }>(
  options: Options,
): Readonly<Record<string, unknown>> {
  const { learningRate, ...others } = options;
  return typeof learningRate === "function" ? others : { learningRate, ...others };
}
