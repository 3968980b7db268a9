/** Reading the files of folders, damaged ones too. */
import type { Dataset, Picture, Sample } from "../../data/index.ts";
import { FoveaError, fail, show } from "../../error.ts";
import { type Channels, decodePicture, type PictureSize, resizePicture } from "../../images/index.ts";
import { checkChannels } from "../../images/options.ts";
import { checkSize } from "../../images/resize.ts";
import { readBytes } from "../files.ts";

/** A file that could not be read, and why. */
export interface CorruptFile {
  /** Its path. */
  name: string;
  error: Error;
}

/** What happens with files that are damaged. */
export interface CorruptOptions {
  /** An error, or the sample is left out, and the batch that it would be in is smaller. Default "error". */
  corrupt?: "error" | "skip";
  /** Hears of each that is left out, once; needed with `corrupt: "skip"`. */
  onCorrupt?: (file: CorruptFile) => void;
}

/** How pictures in folders are read. */
export interface PictureFolderOptions extends CorruptOptions {
  /** Channels of every picture, or `"as stored"`, where all files have the same. Default 3. */
  channels?: Channels;
  /** The size that every picture is brought to. Default: each as it is. */
  size?: PictureSize;
}

/** The options of pictures in folders. */
export const PICTURE_OPTIONS = ["channels", "size", "corrupt", "onCorrupt"] as const;

/** Reads and decodes the file at a path, in the channels and size that are asked for. */
export function pictureReader({ channels = 3, size }: PictureFolderOptions): (path: string) => Promise<Picture> {
  return async (path) => {
    const picture = decodePicture(await readBytes(path), { channels, name: path });
    return size ? resizePicture(picture, size) : picture;
  };
}

/**
 * The samples that `read` makes of paths, or of what has a name. With `corrupt: "skip"` those that are damaged are left out, each named
 * once; what the system does not let be read is no damage.
 */
export function readSamples<T extends string | { readonly name: string }, S extends Sample>(
  items: Dataset<T>,
  { corrupt = "error", onCorrupt }: CorruptOptions,
  read: (item: T, index: number) => S | Promise<S>,
): Dataset<S> {
  if (corrupt === "error") return items.map((item, { index }) => read(item, index));
  const names = new WeakMap<object, string>();
  const told = new Set<string>();
  const samples = items.map(async (item, { index }) => {
    try {
      return await read(item, index);
    } catch (error) {
      names.set(error as object, typeof item === "string" ? item : item.name);
      throw error;
    }
  });
  return samples.skipErrors((error) => {
    const name = names.get(error) ?? names.get(error.cause as object);
    if (name === undefined || (error instanceof FoveaError && error.code === "file")) throw error;
    if (told.has(name)) return;
    told.add(name);
    onCorrupt?.({ name, error });
  });
}

/** Checks what {@link PictureFolderOptions} say. */
export function checkPictureFolder(where: string, options: PictureFolderOptions): void {
  const { channels = 3, size } = options;
  checkChannels(`${where}.channels`, channels);
  if (size !== undefined) checkSize(`${where}.size`, size);
  checkCorrupt(where, options);
}

/** Checks what {@link CorruptOptions} say. */
export function checkCorrupt(where: string, { corrupt = "error", onCorrupt }: CorruptOptions): void {
  if (corrupt !== "error" && corrupt !== "skip")
    fail("option", { where: `${where}.corrupt`, got: show(corrupt), expected: '"error" or "skip"' });
  if ((corrupt === "skip") !== (typeof onCorrupt === "function"))
    fail("option", {
      where: `${where}.onCorrupt`,
      got: `${show(onCorrupt)} with corrupt: ${show(corrupt)}`,
      expected: 'a function with corrupt: "skip", and else none',
      hint: "what is left out is to be named",
    });
}

/** Throws unless `path` can be one. */
export function checkPath(where: string, path: unknown): asserts path is string {
  if (typeof path !== "string" || path === "")
    fail("option", { where: `${where} path`, got: show(path), expected: "the path of a folder" });
}
