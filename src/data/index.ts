/** Data sets, and readers of their formats: `fovea/data`. */

export { type Purpose, purpose, type RandomStream, randomStream, type StreamOptions } from "../random.ts";
export { type Cifar10Options, type Cifar100Options, cifar10, cifar100 } from "./cifar.ts";
export { cifar10Classes, cifar100Classes, cifar100Superclasses } from "./cifarClasses.ts";
export { collate } from "./dataset/collate.ts";
export { type FromSamplesOptions, fromSamples } from "./dataset/fromSamples.ts";
export { type Fold, type KFoldOptions, kFold } from "./dataset/kFold.ts";
export { type DatasetOptions, dataset, type Elements, type Opener } from "./dataset/make.ts";
export type { Context } from "./dataset/map.ts";
export { type InterleaveOptions, interleave } from "./dataset/mix.ts";
export type { ReadFrom } from "./dataset/read.ts";
export { serve } from "./dataset/serve.ts";
export type { SplitOptions, SplitParts, Stratify } from "./dataset/split.ts";
export { inWorkers, type WorkerDataset, type WorkerOptions } from "./dataset/workers.ts";
export {
  type BatchOptions,
  Dataset,
  type ShuffleOptions,
} from "./dataset.ts";
export { type DigitsOptions, digits } from "./digits.ts";
export { fashionClasses, fashionMnist } from "./fashion.ts";
export type { FileOptions } from "./file.ts";
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
export type {
  Box,
  BoxedPicture,
  LabelledPicture,
  LabelledSound,
  MaskedPicture,
  Picture,
  Sample,
  Samples,
  Values,
} from "./samples.ts";
export type { ByteSource, ReadOptions, ReadProgress } from "./source.ts";
