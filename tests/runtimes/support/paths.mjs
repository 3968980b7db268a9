// Where things are.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root, the tests of this folder, and the smoke program; without a slash at the end. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[\\/]$/, "");
export const HERE = `${ROOT}/tests/runtimes`;
export const PROGRAM = `${HERE}/program`;

/** The path of a program that npm installed for these tests. */
export const installed = (name) => `${HERE}/node_modules/.bin/${name}`;

/** The first of `names` that is a program on the PATH, or null. */
export function onPath(...names) {
  const folders = process.env.PATH.split(delimiter);
  for (const name of names) for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  return null;
}

/** For `present()`: null, or why a package is not there and how to get it. */
export const missingFromNpm = (name) =>
  existsSync(`${HERE}/node_modules/${name}`) ? null : `not installed; get it with \`npm ci --prefix tests/runtimes\``;
