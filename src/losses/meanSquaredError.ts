import type { Loss } from "./loss.ts";
import { type SquaredErrorOptions, squaredError } from "./squaredError.ts";

/**
 * (1/n) sum over i of (y[i] - t[i])^2 for a sample of n numbers, the mean over the batch (weighted by sample weights, if
 * given). Targets are values, as many as the output has, any shape.
 *
 * @throws FoveaError for an unknown option and for a weight that is negative or not finite.
 * @example
 * net.fit(train, { loss: meanSquaredError(), optimizer: adam() })
 */
export function meanSquaredError(options: SquaredErrorOptions = {}): Loss {
  return squaredError("meanSquaredError", options, (size) => 1 / size);
}
