import { type AdaptiveOptions, adaptive, lacking } from "./adaptive.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Adam with decoupled weight decay: p -= learningRate weightDecay p, then Adam's step of the bare gradient.
 * Source: Loshchilov and Hutter 2019, "Decoupled weight decay regularization", in PyTorch's form (AdamW).
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: adamW({ learningRate: 0.001, weightDecay: 0.05 }), loss: softmaxCrossEntropy() })
 */
export function adamW(options: AdaptiveOptions = {}): Optimizer {
  return adaptive(
    "adamW",
    options,
    [],
    { weightDecay: 0.01 },
    ({ rate, beta1, beta2, weightDecay }, step) => ({
      keep: 1 - rate(step) * weightDecay,
      mean: rate(step) / lacking(beta1, step),
      square: 1 / lacking(beta2, step),
    }),
    { decoupled: true },
  );
}
