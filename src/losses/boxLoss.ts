import { combine } from "../graph/layer.ts";
import type { Node } from "../graph/node.ts";
import { checkLossOptions, type Loss, type LossOptions } from "./loss.ts";
import { boxLossOp } from "./ops/boxLoss.ts";

/**
 * 1 - I / (U + 1e-7) for each box and its target, I the area that both cover, U the area that either does; the weighted mean over
 * boxes. Where they do not meet there is no gradient: see {@link giouLoss}.
 * Shapes: boxes [..., 4] of corners x1 < x2, y1 < y2 in the order x1, y1, x2, y2, targets alike -> [...], [1] for one box.
 * Gradient: of the boxes; where two corners' coordinates are equal, that of the target's. There is none of the targets.
 * Source: Yu et al. 2016, "UnitBox".
 *
 * @throws FoveaError for an unknown option and a weight that is negative or not finite; for outputs that are no boxes.
 * @example
 * net.fit(train, { loss: { classes: softmaxCrossEntropy(), boxes: iouLoss() }, optimizer: sgd() })
 */
export function iouLoss(options: LossOptions = {}): Loss {
  return boxLoss("iouLoss", options, false);
}

/**
 * 1 - I / U + (C - U) / C for each box and its target, as {@link iouLoss}, with C the area of the smallest box around both, so that
 * boxes that do not meet are drawn together; from 0 to 2. U and C have 1e-7 added where they divide.
 * Shapes: boxes [..., 4] of corners x1 < x2, y1 < y2 in the order x1, y1, x2, y2, targets alike -> [...], [1] for one box.
 * Gradient: of the boxes; where two corners' coordinates are equal, that of the target's. There is none of the targets.
 * Source: Rezatofighi et al. 2019, "Generalized intersection over union"; as torchvision's generalized_box_iou_loss.
 *
 * @throws FoveaError for an unknown option and a weight that is negative or not finite; for outputs that are no boxes.
 * @example
 * net.fit(train, { loss: { classes: softmaxCrossEntropy(), boxes: giouLoss() }, optimizer: sgd() })
 */
export function giouLoss(options: LossOptions = {}): Loss {
  return boxLoss("giouLoss", options, true);
}

function boxLoss(name: string, options: LossOptions, generalized: boolean): Loss {
  const common = checkLossOptions(name, options);
  return {
    name,
    ...common,
    options: common,
    targets: (shape) => ({ shape }),
    of: (output, targets) => combine(boxLossOp, { generalized }, name)(output, targets as Node),
  };
}
