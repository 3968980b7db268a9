import type { Op } from "../op.ts";
import { batchNormOp } from "./batchNorm.ts";
import { groupNormOp, instanceNormOp } from "./groupNorm.ts";
import { l2NormalizeOp } from "./l2Normalize.ts";
import { layerNormOp } from "./layerNorm.ts";
import { localResponseNormOp } from "./localResponseNorm.ts";
import { rmsNormOp } from "./rmsNorm.ts";

export const ops: readonly Op<never>[] = [
  batchNormOp,
  groupNormOp,
  instanceNormOp,
  l2NormalizeOp,
  layerNormOp,
  localResponseNormOp,
  rmsNormOp,
];
