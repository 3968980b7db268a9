// The programs that runners run in.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { benchFile, rootFile } from "./paths.mjs";

/**
 * @typedef {object} Runtime
 * @property {string} label such as `node20`
 * @property {string[]} command the program and its options, to be followed by a script; empty for a browser
 * @property {string} [absent] why it cannot run, for the rows that then say so
 * @property {string[]} builds those that it compiles: `strict`, and `relaxed` where it has relaxed SIMD
 */

const OWN = `node${process.versions.node.split(".")[0]}`;
const NEWER = benchFile("node_modules/node/bin/node");

/** Packages of the runtime tests, which drive the same runtimes. */
const runtimeTests = (path) => rootFile(`tests/runtimes/node_modules/${path}`);

const MISSING = {
  bench: "not installed: npm ci --prefix bench",
  tests: "not installed: npm ci --prefix tests/runtimes",
};

const known = {
  node26: { command: [NEWER], missing: MISSING.bench },
  deno: {
    command: [runtimeTests(".bin/deno"), "run", "--quiet", "--allow-all", "--no-lock"],
    missing: MISSING.tests,
  },
  bun: { command: [runtimeTests(".bin/bun"), "run"], missing: MISSING.tests },
  chromium: { command: [], browser: true, missing: MISSING.tests },
  [OWN]: { command: [process.execPath] },
};

/** Where measuring happens if nobody says where. */
export const DEFAULT_RUNTIME = existsSync(NEWER) ? "node26" : OWN;

/**
 * @param {string} label
 * @returns {Runtime} throws for a runtime that this benchmark does not know
 */
export function runtime(label) {
  if (!(label in known))
    throw new Error(
      `--runtime ${label}: expected ${Object.keys(known).sort().join(", ")}, or several with commas between`,
    );
  const { command, browser, missing } = known[label];
  const file = browser ? runtimeTests("puppeteer-core/package.json") : command[0];
  const absent = existsSync(file) ? undefined : missing;
  const hasRelaxed = browser || (!absent && probe(command) === "true");
  return { label, command, browser, absent, builds: hasRelaxed ? ["strict", "relaxed"] : ["strict"] };
}

const probe = ([program, ...options]) =>
  spawnSync(program, [...options, benchFile("runners/probe.mjs")], { encoding: "utf8" }).stdout?.trim();

/** The first Python that can import torch; Debian's stands in /usr/bin, often behind another in PATH. */
export function pythonWithTorch() {
  const candidates = [process.env.FOVEA_BENCH_PYTHON, "python3", "/usr/bin/python3"].filter(Boolean);
  const hasTorch = (python) => spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0;
  return candidates.find(hasTorch) ?? "python3";
}
