/** Files, for Node, Deno and Bun: `fovea/node`. */
export { type Cifar100FolderOptions, type CifarFolderOptions, cifar10Folder, cifar100Folder } from "./cifar.ts";
export { writeFileAtomic } from "./files.ts";
export type { CorruptPicture, PictureFolderOptions } from "./folder/pictures.ts";
export { type ImageFolderOptions, type ImageFolders, imageFolder, imageFolders } from "./imageFolder.ts";
export { mnistFolder } from "./mnist.ts";
export { fashionMnistFolder, mnistFolder } from "./mnist.ts";
export { loadModel, saveModel } from "./models.ts";
