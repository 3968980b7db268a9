// The trainings that ../kill-resume.mjs kills.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { digits } from "../../../build/src/data/index.js";
import { encodePng } from "../../../build/src/images/index.js";

/** @typedef {(out: string, resume: boolean) => string[]} Way what Node runs to train in the folder `out`, from its checkpoint or anew */

const pathOf = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url));
const main = pathOf("../../../build/src/cli/main.js");

/** @type {Record<"digits" | "folder" | "library", (folder: string, rest: readonly string[]) => Way>} */
export const WAYS = {
  digits: (_, rest) =>
    commandLine([
      "lenet5",
      "--data",
      "digits",
      "--samples",
      "3000",
      "--epochs",
      "3",
      "--checkpoint-every",
      "10",
      ...rest,
    ]),
  folder: (folder, rest) => {
    const pictures = join(folder, "pictures");
    writeDigits(pictures, 200);
    const augment = ["--augment", "crop,affine,colour,erase", "--workers", "1"];
    return commandLine([
      "--data",
      pictures,
      ...augment,
      "--epochs",
      "4",
      "--batch",
      "16",
      "--checkpoint-every",
      "4",
      ...rest,
    ]);
  },
  library: (_, rest) => (out) => [pathOf("program.mjs"), out, ...rest],
};

/** @param {readonly string[]} args @returns {Way} */
const commandLine = (args) => (out, resume) => [
  ...[main, "train", ...args, "--json", "--out", out],
  ...(resume ? ["--resume"] : []),
];

/** Writes drawn digits as pictures, a folder a digit. @param {string} folder @param {number} count */
function writeDigits(folder, count) {
  const [width, height, channels] = [28, 28, 1];
  const { x, y } = digits({ count, seed: 1 });
  for (const [i, digit] of y.entries()) {
    mkdirSync(join(folder, String(digit)), { recursive: true });
    const data = x.slice(i * width * height, (i + 1) * width * height);
    writeFileSync(join(folder, String(digit), `${i}.png`), encodePng({ width, height, channels, data }));
  }
}
