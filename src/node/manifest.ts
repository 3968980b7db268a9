/** Samples listed in a table on disk. */
import { dirname, resolve } from "node:path";
import type { Dataset } from "../data/dataset.ts";
import type { Sample } from "../data/samples.ts";
import { type ManifestOptions, manifest, manifestOptions } from "../data/table/manifest.ts";
import { checkOptions } from "../error.ts";
import { readBytes } from "./files.ts";
import { checkPath } from "./folder.ts";

/** What {@link manifestFile} takes. */
export interface ManifestFileOptions extends Omit<ManifestOptions, "open" | "name"> {
  /** The folder that the table's paths begin in. Default: the table's own. */
  root?: string;
}

/**
 * The samples that a table on disk lists, in CSV or JSON lines: `manifest` of `fovea/data`, whose pictures are files. Each is read and
 * decoded when its sample is.
 *
 * @returns a data set of samples with `classes`; a sample's name is its path, as the table has it.
 * @throws FoveaError "file" when the table cannot be read, or, when a sample is read, its picture; else as `manifest`.
 * @example
 * const train = await manifestFile("data/train.csv", { path: "file", label: "class", decode: decodePicture });
 * const boxes = await manifestFile("data/boxes.csv", {
 *   path: "image", label: "class", boxes: { left: "xmin", top: "ymin", right: "xmax", bottom: "ymax" }, decode: decodePicture,
 * });
 */
export async function manifestFile(path: string, options: ManifestFileOptions): Promise<Dataset<Sample>> {
  checkPath("manifestFile path", path, "the path of a table");
  checkOptions("manifestFile", options, [
    ...manifestOptions.filter((name) => name !== "open" && name !== "name"),
    "root",
  ]);
  const { root = dirname(path), ...rest } = options;
  checkPath("manifestFile root", root);
  const open = (file: string): Promise<Uint8Array> => readBytes(resolve(root, file));
  return await manifest(await readBytes(path), { ...rest, name: path, open });
}
