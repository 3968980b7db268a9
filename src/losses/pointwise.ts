import { combine } from "../graph/layer.ts";
import type { Node } from "../graph/node.ts";
import { given, type Loss, type LossOptions, type Reduction } from "./loss.ts";
import { type PointwiseLossAttributes, pointwiseLossOp } from "./ops/pointwiseLoss.ts";

/** A loss that sums a function of the numbers of each row and their targets; `own`: the options besides those of every loss. */
export function pointwiseLoss(
  name: string,
  common: Required<LossOptions>,
  own: Readonly<Record<string, unknown>>,
  attributes: PointwiseLossAttributes,
): Loss {
  return {
    name,
    ...common,
    options: given({ ...common, ...own }),
    targets: (shape) => ({ shape }),
    of: (output, targets) => combine(pointwiseLossOp, attributes, name)(output, targets as Node),
  };
}

/** The factor of a sum over a row's numbers, where the mean is over all numbers and the sum is of all. */
export const factorOf = (reduction: Reduction): 1 | "mean" => (reduction === "sum" ? 1 : "mean");
