import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { Op } from "../../ops/op.ts";
import { work } from "../../plan/program.ts";
import { rowLoss } from "./rowLoss.ts";

export interface CtcLossAttributes {
  blank: number;
  /** Targets begin with the number of steps that count. */
  timed: boolean;
  zeroInfinity: boolean;
  perLabel: boolean;
}

/** Multiply-adds that a state costs at a step, forward and back. */
const COST = 150;

/** Connectionist temporal classification: logits [time, classes] and targets, labels that the first below 0 ends. */
export const ctcLossOp: Op<CtcLossAttributes, Slot | null> = /* @__PURE__ */ rowLoss<CtcLossAttributes>({
  name: "ctcLoss",
  labels: true,

  infer({ blank, timed }, [logits, targets], problem) {
    if (logits.length !== 2 || logits[1] < 2)
      problem({ got: format(logits), expected: "[time, classes] with at least two classes" });
    if (blank >= logits[1]) problem({ got: `blank ${blank}`, expected: `a class from 0 to ${logits[1] - 1}` });
    if (targets.length !== 1 || targets[0] < (timed ? 2 : 1))
      problem({ got: `targets ${format(targets)}`, expected: timed ? "[1 + labels]" : "[labels]" });
    return { shape: [1] };
  },

  emit({ program, attributes, inputs: [logits, targets], output, batch }, gradient) {
    const { time, classes, places } = sizesOf(logits.shape, targets.shape, attributes);
    const states = 2 * places + 1;
    const args = {
      ...{ loss: output.slot, gradient, logits: logits.slot, targets: targets.slot, time, classes, places },
      timed: attributes.timed ? 1 : 0,
      blank: attributes.blank,
      zeroInfinity: attributes.zeroInfinity ? 1 : 0,
      perLabel: attributes.perLabel ? 1 : 0,
    };
    const scratch = 8 * (time * (states + 1) + 2 * states);
    program.emit(kernels.ctcLoss, args, { ...work(batch, time * (COST * states + 24 * classes)), scratch });
  },
});

const sizesOf = (
  [, time, classes]: Shape,
  [, width]: Shape,
  { timed }: CtcLossAttributes,
): Record<"time" | "classes" | "places", number> => ({ time, classes, places: width - (timed ? 1 : 0) });
