import type { Op } from "../ops/op.ts";
import { boxLossOp } from "./ops/boxLoss.ts";
import { ctcLossOp } from "./ops/ctcLoss.ts";
import { cosineSimilarityOp, distanceOp } from "./ops/distance.ts";
import { focalLossOp, marginLossOp, negativeLogLikelihoodOp } from "./ops/labelled.ts";
import { pointwiseLossOp } from "./ops/pointwiseLoss.ts";
import { softmaxCrossEntropyOp } from "./ops/softmaxCrossEntropy.ts";
import { totalVariationOp } from "./ops/totalVariation.ts";
import { weightedCrossEntropyOp } from "./ops/weightedCrossEntropy.ts";

export const ops: readonly Op<never>[] = [
  boxLossOp,
  cosineSimilarityOp,
  ctcLossOp,
  distanceOp,
  focalLossOp,
  marginLossOp,
  negativeLogLikelihoodOp,
  pointwiseLossOp,
  softmaxCrossEntropyOp,
  totalVariationOp,
  weightedCrossEntropyOp,
];
