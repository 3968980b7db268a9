import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { format, sameShape } from "../../graph/shape.ts";
import type { Op, Tensor } from "../../ops/op.ts";
import { constants } from "../../plan/constants.ts";
import { type Program, work } from "../../plan/program.ts";
import { rowsShape } from "../labels.ts";
import { inferLabelled, noGradient, rowsOf } from "./rowLoss.ts";

export interface WeightedCrossEntropyAttributes {
  targets: "labels" | "probabilities";
  labelSmoothing: number;
  classWeights?: readonly number[];
  ignoreIndex?: number;
}

interface Saved {
  gradient: Slot;
  normalizer: Slot;
}

/** Multiply-adds that the exponential and the passes over a row cost for each logit. */
const COST = 30;

/** The slot of a weight for each class; 1 where none are given. */
export const weightsOf = (program: Program, classes: number, weights?: readonly number[]): Slot =>
  constants(program, weights ?? new Array(classes).fill(1));

/** Softmax cross-entropy with soft targets, smoothed labels or class weights: two inputs, logits and targets. */
export const weightedCrossEntropyOp: Op<WeightedCrossEntropyAttributes, Saved | null> = {
  name: "weightedCrossEntropy",

  infer(attributes, [x, targets], problem) {
    if (attributes.targets === "labels") return inferLabelled(attributes, [x, targets], problem);
    if (!sameShape(x, targets)) problem({ got: `targets ${format(targets)}`, expected: `${format(x)}, as the output` });
    return { shape: rowsShape(x) };
  },

  forward({ program, attributes, inputs: [logits, targets], output, training }) {
    const { rows, classes } = rowsOf(logits);
    const saved = training && {
      gradient: program.slot("gradient", logits.slot.bytes),
      normalizer: program.slot("normalizer", rows * 4),
    };
    const args = {
      loss: output.slot,
      gradient: saved ? saved.gradient : null,
      normalizer: saved ? saved.normalizer : null,
      logits: logits.slot,
      targets: targets.slot,
      weights: weightsOf(program, classes, attributes.classWeights),
      classes,
      labels: attributes.targets === "labels" ? 1 : 0,
      smoothing: attributes.labelSmoothing,
      ignored: attributes.ignoreIndex ?? Number.NaN,
    };
    program.emit(kernels.weightedCrossEntropy, args, work(rows, COST * classes));
    return saved || null;
  },

  backward(site, saved) {
    const { program, attributes, inputs, inputGradients, outputGradient } = site;
    const [dlogits, dtargets] = inputGradients;
    if (!saved) return;
    if (attributes.targets === "labels") noGradient(site, 1);
    else if (dtargets) targetGradient(program, attributes, inputs[0], outputGradient, dtargets, saved.normalizer);
    if (!dlogits) return;
    const { rows, classes } = rowsOf(inputs[0]);
    const args = {
      dx: dlogits.slot,
      gradient: saved.gradient,
      dloss: outputGradient.slot,
      size: classes,
      chunk: classes,
    };
    program.emit(kernels.scaleRows, args, work(rows, classes), { inPlace: [dlogits.slot, saved.gradient] });
  },
};

function targetGradient(
  program: Program,
  { classWeights, labelSmoothing }: WeightedCrossEntropyAttributes,
  logits: Tensor,
  dloss: Tensor,
  dtargets: Tensor,
  normalizer: Slot,
): void {
  const { rows, classes } = rowsOf(logits);
  const args = {
    dtargets: dtargets.slot,
    dloss: dloss.slot,
    logits: logits.slot,
    normalizer,
    weights: weightsOf(program, classes, classWeights),
    classes,
    smoothing: labelSmoothing,
  };
  program.emit(kernels.weightedCrossEntropyTargets, args, work(rows, 3 * classes));
}
