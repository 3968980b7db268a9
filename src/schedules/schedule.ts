import { checkOptions, fail, show } from "../error.ts";
import type { Schedule } from "../optimizers/optimizer.ts";
import { learningRateOf } from "../optimizers/options.ts";

/** A learning rate as a function of the step, which counts from 1. Where formulas below say t, t = step - 1. */
export type StepSchedule = (step: number) => number;

type Kind = "rate" | "steps" | "count" | "factor";

/** What each kind of number may be. */
const kinds: Record<Kind, { holds(value: number): boolean; expected: string }> = {
  rate: { holds: (value) => Number.isFinite(value) && value >= 0, expected: "a finite number, 0 or more" },
  steps: { holds: (value) => Number.isSafeInteger(value) && value >= 1, expected: "a whole number, 1 or more" },
  count: { holds: (value) => Number.isSafeInteger(value) && value >= 0, expected: "a whole number, 0 or more" },
  factor: { holds: (value) => Number.isFinite(value) && value > 0, expected: "a finite number above 0" },
};

/** `options`, whose keys are those of `numbers`, each of its kind. */
export function checked<Key extends string>(
  name: string,
  options: Readonly<Record<Key, number>>,
  numbers: Readonly<Record<Key, Kind>>,
  further: readonly string[] = [],
): Readonly<Record<Key, number>> {
  checkOptions(name, options, [...Object.keys(numbers), ...further]);
  for (const [key, kind] of Object.entries(numbers) as [Key, Kind][]) {
    const value = options[key];
    if (typeof value !== "number" || !kinds[kind].holds(value))
      fail("option", { where: `${name}.${key}`, got: show(value), expected: kinds[kind].expected });
  }
  return options;
}

/** A number or a schedule, as a schedule. */
export const scheduleOf = (where: string, schedule: Schedule): StepSchedule => learningRateOf(where, schedule);
