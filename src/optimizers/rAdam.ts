import { wholePower } from "../exact.ts";
import { type AdaptiveOptions, adaptive, lacking } from "./adaptive.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Adam whose first steps, where the running mean square says little, are those of momentum alone: with
 * r = 2 / (1 - beta2) - 1 and r[t] = r - 2 t beta2^t / (1 - beta2^t), p -= learningRate m / (1 - beta1^t) while r[t] is at most 5, and
 * from then on that times sqrt(1 - beta2^t) / (sqrt(v) + epsilon) and
 * sqrt((r[t] - 4)(r[t] - 2) r / ((r - 4)(r - 2) r[t])).
 * Source: Liu et al. 2020, "On the variance of the adaptive learning rate and beyond", in PyTorch's form (RAdam).
 *
 * @throws FoveaError for an unknown option and a number out of its range.
 * @example
 * net.fit(train, { optimizer: rAdam({ learningRate: 0.002 }), loss: softmaxCrossEntropy() })
 */
export function rAdam(options: AdaptiveOptions = {}): Optimizer {
  return adaptive("rAdam", options, [], {}, ({ rate, beta1, beta2 }, step) => {
    const mean = rate(step) / lacking(beta1, step);
    const longest = 2 / (1 - beta2) - 1;
    const length = longest - (2 * step * wholePower(beta2, step)) / lacking(beta2, step);
    if (length <= 5) return { mean, plain: true };
    const rectified = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length);
    return { mean: mean * Math.sqrt(rectified) * Math.sqrt(lacking(beta2, step)) };
  });
}
