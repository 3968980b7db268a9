import type { Op } from "../op.ts";
import { relu6Op, reluOp, sigmoidOp, siluOp, tanhOp } from "./activation.ts";
import { softmaxOp } from "./softmax.ts";

export const ops: readonly Op<never>[] = [reluOp, relu6Op, sigmoidOp, siluOp, softmaxOp, tanhOp];
