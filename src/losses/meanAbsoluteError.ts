import { checkLossOptions, type Loss, type LossOptions } from "./loss.ts";
import { factorOf, pointwiseLoss } from "./pointwise.ts";

/**
 * (1/n) sum over i of |y[i] - t[i]| for a sample of n numbers, also called L1; the weighted mean over the samples. With
 * reduction "sum" the sum over all numbers, without 1/n. Targets are values, as many as the output has.
 * Shapes: output and targets of any one shape -> [1].
 * Gradient: sign(y - t) / n, 0 where they are equal, and its negative for the targets.
 * Source: Laplace 1774; as PyTorch's L1Loss.
 *
 * @throws FoveaError for an unknown option and for a weight that is negative or not finite.
 * @example
 * net.fit(train, { loss: meanAbsoluteError(), optimizer: adam() })
 */
export function meanAbsoluteError(options: LossOptions = {}): Loss {
  const common = checkLossOptions("meanAbsoluteError", options);
  const factor = factorOf(common.reduction);
  return pointwiseLoss("meanAbsoluteError", common, {}, { kind: "absolute", rows: "samples", factor });
}
