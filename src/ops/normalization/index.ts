export { type BatchNormOptions, batchNorm } from "./batchNorm.ts";
export { type GroupNormOptions, groupNorm, type InstanceNormOptions, instanceNorm } from "./groupNorm.ts";
export { type L2NormalizeOptions, l2Normalize } from "./l2Normalize.ts";
export { type LayerNormOptions, layerNorm } from "./layerNorm.ts";
export { type LocalResponseNormOptions, localResponseNorm } from "./localResponseNorm.ts";
export { type RmsNormOptions, rmsNorm } from "./rmsNorm.ts";
