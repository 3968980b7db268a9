/** Files, for Node, Deno and Bun: `fovea/node`. */

export {
  type CheckpointOptions,
  Checkpoints,
  checkpoints,
  type LatestCheckpoint,
  latestCheckpoint,
} from "./checkpoints.ts";
export { type Cifar100FolderOptions, type CifarFolderOptions, cifar10Folder, cifar100Folder } from "./cifar.ts";
export type { DownloadOptions } from "./download/options.ts";
export { download } from "./download.ts";
export { writeFileAtomic } from "./files.ts";
export type { CorruptFile, CorruptOptions, PictureFolderOptions } from "./folder/pictures.ts";
export { type ImageFolderOptions, type ImageFolders, imageFolder, imageFolders } from "./imageFolder.ts";
export { type ManifestFileOptions, manifestFile } from "./manifest.ts";
export { fashionMnistFolder, mnistFolder } from "./mnist.ts";
export { loadModel, saveModel } from "./models.ts";
export { type PairedFolderOptions, pairedFolder } from "./pairedFolder.ts";
export type { RunEvent } from "./report/events.ts";
export type { ReportData } from "./report/examine.ts";
export { type ReportOptions, reportPage, writeReport } from "./report/index.ts";
export { tarShardFiles } from "./shards.ts";
export { type TensorBoardFile, tensorBoard } from "./tensorboard/file.ts";
export { type VocFolderOptions, vocFolder } from "./voc.ts";
export { type WavFolderOptions, wavFolder } from "./wavFolder.ts";
