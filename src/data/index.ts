/** Data sets, and readers of their formats: `fovea/data`. */

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
export { type NpyArray, type NpyOptions, npy } from "./numpy/npy.ts";
export { type NpzOptions, npz } from "./numpy/npz.ts";
export { type NpyData, toNpy } from "./numpy/toNpy.ts";
export type { Box, Picture, Sample, Samples, Values } from "./samples.ts";
export type { ByteSource, ReadOptions, ReadProgress } from "./source.ts";
export type { BoxColumns } from "./table/boxes.ts";
export { type CsvOptions, type CsvRow, csv, csvRows } from "./table/csv.ts";
export { type JsonLinesOptions, type JsonRow, jsonLines, jsonRows } from "./table/jsonLines.ts";
export { type ManifestOptions, manifest } from "./table/manifest.ts";
export type { Decode, OpenPath, SampleColumns, SampleOptions } from "./table/samples.ts";
export type { ShardDecoder } from "./tar/decoders.ts";
export { type NamedShard, type ShardOptions, type ShardSample, type ShardSource, tarShards } from "./tar/shards.ts";
export type { TextOptions } from "./text/decode.ts";
export { textLines } from "./text/lines.ts";
export type { Tokenize, TokenizerName } from "./text/tokens.ts";
export {
  type EncodeOptions,
  loadVocabulary,
  Vocabulary,
  type VocabularyOptions,
  vocabulary,
} from "./text/vocabulary.ts";
export { type VocAnnotation, type VocBox, type VocOptions, vocBoxes } from "./voc/voc.ts";
