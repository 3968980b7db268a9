import { fail } from "../error.ts";
import { boolean } from "../ops/options.ts";
import { labelledLoss } from "./labelled.ts";
import { checkLabelOptions, type LabelOptions } from "./labels.ts";
import { checkLossOptions, type Loss, type LossOptions, numberIn, oneOf } from "./loss.ts";
import { marginForms, marginLossOp } from "./ops/labelled.ts";
import { factorOf, pointwiseLoss } from "./pointwise.ts";

/** Options of {@link perceptronLoss}. */
export interface PerceptronLossOptions extends LossOptions, LabelOptions {
  /** `"labels"`: one class index for each row of classes; `"signs"`: -1 or 1, one for each output. Default `"labels"`. */
  targets?: "labels" | "signs";
  /** What a label's output y[t] is held against, see {@link hingeLoss}. Only with labels. Default `"crammerSinger"`. */
  form?: "oneVsAll" | "crammerSinger" | "westonWatkins";
}

/** Options of {@link hingeLoss}. */
export interface HingeLossOptions extends PerceptronLossOptions {
  /** How far the right side must be ahead, in units of the output, not negative. Default 1. */
  margin?: number;
  /** Whether each term is squared. Default false. */
  squared?: boolean;
}

const known = ["targets", "form", "classWeights", "ignoreIndex"];

/**
 * With h(v) = max(0, margin + v), or its square, for each row y of classes and its label t: `"crammerSinger"` h(max over c != t of y[c] -
 * y[t]); `"oneVsAll"` h(-y[t]) + sum over c != t of h(y[c]), a support vector machine for each class; `"westonWatkins"` sum over c != t
 * of h(y[c] - y[t]) / classes, as PyTorch's MultiMarginLoss. The weighted mean over rows. With targets of signs s, -1 or 1,
 * (1/n) sum over i of h(-s[i] y[i]) for a sample of n numbers, without 1/n where the reduction is "sum".
 * Shapes: y [..., classes], labels [...] -> [...], [1] where the output is [classes]; with signs of any one shape -> [1].
 * Gradient: that of h, 0 where margin + v is 0, but that of a mistake with signs, and with `"crammerSinger"` where the margin is 0; of
 * equal greatest outputs the first has it.
 * Source: Crammer and Singer 2001; Weston and Watkins 1999; Cortes and Vapnik 1995, "Support-vector networks".
 *
 * @throws FoveaError for unknown options, a negative margin, a form or weights of classes where targets are signs.
 * @example
 * net.fit(train, { loss: hingeLoss({ squared: true }), optimizer: sgd() })
 */
export function hingeLoss(options: HingeLossOptions = {}): Loss {
  checkLossOptions("hingeLoss", options, [...known, "margin", "squared"]);
  return marginLoss("hingeLoss", options);
}

/**
 * The hinge loss without a margin: max over c of y[c] - y[label] for each row of classes, or max(0, -s y) where targets are signs s;
 * its gradient steps are the perceptron's. The weighted mean over rows. See {@link hingeLoss}, also for the other forms.
 * Shapes: y [..., classes], labels [...] -> [...], [1] where the output is [classes]; with signs of any one shape -> [1].
 * Gradient: onehot(greatest of the others) - onehot(label) where that is not below the label's, or -s where s y <= 0, else 0: a tie is a
 * mistake, so that weights of zeros learn.
 * Source: Rosenblatt 1958; Duda and Hart 1973 for several classes.
 *
 * @throws FoveaError for unknown options, a form or weights of classes where targets are signs.
 * @example
 * net.fit(train, { loss: perceptronLoss(), optimizer: sgd() })
 */
export function perceptronLoss(options: PerceptronLossOptions = {}): Loss {
  checkLossOptions("perceptronLoss", options, known);
  return marginLoss("perceptronLoss", options, 0);
}

function marginLoss(name: string, options: HingeLossOptions, fixedMargin?: number): Loss {
  const common = checkLossOptions(name, options, [...known, "margin", "squared"]);
  const targets = oneOf(`${name}.targets`, options.targets ?? "labels", ["labels", "signs"]);
  const margin = numberIn(`${name}.margin`, fixedMargin ?? options.margin ?? 1, 0, Number.POSITIVE_INFINITY);
  const squared = boolean(`${name}.squared`, options.squared ?? false);
  const { targets: _, form, ...own } = options;
  if (targets === "labels") {
    const labels = checkLabelOptions(name, options);
    const attributes = {
      form: oneOf(`${name}.form`, form ?? "crammerSinger", marginForms),
      margin,
      squared,
      ...labels,
    };
    return labelledLoss(name, common, labels, { ...own, targets: options.targets, form }, marginLossOp, attributes);
  }
  for (const key of ["form", "classWeights", "ignoreIndex"] as const)
    if (options[key] !== undefined)
      fail("option", { where: `${name}.${key}`, got: "it with targets of signs", expected: "it with labels only" });
  return pointwiseLoss(
    name,
    common,
    { ...own, targets },
    {
      kind: squared ? "squaredHinge" : "hinge",
      rows: "samples",
      factor: factorOf(common.reduction),
      parameter: margin,
    },
  );
}
