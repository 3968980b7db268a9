import type { Op } from "../op.ts";
import { addOp } from "./add.ts";
import { multiplyOp } from "./multiply.ts";

export const ops: readonly Op<never>[] = [addOp, multiplyOp];
