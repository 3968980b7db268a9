export {
  type AdaptivePoolOptions,
  adaptiveAveragePool1d,
  adaptiveAveragePool2d,
  adaptiveAveragePool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from "./adaptivePool.ts";
export {
  type AveragePool1dOptions,
  type AveragePool3dOptions,
  type AveragePoolOptions,
  averagePool1d,
  averagePool2d,
  averagePool3d,
} from "./averagePool.ts";
export { type FractionalMaxPoolOptions, fractionalMaxPool2d, fractionalMaxPool3d } from "./fractionalMaxPool.ts";
export { type GlobalLpPoolOptions, globalLpPool1d, globalLpPool2d, globalLpPool3d } from "./globalLpPool.ts";
export {
  type GlobalPoolOptions,
  globalAveragePool1d,
  globalAveragePool2d,
  globalAveragePool3d,
  globalMaxPool1d,
  globalMaxPool2d,
  globalMaxPool3d,
} from "./globalPool.ts";
export {
  type LpPool1dOptions,
  type LpPool3dOptions,
  type LpPoolOptions,
  lpPool1d,
  lpPool2d,
  lpPool3d,
} from "./lpPool.ts";
export { maxPool1d, maxPool2d, maxPool3d } from "./maxPool.ts";
export {
  type LayerWithIndices,
  maxPool1dWithIndices,
  maxPool2dWithIndices,
  maxPool3dWithIndices,
  takeIndices,
} from "./maxPoolWithIndices.ts";
export { type MaxUnpoolOptions, maxUnpool1d, maxUnpool2d, maxUnpool3d, type Unpool } from "./maxUnpool.ts";
export type { Pool1dOptions, Pool3dOptions, PoolOptions, Triple } from "./pool.ts";
export type { RoiLayer, RoiOptions } from "./roi.ts";
export { type RoiAlignOptions, roiAlign } from "./roiAlign.ts";
export { roiPool } from "./roiPool.ts";
export { type SpatialPyramidPoolOptions, spatialPyramidPool } from "./spatialPyramidPool.ts";
