import type { Op } from "../op.ts";
import {
  adaptiveAveragePool1dOp,
  adaptiveAveragePool2dOp,
  adaptiveAveragePool3dOp,
  adaptiveMaxPool1dOp,
  adaptiveMaxPool2dOp,
  adaptiveMaxPool3dOp,
} from "./adaptivePool.ts";
import { averagePool1dOp, averagePool2dOp, averagePool3dOp } from "./averagePool.ts";
import { fractionalMaxPool2dOp, fractionalMaxPool3dOp } from "./fractionalMaxPool.ts";
import { globalLpPool1dOp, globalLpPool2dOp, globalLpPool3dOp } from "./globalLpPool.ts";
import {
  globalAveragePool1dOp,
  globalAveragePool2dOp,
  globalAveragePool3dOp,
  globalMaxPool1dOp,
  globalMaxPool2dOp,
  globalMaxPool3dOp,
} from "./globalPool.ts";
import { lpPool1dOp, lpPool2dOp, lpPool3dOp } from "./lpPool.ts";
import { maxPool1dOp, maxPool2dOp, maxPool3dOp } from "./maxPool.ts";
import {
  maxPool1dWithIndicesOp,
  maxPool2dWithIndicesOp,
  maxPool3dWithIndicesOp,
  takeIndicesOp,
} from "./maxPoolWithIndices.ts";
import { maxUnpool1dOp, maxUnpool2dOp, maxUnpool3dOp } from "./maxUnpool.ts";
import { roiAlignOp } from "./roiAlign.ts";
import { roiPoolOp } from "./roiPool.ts";

export const ops: readonly Op<never>[] = [
  adaptiveAveragePool1dOp,
  adaptiveAveragePool2dOp,
  adaptiveAveragePool3dOp,
  adaptiveMaxPool1dOp,
  adaptiveMaxPool2dOp,
  adaptiveMaxPool3dOp,
  averagePool1dOp,
  averagePool2dOp,
  averagePool3dOp,
  fractionalMaxPool2dOp,
  fractionalMaxPool3dOp,
  globalAveragePool1dOp,
  globalAveragePool2dOp,
  globalAveragePool3dOp,
  globalLpPool1dOp,
  globalLpPool2dOp,
  globalLpPool3dOp,
  globalMaxPool1dOp,
  globalMaxPool2dOp,
  globalMaxPool3dOp,
  lpPool1dOp,
  lpPool2dOp,
  lpPool3dOp,
  maxPool1dOp,
  maxPool2dOp,
  maxPool3dOp,
  maxPool1dWithIndicesOp,
  maxPool2dWithIndicesOp,
  maxPool3dWithIndicesOp,
  maxUnpool1dOp,
  maxUnpool2dOp,
  maxUnpool3dOp,
  roiAlignOp,
  roiPoolOp,
  takeIndicesOp,
];
