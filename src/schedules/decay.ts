import { fail, show } from "../error.ts";
import { power, wholePower } from "../exact.ts";
import { checked, type StepSchedule } from "./schedule.ts";

/**
 * rate, at every step: what a plain number says too.
 *
 * @throws FoveaError for a rate that is negative or not finite.
 * @example
 * sgd({ learningRate: chain([[100, constantRate(0.01)], [1000, constantRate(0.1)]]) })
 */
export function constantRate(rate: number): StepSchedule {
  checked("constantRate", { rate }, { rate: "rate" });
  return () => rate;
}

/** Options of {@link stepDecay}. */
export interface StepDecayOptions {
  /** The first learning rate. */
  rate: number;
  /** Steps between two changes, 1 or more. */
  every: number;
  /** What the rate is multiplied by, above 0. Default 0.1. */
  factor?: number;
}

/**
 * rate factor^floor(t / every), t = step - 1. As PyTorch's StepLR.
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * sgd({ learningRate: stepDecay({ rate: 0.1, every: 3000 }), momentum: 0.9 })
 */
export function stepDecay({ factor = 0.1, ...options }: StepDecayOptions): StepSchedule {
  const { rate, every } = checked(
    "stepDecay",
    { ...options, factor },
    { rate: "rate", every: "steps", factor: "factor" },
  );
  return (step) => rate * wholePower(factor, Math.floor((step - 1) / every));
}

/** Options of {@link multiStepDecay}. */
export interface MultiStepDecayOptions {
  /** The first learning rate. */
  rate: number;
  /** The numbers of steps after which the rate changes, each greater than the one before. */
  at: readonly number[];
  /** What the rate is multiplied by, above 0. Default 0.1. */
  factor?: number;
}

/**
 * rate times factor for each number of `at` that t = step - 1 has reached. As PyTorch's MultiStepLR; the schedule of He et al. 2016
 * for CIFAR-10 is rate 0.1, at 32,000 and 48,000.
 *
 * @throws FoveaError for an unknown option, a number out of its range, and steps that do not grow.
 * @example
 * sgd({ learningRate: multiStepDecay({ rate: 0.1, at: [32000, 48000] }), momentum: 0.9, weightDecay: 0.0001 })
 */
export function multiStepDecay({ factor = 0.1, at, ...options }: MultiStepDecayOptions): StepSchedule {
  const { rate } = checked("multiStepDecay", { ...options, factor }, { rate: "rate", factor: "factor" });
  if (!Array.isArray(at) || !at.every((step, i) => Number.isSafeInteger(step) && step > (i ? at[i - 1] : 0)))
    fail("option", { where: "multiStepDecay.at", got: show(at), expected: "whole numbers above 0 that grow" });
  const milestones = [...at];
  return (step) => rate * wholePower(factor, milestones.filter((each) => step - 1 >= each).length);
}

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** The first learning rate. */
  rate: number;
  /** What the rate is multiplied by in `every` steps, above 0. */
  factor: number;
  /** Steps in which the rate changes by the factor, 1 or more. Default 1. */
  every?: number;
}

/**
 * rate factor^(t / every), t = step - 1. As PyTorch's ExponentialLR, whose steps are `every` long.
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * rmsProp({ learningRate: exponentialDecay({ rate: 0.045, factor: 0.94, every: 2000 }) })
 */
export function exponentialDecay({ every = 1, ...options }: ExponentialDecayOptions): StepSchedule {
  const { rate, factor } = checked(
    "exponentialDecay",
    { ...options, every },
    { rate: "rate", factor: "factor", every: "steps" },
  );
  return (step) => rate * power(factor, (step - 1) / every);
}

/** Options of {@link polynomialDecay}. */
export interface PolynomialDecayOptions {
  /** The first learning rate. */
  rate: number;
  /** Steps until the last one, 1 or more. */
  steps: number;
  /** The exponent, above 0. Default 1: a straight line. */
  power?: number;
  /** The last learning rate, which stays. Default 0. */
  end?: number;
}

/**
 * end + (rate - end) (1 - min(t, steps) / steps)^power, t = step - 1. As PyTorch's PolynomialLR (end 0); the "poly" rule of Caffe.
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * sgd({ learningRate: polynomialDecay({ rate: 0.01, steps: 20000, power: 0.9 }) })
 */
export function polynomialDecay({ power: exponent = 1, end = 0, ...options }: PolynomialDecayOptions): StepSchedule {
  const given = { ...options, power: exponent, end };
  const { rate, steps } = checked("polynomialDecay", given, {
    rate: "rate",
    steps: "steps",
    power: "factor",
    end: "rate",
  });
  return (step) => end + (rate - end) * power(1 - Math.min(step - 1, steps) / steps, exponent);
}

/** Options of {@link inverseRoot}. */
export interface InverseRootOptions {
  /** The greatest learning rate, reached after the warm-up. */
  rate: number;
  /** Steps of a linear rise to it, 1 or more. */
  warmUp: number;
}

/**
 * rate min(step / warmUp, sqrt(warmUp / step)). Source: Vaswani et al. 2017, whose factor d^-1/2 is in the rate here.
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * adam({ learningRate: inverseRoot({ rate: 0.001, warmUp: 4000 }) })
 */
export function inverseRoot(options: InverseRootOptions): StepSchedule {
  const { rate, warmUp } = checked("inverseRoot", { ...options }, { rate: "rate", warmUp: "steps" });
  return (step) => rate * Math.min(step / warmUp, Math.sqrt(warmUp / step));
}
