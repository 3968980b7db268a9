// Who takes part: fovea in its builds, the peers, the native references, and the limits.
import { existsSync, readFileSync } from "node:fs";
import { connectBrowser } from "./browser.mjs";
import { startChild } from "./child.mjs";
import { limitSetting } from "./limits.mjs";
import { benchFile } from "./paths.mjs";
import { Runner } from "./runner.mjs";
import { DEFAULT_RUNTIME, pythonWithTorch, runtime } from "./runtimes.mjs";

/** Libraries that run in the same runtime as fovea, and their packages. */
const PACKAGES = {
  "onnxruntime-web": "onnxruntime-web",
  "tfjs-wasm": "@tensorflow/tfjs-backend-wasm",
  "tfjs-cpu": "@tensorflow/tfjs",
  "jax-js": "@jax-js/jax",
  convnetjs: "convnetjs",
};
export const PEERS = Object.keys(PACKAGES);
/** Native programs, for reference. */
export const NATIVE = ["onnxruntime-node", "pytorch"];

/** Version of the package of a peer, undefined where it is not installed. */
export function versionOf(name) {
  const file = benchFile(`node_modules/${PACKAGES[name] ?? name}/package.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}

/**
 * A place to run WebAssembly.
 * @typedef {{ runtime: import("./runtimes.mjs").Runtime, build: string, threads: number }} Place
 */

/** Runners by who and where they are: each is started once, when it is first needed, and lives as long as the benchmark. */
export class Participants {
  #runners = new Map();

  /** @param {Place} place */
  fovea(place) {
    const { runtime, build, threads } = place;
    return this.#once(`fovea ${keyOf(place)}`, () => {
      const who = { name: "fovea", runtime: runtime.label, build, threads, absent: runtime.absent };
      return new Runner(who, () => connect(runtime, "fovea", { build, threads }));
    });
  }

  /** @param {Place} place */
  limit(place) {
    const { runtime, build, threads } = place;
    return this.#once(`limit ${keyOf(place)}`, () => {
      const who = { name: "limit", runtime: runtime.label, build, threads, absent: runtime.absent };
      return new Runner(who, () => connect(runtime, "limit", limitSetting({ build, threads })));
    });
  }

  /**
   * @param {string} name of a peer or a native reference
   * @param {Place} place where fovea runs; native programs run once for all of them
   */
  peer(name, { runtime: where, threads }) {
    const isNative = NATIVE.includes(name);
    return this.#once(isNative ? `${name} ${threads}` : `${name} ${where.label} ${threads}`, () => {
      if (name === "pytorch") return pytorch(threads);
      const home = isNative ? runtime(DEFAULT_RUNTIME) : where;
      const who = { name, runtime: home.label, threads, absent: home.absent, version: versionOf(name) };
      return new Runner(who, () => connect(home, name, { threads }));
    });
  }

  #once(key, make) {
    if (!this.#runners.has(key)) this.#runners.set(key, make());
    return this.#runners.get(key);
  }

  stop() {
    for (const runner of this.#runners.values()) runner.stop();
    this.#runners.clear();
  }
}

const keyOf = ({ runtime, build, threads }) => `${runtime.label} ${build} ${threads}`;

function connect({ browser, command: [program, ...options] }, name, setting) {
  if (browser) return connectBrowser(name, setting);
  return startChild(program, [...options, benchFile("runners/main.mjs"), name, JSON.stringify(setting)]);
}

function pytorch(threads) {
  const args = [benchFile("runners/torch/main.py"), JSON.stringify({ threads })];
  return new Runner({ name: "pytorch", runtime: "python", threads }, () => startChild(pythonWithTorch(), args));
}
