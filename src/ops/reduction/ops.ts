import type { Op } from "../op.ts";
import { reduceMaxOp, reduceMinOp } from "./reduceMax.ts";
import { reduceMeanOp, reduceSumOp } from "./reduceSum.ts";
import { reduceVarianceOp } from "./reduceVariance.ts";

export const ops: readonly Op<never>[] = [reduceMaxOp, reduceMeanOp, reduceMinOp, reduceSumOp, reduceVarianceOp];
