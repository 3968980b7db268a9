import type { Op } from "../op.ts";
import { dropBlockOp } from "./dropBlock.ts";
import { channelDropoutOp, dropPathOp } from "./dropFactors.ts";
import { alphaDropoutOp, dropoutOp } from "./dropout.ts";
import { gaussianDropoutOp, gaussianNoiseOp } from "./gaussianNoise.ts";

export const ops: readonly Op<never>[] = [
  alphaDropoutOp,
  channelDropoutOp,
  dropBlockOp,
  dropoutOp,
  dropPathOp,
  gaussianDropoutOp,
  gaussianNoiseOp,
];
