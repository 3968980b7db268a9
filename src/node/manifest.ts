/** Samples listed in a table on disk. */
import { dirname, resolve } from "node:path";
import type { Dataset } from "../data/dataset.ts";
import type { Sample } from "../data/samples.ts";
import { type ManifestOptions, manifestOptions, openManifest } from "../formats/table/manifest.ts";
import { checkSampleOptions } from "../formats/table/samples.ts";
import { decodePicture } from "../images/index.ts";
import { readBytes } from "./files.ts";
import { type CorruptOptions, checkCorrupt, readSamples } from "./folder/pictures.ts";
import { checkPath } from "./folder.ts";

/** What {@link manifestFile} takes. */
export interface ManifestFileOptions extends Omit<ManifestOptions, "open" | "name">, CorruptOptions {
  /** The folder that the table's paths begin in. Default: the table's own. */
  root?: string;
}

const OPTIONS = [
  ...manifestOptions.filter((name) => name !== "open" && name !== "name"),
  "root",
  "corrupt",
  "onCorrupt",
];

/**
 * The samples that a table on disk lists, in CSV or JSON lines: `manifest` of `fovea/formats`, whose pictures are files, PNG or JPEG unless the
 * option `decode` reads others. Each is read and decoded when its sample is; with `corrupt: "skip"`, those that are damaged are left out.
 *
 * @returns a data set of samples with `classes`; a sample's name is its path, as the table has it.
 * @throws FoveaError "file" when the table cannot be read, or, when a sample is read, its picture; else as `manifest`.
 * @example
 * const train = await manifestFile("data/train.csv", { path: "file", label: "class" });
 * const boxes = await manifestFile("data/boxes.csv", {
 *   path: "image", label: "class", boxes: { left: "xmin", top: "ymin", right: "xmax", bottom: "ymax" },
 * });
 */
export async function manifestFile(path: string, options: ManifestFileOptions): Promise<Dataset<Sample>> {
  checkPath("manifestFile path", path, "the path of a table");
  checkSampleOptions("manifestFile", { decode: decodePicture, ...options }, OPTIONS);
  const { root = dirname(path), corrupt, onCorrupt, ...rest } = options;
  checkPath("manifestFile root", root);
  checkCorrupt("manifestFile", { corrupt, onCorrupt });
  const open = (file: string): Promise<Uint8Array> => readBytes(resolve(root, file));
  const table = await readBytes(path);
  const { entries, read } = await openManifest("manifestFile", table, {
    decode: decodePicture,
    ...rest,
    name: path,
    open,
  });
  return readSamples(entries, { corrupt, onCorrupt }, read);
}
