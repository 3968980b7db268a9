import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { wholePower } from "../exact.ts";
import { elementwise } from "./elementwise.ts";
import type { Optimizer, Schedule } from "./optimizer.ts";
import { above0, inRange, learningRateOf, plainOptions } from "./options.ts";

/** Options that Adam's descendants share. */
export interface AdaptiveOptions {
  /** Length of a step, or a function of the step's number (from 1). Default 0.001 (nAdam: 0.002). */
  learningRate?: Schedule;
  /** How much of the gradient's running mean is kept each step, from 0 to less than 1. Default 0.9. */
  beta1?: number;
  /** How much of the squared gradient's running mean is kept each step, from 0 to less than 1. Default 0.999. */
  beta2?: number;
  /** Added to the denominator, above 0. Default 1e-8. */
  epsilon?: number;
  /** Factor of the parameter: added to its gradient, or in adamW taken off the parameter. Default 0 (adamW: 0.01). */
  weightDecay?: number;
}

/** The checked options of an optimizer of the family. */
export interface AdaptiveSettings extends Required<Omit<AdaptiveOptions, "learningRate">> {
  rate(step: number): number;
}

/** What a step needs besides the betas, in the terms of the kernel `adaptive`. */
export interface AdaptiveStep {
  /** Part of the parameter that stays. Default 1. */
  keep?: number;
  /** Factor of the running mean in the step, learning rate included. */
  mean: number;
  /** Factor of the gradient in the step, learning rate included. Default 0. */
  gradient?: number;
  /** Factor of the running mean square. Default 1. */
  square?: number;
  /** True: the step is not divided by the deviation. Default false. */
  plain?: boolean;
}

/** Multiply-adds that an element costs, with its square root and division. */
const COST = 16;

const known = ["learningRate", "beta1", "beta2", "epsilon", "weightDecay"];

/** An optimizer of Adam's family: `stepOf` says what each step is made of. */
export function adaptive<Options extends AdaptiveOptions>(
  name: string,
  options: Options,
  further: readonly (keyof Options & string)[],
  defaults: Partial<Record<"learningRate" | "weightDecay", number>>,
  stepOf: (settings: AdaptiveSettings, step: number) => AdaptiveStep,
  { decoupled = false, greatest = false }: { decoupled?: boolean; greatest?: boolean } = {},
): Optimizer {
  checkOptions(name, options, [...known, ...further]);
  const learningRate = options.learningRate ?? defaults.learningRate ?? 0.001;
  const settings: AdaptiveSettings = {
    rate: learningRateOf(`${name}.learningRate`, learningRate),
    beta1: inRange(`${name}.beta1`, options.beta1 ?? 0.9, 0, 1),
    beta2: inRange(`${name}.beta2`, options.beta2 ?? 0.999, 0, 1),
    epsilon: above0(`${name}.epsilon`, options.epsilon ?? 1e-8),
    weightDecay: inRange(
      `${name}.weightDecay`,
      options.weightDecay ?? defaults.weightDecay ?? 0,
      0,
      Number.POSITIVE_INFINITY,
    ),
  };
  const { beta1, beta2, epsilon, weightDecay } = settings;
  const state = greatest ? (["m", "v", "greatest"] as const) : (["m", "v"] as const);
  return {
    name,
    options: plainOptions({ ...options, learningRate, beta1, beta2, epsilon, weightDecay }),
    state,
    hyperCount: 11,
    // In the order of AdaptiveHyper in assembly/optimizers/adaptive.ts.
    hyper(step) {
      const { keep = 1, mean, gradient = 0, square = 1, plain = false } = stepOf(settings, step);
      return [
        ...[keep, decoupled ? 0 : weightDecay, beta1, 1 - beta1, beta2, 1 - beta2],
        ...[-mean, -gradient, square, epsilon, Number(plain)],
      ];
    },
    emit: elementwise(kernels.adaptive, ["m", "v", "greatest"], COST),
  };
}

/** 1 - beta^step: what a running mean that began at 0 lacks. */
export const lacking = (beta: number, step: number): number => 1 - wholePower(beta, step);
