import { reluOp, sigmoidOp, tanhOp } from "./activation.ts";
import { averagePool2dOp } from "./averagePool2d.ts";
import { biasOp } from "./bias.ts";
import { conv2dOp } from "./conv2d.ts";
import { denseOp } from "./dense.ts";
import { flattenOp } from "./flatten.ts";
import { maxPool2dOp } from "./maxPool2d.ts";
import type { Op } from "./op.ts";
import { softmaxOp } from "./softmax.ts";

const all = [averagePool2dOp, biasOp, conv2dOp, denseOp, flattenOp, maxPool2dOp, reluOp, sigmoidOp, softmaxOp, tanhOp];

/** Every op by name, for graphs read from files; only `load` needs it, so a program that loads nothing carries only the ops it uses. */
export const ops: ReadonlyMap<string, Op<never>> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ all.map((op) => [op.name, op as Op<never>]),
);
