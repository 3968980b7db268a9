import { relu6Op, reluOp, sigmoidOp, siluOp, tanhOp } from "./activation.ts";
import { addOp } from "./add.ts";
import { averagePool2dOp } from "./averagePool2d.ts";
import { batchNormOp } from "./batchNorm.ts";
import { biasOp } from "./bias.ts";
import { concatOp } from "./concat.ts";
import { conv2dOp } from "./conv2d.ts";
import { denseOp } from "./dense.ts";
import { flattenOp } from "./flatten.ts";
import { globalAveragePool2dOp, globalMaxPool2dOp } from "./globalPool.ts";
import { maxPool2dOp } from "./maxPool2d.ts";
import { multiplyOp } from "./multiply.ts";
import type { Op } from "./op.ts";
import { softmaxOp } from "./softmax.ts";

const all = [
  addOp,
  averagePool2dOp,
  batchNormOp,
  biasOp,
  concatOp,
  conv2dOp,
  denseOp,
  flattenOp,
  globalAveragePool2dOp,
  globalMaxPool2dOp,
  maxPool2dOp,
  multiplyOp,
  reluOp,
  relu6Op,
  sigmoidOp,
  siluOp,
  softmaxOp,
  tanhOp,
];

/** Every op by name, for graphs read from files; only `load` needs it, so a program that loads nothing carries only the ops it uses. */
export const ops: ReadonlyMap<string, Op<never>> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ all.map((op) => [op.name, op as Op<never>]),
);
