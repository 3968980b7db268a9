/** MNIST and the data sets that took over its format: Fashion-MNIST, KMNIST, EMNIST. */
import { checkOptions, fail, show } from "../error.ts";
import { idx } from "./idx.ts";
import { checkClasses, digitClasses, type LabelledImages, type NamedIdx, pairImages } from "./labelled.ts";
import type { ByteSource, ReadOptions } from "./source.ts";

/** The four files, in the order of reading: labels first, for they are small and a wrong address shows at once. */
export const mnistParts = ["trainLabels", "trainImages", "testLabels", "testImages"] as const;

export type MnistPart = (typeof mnistParts)[number];

/** How the images' file names go on after "train-images" and "t10k-images". */
export const mnistVariants = ["-idx3-ubyte.gz", "-idx3-ubyte", ".idx3-ubyte.gz", ".idx3-ubyte"] as const;

export type MnistVariant = (typeof mnistVariants)[number];

/** What all ways to load MNIST take. */
export interface MnistOptions extends ReadOptions {
  /** Names of the classes, by label. Default "0" to "9". */
  classes?: readonly string[];
}

/** The four files one by one. */
export type MnistFiles = Record<MnistPart, ByteSource>;

/** The four files under one address. */
export interface MnistFolderUrl {
  /** The folder's address. */
  url: string | URL;
  /** How the files are named there. Default "-idx3-ubyte.gz". */
  variant?: MnistVariant;
}

/** Samples to train on, and others to test on. */
export interface TrainAndTest {
  train: LabelledImages;
  test: LabelledImages;
}

/**
 * Loads MNIST (LeCun, Cortes, Burges), or a data set in its format, from four IDX files, gzip or not. They come from anything
 * that {@link idx} reads, or from a folder's URL under the well-known names; files on disk are for `mnistFolder` of `fovea/node`.
 *
 * @returns `train` and `test`, each with `x` of 784 bytes an image (28x28, 0 = paper, 255 = ink) and `y` of one class an image.
 * @throws FoveaError "format" or "data" naming the file: as {@link idx} does, and where images and labels are swapped, differ in
 *   number, are of another size, or a label has no class.
 * @example
 * const { train, test } = await mnist({ url: "https://example.org/mnist/", onProgress: ({ url, loaded }) => console.log(url, loaded) });
 */
export async function mnist(options: (MnistFiles | MnistFolderUrl) & MnistOptions): Promise<TrainAndTest> {
  const common = ["classes", "onProgress", "signal"];
  if (isFolder(options)) {
    checkOptions("mnist", options, ["url", "variant", ...common]);
    const names = mnistNames(options.variant);
    const base = String(options.url).replace(/\/*$/, "/");
    return await readMnist((part) => [base + names[part], base + names[part]], options);
  }
  checkOptions("mnist", options, [...mnistParts, ...common]);
  return await readMnist((part) => [options[part], part], options);
}

/** The names of the four files. */
export function mnistNames(variant: MnistVariant = mnistVariants[0]): Record<MnistPart, string> {
  if (!mnistVariants.includes(variant))
    fail("option", {
      where: "mnist variant",
      got: show(variant),
      expected: `one of ${mnistVariants.map(show).join(", ")}`,
    });
  const labels = variant.replace("3", "1");
  return {
    trainLabels: `train-labels${labels}`,
    trainImages: `train-images${variant}`,
    testLabels: `t10k-labels${labels}`,
    testImages: `t10k-images${variant}`,
  };
}

/** Reads the four files one after another, so that one at a time is in memory; `open` gives each one's source and name. */
export async function readMnist(
  open: (part: MnistPart) => readonly [source: ByteSource, name: string] | Promise<readonly [ByteSource, string]>,
  { classes = digitClasses, onProgress, signal }: MnistOptions,
): Promise<TrainAndTest> {
  checkClasses("mnist classes", classes);
  const files = {} as Record<MnistPart, NamedIdx>;
  for (const part of mnistParts) {
    const [source, name] = await open(part);
    files[part] = { name, ...(await idx(source, { name, onProgress, signal })) };
  }
  return {
    train: pairImages(files.trainImages, files.trainLabels, classes),
    test: pairImages(files.testImages, files.testLabels, classes),
  };
}

function isFolder(options: MnistFiles | MnistFolderUrl): options is MnistFolderUrl {
  return typeof options === "object" && options !== null && "url" in options;
}
