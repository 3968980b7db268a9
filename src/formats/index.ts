/** Readers of files that hold samples: tables, arrays of NumPy, tar shards, texts, boxes of Pascal VOC: `fovea/formats`. */

export { type NpyArray, type NpyOptions, npy } from "./numpy/npy.ts";
export { type NpzOptions, npz } from "./numpy/npz.ts";
export { type NpyData, toNpy } from "./numpy/toNpy.ts";
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
