/** MNIST from a folder of files. */
import { join } from "node:path";
import { fashionClasses } from "../data/fashion.ts";
import {
  type MnistOptions,
  type MnistPart,
  mnistNames,
  mnistVariants,
  readMnist,
  type TrainAndTest,
} from "../data/mnist.ts";
import type { ReadOptions } from "../data/source.ts";
import { checkOptions } from "../error.ts";
import { readBytes } from "./files.ts";
import { checkPath, failMissing, listFolder } from "./folder.ts";

const HINT = `the name may also go on as ${mnistVariants.slice(1).join(", ")}; MNIST is four files, labels with "idx1"`;

/**
 * Loads MNIST, or a data set in its format, from the folder `path`: the four files under their well-known names
 * (`train-images-idx3-ubyte.gz` and so on), each gzip or not, with a dash or a dot before "idx".
 *
 * @returns what `mnist` of `fovea/data` returns.
 * @throws FoveaError "file" when the folder or a file in it is missing or cannot be read; "format" or "data" as `mnist` does.
 * @example
 * const { train, test } = await mnistFolder("data/mnist");
 */
export async function mnistFolder(path: string, options: MnistOptions = {}): Promise<TrainAndTest> {
  checkPath("mnistFolder path", path);
  checkOptions("mnistFolder", options, ["classes", "onProgress", "signal"]);
  const present = await listFolder(path);
  const names = mnistVariants.map((variant) => mnistNames(variant));
  const locate = (part: MnistPart): string => {
    const name = names.map((variant) => variant[part]).find((name) => present.includes(name));
    return name ? join(path, name) : failMissing(path, names[0][part], present, HINT);
  };
  return await readMnist(async (part) => [await readBytes(locate(part)), locate(part)], options);
}

/**
 * Loads Fashion-MNIST from the folder `path`: {@link mnistFolder} with the names of its classes.
 *
 * @returns what `fashionMnist` of `fovea/data` returns.
 * @throws FoveaError as {@link mnistFolder}.
 * @example
 * const { train, test } = await fashionMnistFolder("data/fashion-mnist");
 */
export async function fashionMnistFolder(path: string, options: ReadOptions = {}): Promise<TrainAndTest> {
  checkPath("fashionMnistFolder path", path);
  checkOptions("fashionMnistFolder", options, ["onProgress", "signal"]);
  return await mnistFolder(path, { ...options, classes: fashionClasses });
}
