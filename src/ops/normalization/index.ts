export { type BatchNormOptions, batchNorm } from "./batchNorm.ts";
