// MNIST's files, where they are.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";

const folder = join(process.env.FOVEA_DATA ?? join(ROOT, "../shared/data"), "mnist");

const names = {
  trainImages: "train-images-idx3-ubyte.gz",
  trainLabels: "train-labels-idx1-ubyte.gz",
  testImages: "t10k-images-idx3-ubyte.gz",
  testLabels: "t10k-labels-idx1-ubyte.gz",
};

/** Epochs of recipe 1; all of them are 15. */
const epochs = Number(process.env.FOVEA_EPOCHS ?? 1);

/** What every case of recipe 1 shares. */
export const mnistTest = {
  program: "mnist",
  options: { threads: 2, epochs },
  seconds: 90 + 30 * epochs,
  present: missingMnist,
};

/** Why a case that needs MNIST cannot run; undefined where it can. */
function missingMnist() {
  const isHere = Object.values(names).every((name) => existsSync(join(folder, name)));
  return isHere ? undefined : `no MNIST at ${folder}; set FOVEA_DATA to the folder that holds mnist/`;
}

/** A module whose default is the four files by name, in base64: what every runtime can read without a permission. */
export function mnistModule() {
  const files = Object.entries(names).map(([part, name]) => [part, readFileSync(join(folder, name), "base64")]);
  return `export default ${JSON.stringify(Object.fromEntries(files))};\n`;
}
