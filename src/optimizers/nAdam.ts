import { power } from "../exact.ts";
import { type AdaptiveOptions, adaptive, lacking } from "./adaptive.ts";
import type { Optimizer } from "./optimizer.ts";
import { inRange } from "./options.ts";

/** Options of {@link nAdam}. */
export interface NAdamOptions extends AdaptiveOptions {
  /** How fast the momentum grows to beta1, 0 or more: at step t it is beta1 (1 - 0.96^(t momentumDecay) / 2). Default 0.004. */
  momentumDecay?: number;
}

/**
 * Adam with Nesterov's momentum: with mu[t] = beta1 (1 - 0.96^(t momentumDecay) / 2) and M[t] the product of mu[1] to mu[t],
 * p -= learningRate ((1 - mu[t]) / (1 - M[t]) g + mu[t+1] / (1 - M[t+1]) m) / (sqrt(v / (1 - beta2^t)) + epsilon).
 * Source: Dozat 2016, "Incorporating Nesterov momentum into Adam", in the form of PyTorch 2 (NAdam).
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: nAdam(), loss: softmaxCrossEntropy() })
 */
export function nAdam(options: NAdamOptions = {}): Optimizer {
  const decay = inRange("nAdam.momentumDecay", options.momentumDecay ?? 0.004, 0, Number.POSITIVE_INFINITY);
  const momentum = (beta1: number, step: number): number => beta1 * (1 - 0.5 * power(0.96, step * decay));
  /** The product up to `upTo`, kept from step to step. */
  const memo = { upTo: 0, product: 1 };
  const productTo = (beta1: number, step: number): number => {
    if (step < memo.upTo) Object.assign(memo, { upTo: 0, product: 1 });
    while (memo.upTo < step) memo.product *= momentum(beta1, ++memo.upTo);
    return memo.product;
  };
  return adaptive("nAdam", options, ["momentumDecay"], { learningRate: 0.002 }, ({ rate, beta1, beta2 }, step) => {
    const [now, next] = [momentum(beta1, step), momentum(beta1, step + 1)];
    const product = productTo(beta1, step);
    return {
      gradient: (rate(step) * (1 - now)) / (1 - product),
      mean: (rate(step) * next) / (1 - product * next),
      square: 1 / lacking(beta2, step),
    };
  });
}
