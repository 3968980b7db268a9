import type { Op } from "../op.ts";
import { conv2dOp } from "./conv2d.ts";

export const ops: readonly Op<never>[] = [conv2dOp];
