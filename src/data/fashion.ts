/** Fashion-MNIST. */
import { checkOptions } from "../error.ts";
import { type MnistFiles, type MnistFolderUrl, mnist, mnistParts, type TrainAndTest } from "./mnist.ts";
import type { ReadOptions } from "./source.ts";

/** The classes of Fashion-MNIST, by label. */
export const fashionClasses: readonly string[] = [
  "T-shirt/top",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
];

/**
 * Loads Fashion-MNIST (Xiao, Rasul, Vollgraf: "Fashion-MNIST: a novel image dataset for benchmarking machine learning
 * algorithms", 2017): {@link mnist} with the names of its classes, from the same kinds of sources under the same file names.
 *
 * @returns `train` and `test`, 60,000 and 10,000 pictures of 28x28 bytes, with `classes` "T-shirt/top" to "ankle boot".
 * @throws FoveaError as {@link mnist} does.
 * @example
 * const { train, test } = await fashionMnist({ url: "https://example.org/fashion-mnist/" });
 */
export async function fashionMnist(options: (MnistFiles | MnistFolderUrl) & ReadOptions): Promise<TrainAndTest> {
  checkOptions("fashionMnist", options, ["url", "variant", ...mnistParts, "onProgress", "signal"]);
  return await mnist({ ...options, classes: fashionClasses });
}
