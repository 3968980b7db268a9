import type { Op } from "../op.ts";
import { addOp } from "./add.ts";
import { clipOp } from "./clip.ts";
import { divideOp } from "./divide.ts";
import { gradientReversalOp, stopGradientOp } from "./gradient.ts";
import { maximumOp, minimumOp } from "./maximum.ts";
import { multiplyOp } from "./multiply.ts";
import { powerOp } from "./power.ts";
import { scaleOp } from "./scale.ts";
import { subtractOp } from "./subtract.ts";
import { absOp, expOp, logOp, reciprocalOp, signOp, sqrtOp, squareOp } from "./unary.ts";

export const ops: readonly Op<never>[] = [
  absOp,
  addOp,
  clipOp,
  divideOp,
  expOp,
  gradientReversalOp,
  logOp,
  maximumOp,
  minimumOp,
  multiplyOp,
  powerOp,
  reciprocalOp,
  scaleOp,
  signOp,
  sqrtOp,
  squareOp,
  stopGradientOp,
  subtractOp,
];
