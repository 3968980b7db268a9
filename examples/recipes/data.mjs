// Reads the recipes' data from folders on disk.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { cifar10 } from "fovea/data";
import { textLines } from "fovea/formats";
import { fashionMnistFolder, mnistFolder, pairedFolder } from "fovea/node";

/** MNIST's four files. */
export const readMnist = mnistFolder;

/** Fashion-MNIST's four files. */
export const readFashionMnist = fashionMnistFolder;

/**
 * The part of CIFAR-10 that the recipes train on: 10,000 pictures (the official data_batch_1), 2,000 for validation, from
 * data_batch_5, and the first 1,000 of the official test batch.
 */
export async function readCifar10(folder) {
  const read = async (name) => cifar10(await readFile(join(folder, `${name}.bin.gz`)), { name });
  return {
    train: await read("data_batch_1"),
    validation: await read("val_2000"),
    test: await read("test_first1000"),
  };
}

/** Sentences of one class a file, rt-polarity.neg and rt-polarity.pos, in Windows-1252. */
export async function readSentences(folder) {
  const read = async (name) =>
    (await textLines(await readFile(join(folder, name)), { name, encoding: "windows-1252" })).filter((line) =>
      line.trim(),
    );
  return { negative: await read("rt-polarity.neg"), positive: await read("rt-polarity.pos") };
}

/** recordings/DIGIT_SPEAKER_TAKE.wav as bytes; takes 0 to 4 are for testing. */
export async function readSpokenDigits(folder) {
  const data = { train: [], test: [] };
  for (const name of (await readdir(join(folder, "recordings"))).sort()) {
    const [, digit, take] = /^(\d)_\w+_(\d+)\.wav$/.exec(name) ?? [];
    if (digit === undefined) continue;
    const bytes = await readFile(join(folder, "recordings", name));
    data[Number(take) < 5 ? "test" : "train"].push({ name, bytes, label: Number(digit) });
  }
  return data;
}

/** Pictures, image/N.png, and what is inside a cell (label 1) or membrane (0) in them, label/N.png; 25 and more are for validation. */
export async function readMembranes(folder) {
  const options = { channels: 1, map: { 0: 0, 255: 1 }, classes: ["membrane", "inside"] };
  const data = { train: [], validation: [] };
  for await (const pair of await pairedFolder(join(folder, "image"), join(folder, "label"), options))
    data[parseInt(basename(pair.name), 10) < 25 ? "train" : "validation"].push(pair);
  return data;
}
