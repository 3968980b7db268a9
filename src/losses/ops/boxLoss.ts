import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { format, sameShape } from "../../graph/shape.ts";
import type { Op } from "../../ops/op.ts";
import { work } from "../../plan/program.ts";
import { rowsShape } from "../labels.ts";
import { rowLoss, rowsOf } from "./rowLoss.ts";

export interface BoxLossAttributes {
  generalized: boolean;
}

/** 1 - IoU, or 1 - GIoU, of boxes [..., 4] of corners: two inputs of one shape. */
export const boxLossOp: Op<BoxLossAttributes, Slot | null> = /* @__PURE__ */ rowLoss<BoxLossAttributes>({
  name: "boxLoss",

  infer(_, [boxes, targets], problem) {
    if (boxes[boxes.length - 1] !== 4)
      problem({ got: format(boxes), expected: "[..., 4], the corners x1, y1, x2, y2 of boxes" });
    if (!sameShape(boxes, targets))
      problem({ got: `targets ${format(targets)}`, expected: `${format(boxes)}, as the output` });
    return { shape: rowsShape(boxes) };
  },

  emit({ program, attributes, inputs: [boxes, targets], output }, gradient) {
    const { rows } = rowsOf(boxes);
    const slots = { loss: output.slot, gradient, boxes: boxes.slot, targets: targets.slot };
    program.emit(kernels.boxLoss, { ...slots, generalized: attributes.generalized ? 1 : 0 }, work(rows, 60));
  },
});
