/** MNIST from a folder of files. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type MnistOptions,
  type MnistPart,
  mnistNames,
  mnistVariants,
  readMnist,
  type TrainAndTest,
} from "../data/mnist.ts";
import { checkOptions, FoveaError, fail, show } from "../error.ts";
import { failFile, readBytes } from "./files.ts";

const LISTED = 12; // names in an error message

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
  if (typeof path !== "string" || path === "")
    fail("option", { where: "mnistFolder path", got: show(path), expected: "the path of a folder" });
  checkOptions("mnistFolder", options, ["classes", "onProgress", "signal"]);
  const present = await listFolder(path);
  const names = mnistVariants.map((variant) => mnistNames(variant));
  const locate = (part: MnistPart): string => {
    const name = names.map((variant) => variant[part]).find((name) => present.includes(name));
    return name ? join(path, name) : failMissing(path, names[0][part], present);
  };
  return await readMnist(async (part) => [await readBytes(locate(part)), locate(part)], options);
}

async function listFolder(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    return failFile("read", path, error);
  }
}

function failMissing(path: string, wanted: string, present: string[]): never {
  const listed = present.slice(0, LISTED).join(", ") + (present.length > LISTED ? `, ... (${present.length})` : "");
  throw new FoveaError(
    "file",
    `cannot find ${wanted} in ${path}: the folder holds ${listed || "nothing"}. ` +
      `Hint: the name may also go on as ${mnistVariants.slice(1).join(", ")}; MNIST is four files, labels with "idx1".`,
  );
}
