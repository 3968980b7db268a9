import { unpack } from "../bindings/module.ts";
import { wasm as strict } from "../bindings/strict.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";

export * from "./api.ts";

/** Kernels that a program may do without are loaded when it first uses one. */
const extensions = {
  strict: () => import("../bindings/extension.strict.ts"),
  relaxed: () => import("../bindings/extension.relaxed.ts"),
};

/**
 * Starts the core: its memory and threads. The strict build is part of this module, the relaxed one is loaded when
 * `fast` asks for it.
 *
 * @throws FoveaError for unknown or impossible options, and where the runtime lacks what the core needs (WebAssembly
 *   SIMD and atomics). Missing threads are no error: `engine.info.reason` says why there is one.
 * @example
 * using core = await engine({ threads: 2 });
 * console.log(core.info);
 */
export function engine(options: EngineOptions = {}): Promise<Engine> {
  return createEngine(options, {
    core: async (build) => unpack(build === "strict" ? strict : (await import("../bindings/relaxed.ts")).wasm),
    extension: async (build) => unpack((await extensions[build]()).wasm),
  });
}
