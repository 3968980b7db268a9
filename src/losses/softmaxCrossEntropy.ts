import { fail, show } from "../error.ts";
import { combine } from "../graph/layer.ts";
import type { Node } from "../graph/node.ts";
import { checkLabelOptions, classesOf, type LabelOptions, labelTargets } from "./labels.ts";
import { checkLossOptions, given, type Loss, type LossOptions, numberIn, oneOf } from "./loss.ts";
import { softmaxCrossEntropyOp } from "./ops/softmaxCrossEntropy.ts";
import { weightedCrossEntropyOp } from "./ops/weightedCrossEntropy.ts";

/** Options of {@link softmaxCrossEntropy}. */
export interface SoftmaxCrossEntropyOptions extends LossOptions, LabelOptions {
  /**
   * `"labels"`: one class index for each row of classes; `"probabilities"`: one for each class, one-hot rows or soft ones, whose mean
   * is over rows, whatever the class weights. Default `"labels"`.
   */
  targets?: "labels" | "probabilities";
  /** A share of 0 to 1 that is taken from the targets and spread over all classes. Default 0. */
  labelSmoothing?: number;
}

/**
 * -sum over c of t[c] log softmax(logits)[c] for each row of classes, t the one-hot row of its label or the targets themselves; the
 * weighted mean over rows. The output is logits [..., classes], without a softmax layer, at any number of positions. With
 * `labelSmoothing` e, t becomes (1 - e) t + e / classes; with class weights, w[c] t[c] takes its place.
 * Shapes: logits [..., classes], targets [...] (labels) or [..., classes] (probabilities) -> [...], [1] where the output is [classes].
 * Gradient: softmax(logits) sum(t) - t, exact where probabilities underflow; for probabilities also that of the targets.
 * Source: Bridle 1990; label smoothing Szegedy et al. 2016, "Rethinking the inception architecture"; as PyTorch's CrossEntropyLoss.
 *
 * @throws FoveaError for unknown options, weights that are negative or not finite, and an ignored index of probabilities.
 * @example
 * net.fit(train, { loss: softmaxCrossEntropy({ classWeights: [1, 5] }), optimizer: sgd() })
 */
export function softmaxCrossEntropy(options: SoftmaxCrossEntropyOptions = {}): Loss {
  const name = "softmaxCrossEntropy";
  const known = ["targets", "labelSmoothing", "classWeights", "ignoreIndex"];
  const common = checkLossOptions(name, options, known);
  const labels = checkLabelOptions(name, options);
  const targets = oneOf(`${name}.targets`, options.targets ?? "labels", ["labels", "probabilities"]);
  const labelSmoothing = numberIn(`${name}.labelSmoothing`, options.labelSmoothing ?? 0, 0, 1);
  const { classWeights, ignoreIndex } = labels;
  if (targets === "probabilities" && ignoreIndex !== undefined)
    fail("option", {
      where: `${name}.ignoreIndex`,
      got: show(ignoreIndex),
      expected: "none, where targets are probabilities",
      hint: "a row of zeros has no loss",
    });
  const plain = targets === "labels" && !classWeights && labelSmoothing === 0;
  return {
    name,
    ...common,
    ...(targets === "labels" && labels),
    options: given({ ...common, targets: options.targets, labelSmoothing: options.labelSmoothing, ...labels }),
    targets(shape) {
      classesOf(name, shape, classWeights);
      return targets === "labels" ? labelTargets(shape) : { shape };
    },
    of(output, given) {
      classesOf(name, output.shape, classWeights);
      return plain
        ? combine(softmaxCrossEntropyOp, labels, name)(output, given as Node)
        : combine(weightedCrossEntropyOp, { targets, labelSmoothing, ...labels }, name)(output, given as Node);
    },
  };
}
