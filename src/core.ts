import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { fail } from "./error.ts";

export * from "./api.ts";

/**
 * As `engine` of the main entry, for a core that the program brings itself: `fovea/strict.wasm` or `fovea/relaxed.wasm`
 * as a WebAssembly.Module, as bytes, or as the Response that delivers them.
 *
 * @throws FoveaError without `wasm`, for unknown or impossible options, and where the core cannot run.
 * @example
 * using core = await engine({ wasm: fetch("/fovea.strict.wasm") });
 */
export async function engine(options: EngineOptions & Required<Pick<EngineOptions, "wasm">>): Promise<Engine> {
  const missing = (): never =>
    fail("option", {
      where: "engine.wasm",
      got: "nothing",
      expected: "a module, bytes or a Response",
      hint: 'the entry "fovea" brings its own',
    });
  return createEngine(options ?? missing(), missing);
}
