import { fail, show } from "../error.ts";
import { checkLossOptions, type Loss, type LossOptions, numberIn } from "./loss.ts";
import { factorOf, pointwiseLoss } from "./pointwise.ts";

/** Options of {@link sigmoidCrossEntropy}. */
export interface SigmoidCrossEntropyOptions extends LossOptions {
  /** A factor for the part of targets of 1, one number or one for each channel (the last axis), positive. Default 1. */
  positiveWeights?: number | readonly number[];
  /** A share e of 0 to 1: targets become (1 - e) t + e / 2. Default 0. */
  labelSmoothing?: number;
}

/**
 * (1/n) sum over i of -(w t[i] log p[i] + (1 - t[i]) log(1 - p[i])), p = sigmoid(logits), w the positive weight, for a sample of n
 * numbers; the weighted mean over the samples. Each output is a yes or no of its own: targets are 0 and 1, or between. The output
 * is logits, without a sigmoid layer. With reduction "sum" the sum over all numbers, without 1/n.
 * Shapes: output and targets of any one shape -> [1].
 * Gradient: ((1 - t) p - w t (1 - p)) / n, exact where p rounds to 0 or 1; also that of the targets.
 * Source: Cox 1958; as PyTorch's BCEWithLogitsLoss.
 *
 * @throws FoveaError for an unknown option, weights that are not positive, a smoothing outside 0 to 1.
 * @example
 * net.fit(train, { loss: sigmoidCrossEntropy({ positiveWeights: 10 }), optimizer: adam() })
 */
export function sigmoidCrossEntropy(options: SigmoidCrossEntropyOptions = {}): Loss {
  const name = "sigmoidCrossEntropy";
  const common = checkLossOptions(name, options, ["positiveWeights", "labelSmoothing"]);
  const { positiveWeights = 1 } = options;
  const pattern = typeof positiveWeights === "number" ? [positiveWeights] : positiveWeights;
  if (!Array.isArray(pattern) || !pattern.length || !pattern.every((w) => Number.isFinite(w) && w > 0))
    fail("option", {
      where: `${name}.positiveWeights`,
      got: show(positiveWeights),
      expected: "a positive number, or one for each channel",
    });
  const parameter = numberIn(`${name}.labelSmoothing`, options.labelSmoothing ?? 0, 0, 1);
  const own = { positiveWeights: options.positiveWeights, labelSmoothing: options.labelSmoothing };
  return pointwiseLoss(name, common, own, {
    kind: "sigmoidCrossEntropy",
    rows: "samples",
    factor: factorOf(common.reduction),
    parameter,
    pattern: [...pattern],
  });
}
