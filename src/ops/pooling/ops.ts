import type { Op } from "../op.ts";
import { averagePool2dOp } from "./averagePool2d.ts";
import { globalAveragePool2dOp, globalMaxPool2dOp } from "./globalPool.ts";
import { maxPool2dOp } from "./maxPool2d.ts";

export const ops: readonly Op<never>[] = [averagePool2dOp, globalAveragePool2dOp, globalMaxPool2dOp, maxPool2dOp];
