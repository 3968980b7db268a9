import type { Op } from "../op.ts";
import { concatOp } from "./concat.ts";
import { flattenOp } from "./flatten.ts";

export const ops: readonly Op<never>[] = [concatOp, flattenOp];
