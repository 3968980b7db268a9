import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import type { Op } from "../../ops/op.ts";
import { work } from "../../plan/program.ts";
import { inferLabelled, noGradient, rowsOf } from "./rowLoss.ts";

export interface SoftmaxCrossEntropyAttributes {
  ignoreIndex?: number;
}

interface Saved {
  exponentials: Slot;
  sums: Slot;
}

/** Multiply-adds that the exponential and the passes over a row cost for each logit. */
const COST = 24;

/** -log softmax(logits)[label]: two inputs, logits [..., classes] and labels [...]. */
export const softmaxCrossEntropyOp: Op<SoftmaxCrossEntropyAttributes, Saved | null> = {
  name: "softmaxCrossEntropy",
  infer: inferLabelled,

  forward({ program, attributes, inputs: [logits, labels], output, training }) {
    const { rows, classes } = rowsOf(logits);
    const saved = training && {
      exponentials: program.slot("exponentials", logits.slot.bytes),
      sums: program.slot("sums", rows * 4),
    };
    const args = {
      loss: output.slot,
      exponentials: saved ? saved.exponentials : null,
      sums: saved ? saved.sums : null,
      logits: logits.slot,
      labels: labels.slot,
      classes,
      ignored: attributes.ignoreIndex ?? Number.NaN,
    };
    program.emit(kernels.softmaxCrossEntropyForward, args, work(rows, COST * classes));
    return saved || null;
  },

  backward(site, saved) {
    const { program, attributes, inputs, inputGradients, outputGradient } = site;
    const [logits, labels] = inputs;
    const [dlogits] = inputGradients;
    noGradient(site, 1);
    if (!dlogits || !saved) return;
    const { rows, classes } = rowsOf(logits);
    const args = {
      dlogits: dlogits.slot,
      dloss: outputGradient.slot,
      ...saved,
      labels: labels.slot,
      classes,
      ignored: attributes.ignoreIndex ?? Number.NaN,
    };
    const inPlace = [dlogits.slot, saved.exponentials] as const;
    program.emit(kernels.softmaxCrossEntropyBackward, args, work(rows, 2 * classes), { inPlace });
  },
};
