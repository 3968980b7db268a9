import type { Loss } from "./loss.ts";
import { type SquaredErrorOptions, squaredError } from "./squaredError.ts";

/**
 * 1/2 sum over i of (y[i] - t[i])^2 for a sample, half its squared Euclidean distance to the target; the mean over the
 * batch (weighted by sample weights, if given). Targets are values, as many as the output has, any shape.
 *
 * @throws FoveaError for an unknown option and for a weight that is negative or not finite.
 * @example
 * net.fit(train, { loss: euclidean(), optimizer: sgd({ learningRate: 0.01 }) })
 */
export function euclidean(options: SquaredErrorOptions = {}): Loss {
  return squaredError("euclidean", options, () => 0.5);
}
