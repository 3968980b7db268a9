import { labelledLoss } from "./labelled.ts";
import { checkLabelOptions, type LabelOptions } from "./labels.ts";
import { checkLossOptions, type Loss, type LossOptions } from "./loss.ts";
import { negativeLogLikelihoodOp } from "./ops/labelled.ts";

/** Options of {@link negativeLogLikelihood}. */
export interface NegativeLogLikelihoodOptions extends LossOptions, LabelOptions {}

/**
 * -y[label] for each row of classes; the weighted mean over rows. The output y is logarithms of probabilities, such as
 * {@link logSoftmax} gives; of logits {@link softmaxCrossEntropy} does both in one.
 * Shapes: y [..., classes], labels [...] -> [...], [1] where the output is [classes].
 * Gradient: -onehot(label).
 * Source: as PyTorch's NLLLoss.
 *
 * @throws FoveaError for an unknown option, weights that are negative or not finite.
 * @example
 * net.fit(train, { loss: negativeLogLikelihood({ ignoreIndex: 255 }), optimizer: sgd() })
 */
export function negativeLogLikelihood(options: NegativeLogLikelihoodOptions = {}): Loss {
  const name = "negativeLogLikelihood";
  const common = checkLossOptions(name, options, ["classWeights", "ignoreIndex"]);
  const labels = checkLabelOptions(name, options);
  return labelledLoss(name, common, labels, {}, negativeLogLikelihoodOp, labels);
}
