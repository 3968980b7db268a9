import type { Op } from "../op.ts";
import { batchNormOp } from "./batchNorm.ts";

export const ops: readonly Op<never>[] = [batchNormOp];
