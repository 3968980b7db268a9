import { checkLossOptions, type Loss, type LossOptions } from "./loss.ts";
import { pointwiseLoss } from "./pointwise.ts";

/**
 * 1/2 sum over i of (y[i] - t[i])^2 for a sample, half its squared Euclidean distance to the target; the weighted mean over the
 * samples. Targets are values, as many as the output has.
 * Shapes: output and targets of any one shape -> [1].
 * Gradient: y - t, and t - y for the targets.
 * Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition"; Caffe's EuclideanLoss.
 *
 * @throws FoveaError for an unknown option and for a weight that is negative or not finite.
 * @example
 * net.fit(train, { loss: euclidean(), optimizer: sgd({ learningRate: 0.01 }) })
 */
export function euclidean(options: LossOptions = {}): Loss {
  const common = checkLossOptions("euclidean", options);
  return pointwiseLoss("euclidean", common, {}, { kind: "squared", rows: "samples", factor: 0.5 });
}
