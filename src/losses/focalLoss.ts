import { fail } from "../error.ts";
import { labelledLoss } from "./labelled.ts";
import { checkLabelOptions, type LabelOptions } from "./labels.ts";
import { checkLossOptions, type Loss, type LossOptions, numberIn, oneOf } from "./loss.ts";
import { focalLossOp } from "./ops/labelled.ts";
import { factorOf, pointwiseLoss } from "./pointwise.ts";

/** Options of {@link focalLoss}. */
export interface FocalLossOptions extends LossOptions, LabelOptions {
  /** `"sigmoid"`: every output is a yes or no of its own; `"softmax"`: rows of classes with labels. Default `"sigmoid"`. */
  form?: "sigmoid" | "softmax";
  /** How fast the weight of what is right falls, not negative; with 0 the loss is the cross-entropy. Default 2. */
  gamma?: number;
  /** Weight of targets of 1, from 0 to 1; 1 - alpha is that of targets of 0. Only with sigmoid. Default: both 1. */
  alpha?: number;
}

/**
 * Cross-entropy that looks away from what is right already. `"sigmoid"`: (1/n) sum over i of -a (1 - q[i])^gamma log q[i] for a sample
 * of n numbers, q = p where the target is 1, 1 - p where it is 0, p = sigmoid(logits), a = alpha or 1 - alpha; without 1/n where the
 * reduction is "sum". `"softmax"`: -w (1 - p)^gamma log p for each row of classes, p = softmax(logits)[label], w the class weight. The
 * weighted mean over rows; the paper divides a sum by the number of anchors that hold an object.
 * Shapes: sigmoid: output and targets of any one shape -> [1]; softmax: logits [..., classes], labels [...] -> [...].
 * Gradient: of the logits, exact where p rounds to 0 or 1; there is none of the targets.
 * Source: Lin et al. 2017, "Focal loss for dense object detection"; as torchvision's sigmoid_focal_loss.
 *
 * @throws FoveaError for unknown options, a negative gamma, class weights or an ignored index with sigmoid, alpha with softmax.
 * @example
 * net.fit(train, { loss: focalLoss({ alpha: 0.25 }), optimizer: adam() })
 */
export function focalLoss(options: FocalLossOptions = {}): Loss {
  const name = "focalLoss";
  const common = checkLossOptions(name, options, ["form", "gamma", "alpha", "classWeights", "ignoreIndex"]);
  const form = oneOf(`${name}.form`, options.form ?? "sigmoid", ["sigmoid", "softmax"]);
  const gamma = numberIn(`${name}.gamma`, options.gamma ?? 2, 0, Number.POSITIVE_INFINITY);
  const foreign = form === "sigmoid" ? (["classWeights", "ignoreIndex"] as const) : (["alpha"] as const);
  for (const key of foreign)
    if (options[key] !== undefined)
      fail("option", {
        where: `${name}.${key}`,
        got: `it with ${form}`,
        expected: `it with ${form === "sigmoid" ? "softmax" : "sigmoid"} only`,
      });
  if (form === "softmax") {
    const labels = checkLabelOptions(name, options);
    const own = { form, gamma: options.gamma };
    return labelledLoss(name, common, labels, own, focalLossOp, { gamma, ...labels });
  }
  const alpha = options.alpha === undefined ? null : numberIn(`${name}.alpha`, options.alpha, 0, 1);
  const own = { form: options.form, gamma: options.gamma, alpha: options.alpha };
  return pointwiseLoss(name, common, own, {
    kind: "focal",
    rows: "samples",
    factor: factorOf(common.reduction),
    scale: alpha === null ? 2 : 1, // of equal halves, which are then 1
    parameter: gamma,
    pattern: [alpha ?? 0.5],
  });
}
