import { checkLossOptions, type Loss, type LossOptions } from "./loss.ts";
import { factorOf, pointwiseLoss } from "./pointwise.ts";

/**
 * (1/n) sum over i of (y[i] - t[i])^2 for a sample of n numbers; the weighted mean over the samples. With reduction "sum" the sum
 * over all numbers, without 1/n. Targets are values, as many as the output has.
 * Shapes: output and targets of any one shape -> [1].
 * Gradient: 2 (y - t) / n, and its negative for the targets.
 * Source: Gauss 1809; as PyTorch's MSELoss.
 *
 * @throws FoveaError for an unknown option and for a weight that is negative or not finite.
 * @example
 * net.fit(train, { loss: meanSquaredError(), optimizer: adam() })
 */
export function meanSquaredError(options: LossOptions = {}): Loss {
  const common = checkLossOptions("meanSquaredError", options);
  const factor = factorOf(common.reduction);
  return pointwiseLoss("meanSquaredError", common, {}, { kind: "squared", rows: "samples", factor });
}
