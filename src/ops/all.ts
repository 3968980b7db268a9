import { ops as losses } from "../losses/ops.ts";
import { ops as activation } from "./activation/ops.ts";
import { ops as arithmetic } from "./arithmetic/ops.ts";
import { ops as convolution } from "./convolution/ops.ts";
import { ops as linear } from "./linear/ops.ts";
import { ops as normalization } from "./normalization/ops.ts";
import type { Op } from "./op.ts";
import { ops as pooling } from "./pooling/ops.ts";
import { ops as reduction } from "./reduction/ops.ts";
import { ops as regularization } from "./regularization/ops.ts";
import { ops as shape } from "./shape/ops.ts";

const families = [
  activation,
  arithmetic,
  convolution,
  linear,
  losses,
  normalization,
  pooling,
  reduction,
  regularization,
  shape,
];

/** Every op by name, for graphs read from files; only `load` needs it, so a program that loads nothing carries only the ops it uses. */
export const ops: ReadonlyMap<string, Op<never>> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ families.flat().map((op) => [op.name, op]),
);
