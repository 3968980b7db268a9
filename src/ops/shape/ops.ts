import type { Op } from "../op.ts";
import { argmaxOp, argminOp } from "./argmax.ts";
import { channelShuffleOp } from "./channelShuffle.ts";
import { concatOp } from "./concat.ts";
import { cropOp } from "./crop.ts";
import { flattenOp } from "./flatten.ts";
import { flipOp, rollOp } from "./flip.ts";
import { gatherOp } from "./gather.ts";
import { oneHotOp } from "./oneHot.ts";
import { padOp } from "./pad.ts";
import { pixelShuffleOp, pixelUnshuffleOp } from "./pixelShuffle.ts";
import { expandDimsOp, reshapeOp, squeezeOp } from "./reshape.ts";
import { resize1dOp, resize2dOp, resize3dOp } from "./resize.ts";
import { sliceOp } from "./slice.ts";
import { repeatOp, tileOp } from "./tile.ts";
import { transposeOp } from "./transpose.ts";

export const ops: readonly Op<never>[] = [
  ...[argmaxOp, argminOp, channelShuffleOp, concatOp, cropOp, expandDimsOp, flattenOp, flipOp, gatherOp, oneHotOp],
  ...[padOp, pixelShuffleOp, pixelUnshuffleOp, repeatOp, reshapeOp, resize1dOp, resize2dOp, resize3dOp, rollOp],
  ...[sliceOp, squeezeOp, tileOp, transposeOp],
];
