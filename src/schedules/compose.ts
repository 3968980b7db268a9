import { fail, show } from "../error.ts";
import type { Schedule } from "../optimizers/optimizer.ts";
import { checked, type StepSchedule, scheduleOf } from "./schedule.ts";

/** Options of {@link warmUp}. */
export interface WarmUpOptions {
  /** Steps until the schedule itself begins, 1 or more. */
  steps: number;
  /** The first factor of its first rate, above 0 to 1. Default 1 / steps. */
  from?: number;
}

/**
 * For the first `steps` steps, the first rate of `schedule` times a factor that grows evenly from `from` to 1, which
 * it has at step `steps` + 1, where the schedule begins. Source: Goyal et al. 2017, "Accurate, large minibatch SGD"; PyTorch's
 * LinearLR before another (SequentialLR).
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * sgd({ learningRate: warmUp(cosineDecay({ rate: 0.1, steps: 9000 }), { steps: 500 }) })
 */
export function warmUp(schedule: Schedule, options: WarmUpOptions): StepSchedule {
  const { from = 1 / options?.steps } = options ?? {};
  const { steps } = checked("warmUp", { ...options, from }, { steps: "steps", from: "factor" });
  if (from > 1) fail("option", { where: "warmUp.from", got: show(from), expected: "a number above 0, 1 at most" });
  const rate = scheduleOf("warmUp", schedule);
  return (step) => (step > steps ? rate(step - steps) : rate(1) * (from + ((1 - from) * (step - 1)) / steps));
}

/**
 * Schedules one after the other: each with the number of steps that it lasts, counting its own steps from 1. The last goes on
 * after its end. As PyTorch's SequentialLR.
 *
 * @param parts In order, each with its number of steps.
 * @throws FoveaError unless there is at least one, each with a positive whole number of steps.
 * @example
 * sgd({ learningRate: chain([[1000, 0.01], [5000, cosineDecay({ rate: 0.1, steps: 5000 })]]) })
 */
export function chain(parts: readonly (readonly [steps: number, schedule: Schedule])[]): StepSchedule {
  if (!Array.isArray(parts) || !parts.length || !parts.every((part) => Array.isArray(part) && part.length === 2))
    fail("option", { where: "chain", got: show(parts), expected: "an array of [steps, schedule]" });
  const checkedParts = parts.map(([steps, schedule], i) => {
    checked(`chain[${i}]`, { steps }, { steps: "steps" });
    return { steps, rate: scheduleOf(`chain[${i}]`, schedule) };
  });
  return (step) => {
    let rest = step;
    for (const { steps, rate } of checkedParts.slice(0, -1)) {
      if (rest <= steps) return rate(rest);
      rest -= steps;
    }
    return (checkedParts.at(-1) as (typeof checkedParts)[number]).rate(rest);
  };
}
