import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import type { Op } from "../../ops/op.ts";
import { work } from "../../plan/program.ts";
import { inferLabelled, rowLoss, rowsOf } from "./rowLoss.ts";
import { weightsOf } from "./weightedCrossEntropy.ts";

interface LabelAttributes {
  classWeights?: readonly number[];
  ignoreIndex?: number;
}

/** -weight[label] x[label], x logarithms of probabilities [..., classes]. */
export const negativeLogLikelihoodOp: Op<LabelAttributes, Slot | null> = /* @__PURE__ */ rowLoss<LabelAttributes>({
  name: "negativeLogLikelihood",
  labels: true,
  infer: inferLabelled,
  emit({ program, attributes, inputs: [x, labels], output }, gradient) {
    const { rows, classes } = rowsOf(x);
    const weights = weightsOf(program, classes, attributes.classWeights);
    const ignored = attributes.ignoreIndex ?? Number.NaN;
    const args = { loss: output.slot, gradient, x: x.slot, labels: labels.slot, weights, classes, ignored };
    program.emit(kernels.negativeLogLikelihood, args, work(rows, gradient ? classes : 4));
  },
});

export interface FocalLossAttributes extends LabelAttributes {
  gamma: number;
}

/** -weight[label] (1 - p)^gamma log p, p = softmax(logits)[label]. */
export const focalLossOp: Op<FocalLossAttributes, Slot | null> = /* @__PURE__ */ rowLoss<FocalLossAttributes>({
  name: "focalLoss",
  labels: true,
  infer: inferLabelled,
  emit({ program, attributes, inputs: [logits, labels], output }, gradient) {
    const { rows, classes } = rowsOf(logits);
    const weights = weightsOf(program, classes, attributes.classWeights);
    const { gamma, ignoreIndex = Number.NaN } = attributes;
    const common = { loss: output.slot, gradient, labels: labels.slot, weights, classes, ignored: ignoreIndex };
    program.emit(kernels.focalLoss, { ...common, logits: logits.slot, gamma }, work(rows, 24 * classes));
  },
});

/** How a row of outputs is held against its label; the places are what the kernel calls them by. */
export const marginForms = ["oneVsAll", "crammerSinger", "westonWatkins"] as const;

export interface MarginLossAttributes extends LabelAttributes {
  form: (typeof marginForms)[number];
  margin: number;
  squared: boolean;
}

/** Hinge losses of rows of classes. */
export const marginLossOp: Op<MarginLossAttributes, Slot | null> = /* @__PURE__ */ rowLoss<MarginLossAttributes>({
  name: "marginLoss",
  labels: true,
  infer: inferLabelled,
  emit({ program, attributes, inputs: [y, labels], output }, gradient) {
    const { rows, classes } = rowsOf(y);
    const { form, margin, squared, classWeights, ignoreIndex = Number.NaN } = attributes;
    const args = {
      loss: output.slot,
      gradient,
      y: y.slot,
      labels: labels.slot,
      weights: weightsOf(program, classes, classWeights),
      classes,
      form: marginForms.indexOf(form),
      squared: squared ? 1 : 0,
      margin,
      ignored: ignoreIndex,
    };
    program.emit(kernels.marginLoss, args, work(rows, 6 * classes));
  },
});
