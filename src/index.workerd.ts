// For runtimes that compile no bytes at request time: their bundlers turn these imports into compiled modules.
import extensionRelaxed from "../fovea.extension.relaxed.wasm";
import extensionStrict from "../fovea.extension.strict.wasm";
import relaxed from "../fovea.relaxed.wasm";
import strict from "../fovea.strict.wasm";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";

export * from "./api.ts";

/**
 * Starts the core: its memory, on one thread.
 * @see `engine` of the main entry
 */
export function engine(options: EngineOptions = {}): Promise<Engine> {
  return createEngine(options, {
    core: (build) => (build === "strict" ? strict : relaxed),
    extension: (build) => (build === "strict" ? extensionStrict : extensionRelaxed),
  });
}
