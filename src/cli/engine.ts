/** The engine and the model of a command, given back when it ends. */
import { existsSync, statSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { type Engine, engine, type Model } from "../index.ts";
import { loadModel } from "../node/models.ts";
import type { EngineOptions } from "./options.ts";
import { runFolder } from "./run-folder.ts";

/** Runs `work` with an engine, and ends the engine's threads after it, however it ends. */
export async function withEngine<T>({ threads, fast }: EngineOptions, work: (core: Engine) => Promise<T>): Promise<T> {
  if (fast) askForRelaxedSimd();
  const core = await engine({ ...(threads !== undefined && { threads }), ...(fast !== undefined && { fast }) });
  try {
    return await work(core);
  } finally {
    core.dispose();
  }
}

/** Node 20 has relaxed SIMD, but only on request; later versions have it, and forgot the flag. */
function askForRelaxedSimd(): void {
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
}

/** The model in a file, or in the folder of a finished run. */
export async function openModel(path: string, core: Engine): Promise<Model> {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  return await loadModel(isFolder ? runFolder(path).model : path, { engine: core });
}
