/** Data sets, and readers of their formats: `fovea/data`. */
export { type DigitsOptions, digits } from "./digits.ts";
export { type IdxArray, type IdxData, type IdxOptions, idx } from "./idx.ts";
export type { LabelledImages } from "./labelled.ts";
export {
  type MnistFiles,
  type MnistFolderUrl,
  type MnistOptions,
  type MnistPart,
  type MnistVariant,
  mnist,
  type TrainAndTest,
} from "./mnist.ts";
export type { Box, Picture, Sample, Samples, Values } from "./samples.ts";
export type { ByteSource, ReadOptions, ReadProgress } from "./source.ts";
