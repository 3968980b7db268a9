import { fail, show } from "../error.ts";
import { wholePower } from "../exact.ts";
import { checked, type StepSchedule } from "./schedule.ts";

/** Options of {@link triangular}. */
export interface TriangularOptions {
  /** The least learning rate. */
  low: number;
  /** The greatest, above the least. */
  high: number;
  /** Steps from the one to the other, 1 or more. */
  steps: number;
  /** What the height over the least rate is multiplied by with each cycle, above 0. Default 1; 0.5 is "triangular2". */
  factor?: number;
}

/**
 * low + (high - low) factor^floor(t / (2 steps)) (1 - |t / steps mod 2 - 1|), t = step - 1: up and down for ever.
 * Source: Smith 2017, "Cyclical learning rates for training neural networks"; PyTorch's CyclicLR.
 *
 * @throws FoveaError for an unknown option, a number out of its range, and a high that is not above low.
 * @example
 * sgd({ learningRate: triangular({ low: 0.001, high: 0.006, steps: 2000 }) })
 */
export function triangular({ factor = 1, ...options }: TriangularOptions): StepSchedule {
  const kinds = { low: "rate", high: "rate", steps: "steps", factor: "factor" } as const;
  const { low, high, steps } = checked("triangular", { ...options, factor }, kinds);
  if (!(high > low))
    fail("option", { where: "triangular.high", got: show(high), expected: `a number above low, ${show(low)}` });
  return (step) => {
    const cycle = Math.floor((step - 1) / (2 * steps));
    const height = 1 - Math.abs((step - 1) / steps - 2 * cycle - 1);
    return low + (high - low) * wholePower(factor, cycle) * height;
  };
}
