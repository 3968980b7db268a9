import type { Op } from "../op.ts";
import { biasOp } from "./bias.ts";
import { denseOp } from "./dense.ts";

export const ops: readonly Op<never>[] = [biasOp, denseOp];
