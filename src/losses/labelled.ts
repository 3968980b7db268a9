import { combine } from "../graph/layer.ts";
import type { Node } from "../graph/node.ts";
import type { Op } from "../ops/op.ts";
import { classesOf, type LabelOptions, labelTargets } from "./labels.ts";
import { given, type Loss, type LossOptions } from "./loss.ts";

/** A loss of rows of classes and their labels; `own`: the options besides those of labels and of every loss. */
export function labelledLoss<Attributes extends LabelOptions>(
  name: string,
  common: Required<LossOptions>,
  labels: LabelOptions,
  own: Readonly<Record<string, unknown>>,
  op: Op<Attributes>,
  attributes: Attributes,
): Loss {
  return {
    name,
    ...common,
    ...labels,
    options: given({ ...common, ...own, ...labels }),
    targets(shape) {
      classesOf(name, shape, labels.classWeights);
      return labelTargets(shape);
    },
    of(output, targets) {
      classesOf(name, output.shape, labels.classWeights);
      return combine(op, attributes, name)(output, targets as Node);
    },
  };
}
