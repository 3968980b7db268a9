// What a .wasm module was compiled from: so that a build does nothing twice, and tests do not run on yesterday's kernels.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleEntries } from "./kernels.mjs";
import { sourcesOf } from "./source.mjs";

/** @typedef {"core" | "extension"} Module */

/** @param {string} root @param {Module} module */
const stampOf = (root, module) => join(root, `build/.${module}-inputs`);

/** A hash of all that decides a module's bytes. @param {string} root @param {Module} module */
export function inputsOf(root, module) {
  const hash = createHash("sha256");
  for (const file of ["asconfig.json", "package-lock.json", ...sourcesOf(root, moduleEntries(root)[module])])
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  return hash.digest("hex");
}

/** Whether the module was last compiled from the sources as they are. @param {string} root @param {Module} module */
export function isFresh(root, module) {
  const stamp = stampOf(root, module);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === inputsOf(root, module);
}

/** Runs `compile` and notes what it compiled; nothing is noted if it fails. @param {string} root @param {Module} module @param {() => Promise<unknown>} compile */
export async function stamped(root, module, compile) {
  const inputs = inputsOf(root, module);
  rmSync(stampOf(root, module), { force: true });
  await compile();
  writeFileSync(stampOf(root, module), inputs);
}
