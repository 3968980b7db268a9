// The programs that runners run in: this Node, the newer one of bench's own packages, and a Python that has PyTorch.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Path of a file in bench/. */
export const benchFile = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** A module whose only function is one f32x4.relaxed_madd. */
const RELAXED = "0,97,115,109,1,0,0,0,1,8,1,96,3,123,123,123,1,123,3,2,1,0,10,13,1,11,0,32,0,32,1,32,2,253,133,2,11";

/**
 * @typedef {object} Runtime
 * @property {string} label such as `node20`
 * @property {string} program
 * @property {string} [absent] why it cannot run, for the rows that then say so
 * @property {string[]} builds those that it compiles: `strict`, and `relaxed` where it has relaxed SIMD
 */

/**
 * The runtimes to measure in: this Node, and Node 26 of bench's own packages.
 *
 * @param {string} [only] label of the one wanted
 * @returns {Runtime[]}
 */
export function runtimes(only) {
  const own = `node${process.versions.node.split(".")[0]}`;
  const programs = new Map([["node26", benchFile("node_modules/node/bin/node")]]);
  programs.set(own, process.execPath);
  const labels = [...programs.keys()].sort();
  if (only !== undefined && !programs.has(only)) throw new Error(`--runtime ${only}: expected ${labels.join(" or ")}`);
  return labels
    .filter((label) => only === undefined || label === only)
    .map((label) => describe(label, programs.get(label)));
}

function describe(label, program) {
  if (!existsSync(program))
    return { label, program, absent: "not installed: npm ci --prefix bench", builds: ["strict"] };
  const probe = `process.exit(WebAssembly.validate(new Uint8Array([${RELAXED}])) ? 0 : 1)`;
  const hasRelaxed = spawnSync(program, ["-e", probe]).status === 0;
  return { label, program, builds: hasRelaxed ? ["strict", "relaxed"] : ["strict"] };
}

/** Every way to run a WebAssembly runner, one after the other. */
export const combinations = (runtimes, threadCounts) =>
  runtimes.flatMap((runtime) =>
    runtime.builds.flatMap((build) => threadCounts.map((threads) => ({ runtime, build, threads }))),
  );

/** The first Python that can import torch; Debian's stands in /usr/bin, often behind another in PATH. */
export function pythonWithTorch() {
  const candidates = [process.env.FOVEA_BENCH_PYTHON, "python3", "/usr/bin/python3"].filter(Boolean);
  const hasTorch = (python) => spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0;
  return candidates.find(hasTorch) ?? "python3";
}
