import { fail, show } from "../error.ts";
import { cosineOfPi } from "../exact.ts";
import { checked, type StepSchedule } from "./schedule.ts";

/** From `from` to `to` along half a cosine, `part` (0 to 1) of the way. */
const along = (from: number, to: number, part: number): number => to + ((from - to) * (1 + cosineOfPi(part))) / 2;

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** The first learning rate. */
  rate: number;
  /** Steps until the last one, 1 or more. */
  steps: number;
  /** The last learning rate, which stays. Default 0. */
  end?: number;
}

/**
 * end + (rate - end) (1 + cos(pi min(t, steps) / steps)) / 2, t = step - 1.
 * Source: Loshchilov and Hutter 2017, "SGDR"; PyTorch's CosineAnnealingLR, which turns back after `steps`.
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * sgd({ learningRate: warmUp(cosineDecay({ rate: 0.4, steps: 7500 }), { steps: 400 }), momentum: 0.9 })
 */
export function cosineDecay({ end = 0, ...options }: CosineDecayOptions): StepSchedule {
  const { rate, steps } = checked("cosineDecay", { ...options, end }, { rate: "rate", steps: "steps", end: "rate" });
  return (step) => along(rate, end, Math.min(step - 1, steps) / steps);
}

/** Options of {@link cosineRestarts}. */
export interface CosineRestartsOptions {
  /** The learning rate that each period begins with. */
  rate: number;
  /** Steps of the first period, 1 or more. */
  period: number;
  /** How many times as long each period is as the one before, a whole number, 1 or more. Default 1. */
  growth?: number;
  /** The learning rate that periods end towards. Default 0. */
  end?: number;
}

/**
 * end + (rate - end) (1 + cos(pi c / p)) / 2, for step c (from 0) of a period of p steps.
 * Source: Loshchilov and Hutter 2017, "SGDR: stochastic gradient descent with warm restarts"; PyTorch's CosineAnnealingWarmRestarts.
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * sgd({ learningRate: cosineRestarts({ rate: 0.05, period: 1000, growth: 2 }) })
 */
export function cosineRestarts({ growth = 1, end = 0, ...options }: CosineRestartsOptions): StepSchedule {
  const kinds = { rate: "rate", period: "steps", growth: "steps", end: "rate" } as const;
  const { rate, period } = checked("cosineRestarts", { ...options, growth, end }, kinds);
  return (step) => {
    let [since, length] = [step - 1, period];
    if (growth === 1) since %= period;
    else for (; since >= length; length *= growth) since -= length;
    return along(rate, end, since / length);
  };
}

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** The greatest learning rate. */
  rate: number;
  /** Steps of the whole cycle, 2 or more; the last rate stays. */
  steps: number;
  /** Part of the steps in which the rate rises, above 0 and below 1. Default 0.3. */
  rise?: number;
  /** The first rate is the greatest divided by this, above 0. Default 25. */
  divide?: number;
  /** The last rate is the first divided by this, above 0. Default 10000. */
  finalDivide?: number;
  /** How the rate goes from one to the next. Default "cosine". */
  shape?: "cosine" | "linear";
}

/**
 * From rate / divide up to rate at t = rise steps - 1, then down to rate / (divide finalDivide) at t = steps - 1, t = step - 1.
 * Source: Smith and Topin 2019, "Super-convergence"; PyTorch's OneCycleLR (without its cycle of momentum).
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * sgd({ learningRate: oneCycle({ rate: 0.4, steps: 3900 }), momentum: 0.9 })
 */
export function oneCycle(options: OneCycleOptions): StepSchedule {
  const { rise = 0.3, divide = 25, finalDivide = 10000, shape = "cosine", ...needed } = options;
  const given = { ...needed, rise, divide, finalDivide };
  const kinds = { rate: "rate", steps: "steps", rise: "factor", divide: "factor", finalDivide: "factor" } as const;
  const { rate, steps } = checked("oneCycle", given, kinds, ["shape"]);
  if (rise >= 1 || rise * steps <= 1)
    fail("option", {
      where: "oneCycle",
      got: `rise ${rise} of ${steps} steps`,
      expected: "a rise of more than one step and less than all",
    });
  if (shape !== "cosine" && shape !== "linear")
    fail("option", { where: "oneCycle.shape", got: show(shape), expected: '"cosine" or "linear"' });
  const between = shape === "cosine" ? along : (from: number, to: number, part: number) => from + (to - from) * part;
  const [first, last, top] = [rate / divide, rate / (divide * finalDivide), rise * steps - 1];
  return (step) => {
    const t = Math.min(step - 1, steps - 1);
    return t <= top ? between(first, rate, t / top) : between(rate, last, (t - top) / (steps - 1 - top));
  };
}
