/** CIFAR-10 and CIFAR-100 from a folder of files. */
import { join } from "node:path";
import { type Cifar10Options, cifar10, cifar100 } from "../data/cifar.ts";
import { joinImages, type LabelledImages } from "../data/labelled.ts";
import type { TrainAndTest } from "../data/mnist.ts";
import type { ReadOptions } from "../data/source.ts";
import { checkOptions, fail, show } from "../error.ts";
import { readBytes } from "./files.ts";
import { checkPath, failMissing, listFolder } from "./folder.ts";

/** Which files of the folder are read. */
export interface CifarFolderOptions extends ReadOptions {
  /** Names of the files to train on. Default: the official ones that are there, each as it is or with ".gz". */
  train?: readonly string[];
  /** Names of the files to test on. Default: the official one. */
  test?: readonly string[];
  /** Names of the classes, by label. Default: the lines of the folder's official list of names, or else the data set's own. */
  classes?: readonly string[];
}

/** What {@link cifar100Folder} takes. */
export interface Cifar100FolderOptions extends CifarFolderOptions {
  /** Which labels are the targets: the 100 classes, or the 20 superclasses. Default "fine". */
  labels?: "fine" | "coarse";
}

/** How the files of a data set are called, and who reads them. */
interface Kind {
  where: string;
  train: readonly string[];
  test: string;
  classes: string;
  read: (source: Uint8Array, options: Cifar10Options) => Promise<LabelledImages>;
}

const HINT = "the options train and test name other files of the binary version";

/**
 * Loads CIFAR-10 from the folder `path`, binary version: `data_batch_1.bin` to `data_batch_5.bin`, or as many of them as are there,
 * and `test_batch.bin`, each gzip or not; or the files that `train` and `test` name.
 *
 * @returns `train` and `test`, as `cifar10` of `fovea/data` gives them: [32, 32, 3] bytes a picture.
 * @throws FoveaError "file" when the folder or a file in it is missing or cannot be read; "format" or "data" as `cifar10` does.
 * @example
 * const { train, test } = await cifar10Folder("data/cifar-10-batches-bin");
 * const small = await cifar10Folder("data/cifar10", { train: ["data_batch_1.bin.gz"], test: ["validation.bin.gz"] });
 */
export async function cifar10Folder(path: string, options: CifarFolderOptions = {}): Promise<TrainAndTest> {
  checkOptions("cifar10Folder", options, ["train", "test", "classes", "onProgress", "signal"]);
  return await readFolder(path, options, {
    where: "cifar10Folder",
    train: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`),
    test: "test_batch.bin",
    classes: "batches.meta.txt",
    read: cifar10,
  });
}

/**
 * Loads CIFAR-100 from the folder `path`, binary version: `train.bin` and `test.bin`, each gzip or not; or the files that `train` and
 * `test` name.
 *
 * @returns as {@link cifar10Folder}.
 * @throws FoveaError as {@link cifar10Folder}.
 * @example
 * const { train, test } = await cifar100Folder("data/cifar-100-binary", { labels: "coarse" });
 */
export async function cifar100Folder(path: string, options: Cifar100FolderOptions = {}): Promise<TrainAndTest> {
  checkOptions("cifar100Folder", options, ["train", "test", "classes", "labels", "onProgress", "signal"]);
  const { labels = "fine" } = options;
  return await readFolder(path, options, {
    where: "cifar100Folder",
    train: ["train.bin"],
    test: "test.bin",
    classes: `${labels}_label_names.txt`,
    read: (source, common) => cifar100(source, { ...common, labels }),
  });
}

async function readFolder(path: string, options: CifarFolderOptions, kind: Kind): Promise<TrainAndTest> {
  checkPath(`${kind.where} path`, path);
  checkNames(`${kind.where} train`, options.train);
  checkNames(`${kind.where} test`, options.test);
  const present = await listFolder(path);
  const { train = officialNames(path, kind.train, present), test = officialNames(path, [kind.test], present) } =
    options;
  const { classes = await readNames(path, kind.classes, present), onProgress, signal } = options;
  const read = async (names: readonly string[]): Promise<LabelledImages> => {
    const parts: LabelledImages[] = [];
    for (const name of names.map((name) => join(path, name)))
      parts.push(await kind.read(await readBytes(name), { name, classes, onProgress, signal }));
    return joinImages(parts);
  };
  return { train: await read(train), test: await read(test) };
}

function checkNames(where: string, names: readonly string[] | undefined): void {
  if (names === undefined || (Array.isArray(names) && names.length && names.every((name) => typeof name === "string")))
    return;
  fail("option", { where, got: show(names), expected: "an array of file names" });
}

/** Those of the official files that are there, as they are or in gzip; at least one. */
function officialNames(path: string, names: readonly string[], present: readonly string[]): string[] {
  const found = names
    .map((name) => [name, `${name}.gz`].find((name) => present.includes(name)))
    .filter((name) => name !== undefined);
  return found.length ? found : failMissing(path, `${names[0]} or ${names[0]}.gz`, present, HINT);
}

/** The lines of the list of names that comes with the data; undefined where there is none. */
async function readNames(path: string, list: string, present: readonly string[]): Promise<string[] | undefined> {
  if (!present.includes(list)) return undefined;
  const text = new TextDecoder().decode(await readBytes(join(path, list)));
  const names = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return names.length ? names : undefined;
}
