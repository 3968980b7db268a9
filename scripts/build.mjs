// npm run build: assembly/ -> build/*.wasm -> generated bindings -> build/src/*.js, build/chunks and .d.ts
//   --only wasm    stop before TypeScript
//   --only debug   only build/fovea.debug.wasm and fovea.extension.debug.wasm: asserts, names, source map
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { inlineJpeg, inlineWasm, inlineWorker } from "./inline.mjs";
import { moduleEntries, writeKernels } from "./kernels.mjs";
import { isFresh, stamped } from "./stamp.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const flag = process.argv.indexOf("--only");
const only = flag < 0 ? "all" : process.argv[flag + 1];

try {
  if (!["all", "wasm", "debug"].includes(only)) throw new Error(`--only ${only}: expected wasm or debug`);
  mkdirSync(join(root, "build"), { recursive: true });
  if (only === "debug") await timed("debug wasm", () => Promise.all(["debug", "extension.debug"].map(asc)));
  else await build();
} catch (error) {
  console.error(`build failed\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

async function build() {
  await timed("kernels", () => writeKernels(root));
  await timed("core", () => compileWasm("core", ["strict", "relaxed"]));
  await timed("extension", () => compileWasm("extension", ["extension.strict", "extension.relaxed"]));
  await timed("inline", async () => {
    inlineWasm(root);
    inlineJpeg(root);
    await inlineWorker(root);
  });
  if (only === "wasm") return;
  await Promise.all([
    timed("types", () => node("node_modules/typescript/bin/tsc", "-b", "--force", "tsconfig.json")),
    timed("bundle", () => bundle(root)),
  ]);
  removeStale("build/src");
  removeStale("build/bindings");
}

/**
 * Compiles the targets side by side, unless they stand there already for exactly these sources.
 * @param {"core" | "extension"} module
 * @param {string[]} targets
 */
async function compileWasm(module, targets) {
  const present = targets.every((target) => existsSync(join(root, `build/fovea.${target}.wasm`)));
  if (!present || !isFresh(root, module)) await stamped(root, module, () => Promise.all(targets.map(asc)));
}

/** @param {string} target of asconfig.json @returns {Promise<void>} */
function asc(target) {
  const entries = moduleEntries(root)[target.startsWith("extension.") ? "extension" : "core"];
  return node("node_modules/assemblyscript/bin/asc.js", ...entries, "--target", target);
}

/**
 * Runs a script in a Node of its own, with its output on ours.
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function node(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(" ")} ended with code ${code}`)),
    );
  });
}

/** @param {string} folder @returns {string[]} paths relative to the root, sorted */
function listFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/"))
    .sort();
}

/**
 * Removes outputs whose source was renamed or deleted: tsc leaves them, and they would be published.
 * @param {string} folder
 */
function removeStale(folder) {
  for (const file of listFiles(folder)) {
    const source = file.replace(/^build\//, "").replace(/(\.d\.ts|\.js)$/, ".ts");
    if (!existsSync(join(root, source))) rmSync(join(root, file));
  }
}

/**
 * @param {string} name
 * @param {() => unknown} step
 */
async function timed(name, step) {
  const start = performance.now();
  await step();
  console.log(`${name.padEnd(12)}${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s`);
}
