import type { Op } from "../op.ts";
import { biasOp } from "./bias.ts";
import { denseOp } from "./dense.ts";
import { embeddingOp } from "./embedding.ts";
import { gramOp } from "./gram.ts";
import { matmulOp } from "./matmul.ts";

export const ops: readonly Op<never>[] = [biasOp, denseOp, embeddingOp, gramOp, matmulOp];
