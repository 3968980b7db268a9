import type { Op } from "../op.ts";
import { conv1dOp } from "./conv1d.ts";
import { conv2dOp } from "./conv2d.ts";
import { conv3dOp } from "./conv3d.ts";
import { convTranspose1dOp } from "./convTranspose1d.ts";
import { convTranspose2dOp } from "./convTranspose2d.ts";
import { convTranspose3dOp } from "./convTranspose3d.ts";
import { deformConv2dOp } from "./deformConv2d.ts";
import { locallyConnected1dOp } from "./locallyConnected1d.ts";
import { locallyConnected2dOp } from "./locallyConnected2d.ts";

export const ops: readonly Op<never>[] = [
  conv1dOp,
  conv2dOp,
  conv3dOp,
  convTranspose1dOp,
  convTranspose2dOp,
  convTranspose3dOp,
  deformConv2dOp,
  locallyConnected1dOp,
  locallyConnected2dOp,
];
