import { type AdaptiveOptions, adaptive, lacking } from "./adaptive.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Adam that divides by the greatest running mean square so far: u = max(u, v);
 * p -= learningRate (m / (1 - beta1^t)) / (sqrt(u / (1 - beta2^t)) + epsilon).
 * Source: Reddi et al. 2018, "On the convergence of Adam and beyond", in PyTorch's form (Adam with amsgrad).
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: amsGrad({ learningRate: 0.001 }), loss: softmaxCrossEntropy() })
 */
export function amsGrad(options: AdaptiveOptions = {}): Optimizer {
  return adaptive(
    "amsGrad",
    options,
    [],
    {},
    ({ rate, beta1, beta2 }, step) => ({
      mean: rate(step) / lacking(beta1, step),
      square: 1 / lacking(beta2, step),
    }),
    { greatest: true },
  );
}
