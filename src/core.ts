import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { fail } from "./error.ts";

export * from "./api.ts";

/**
 * As `engine` of the main entry, for a core that the program brings itself: `fovea/strict.wasm` or `fovea/relaxed.wasm`
 * as a WebAssembly.Module, as bytes, or as the Response that delivers them. Layers, losses and optimizers that docs/operators.md
 * marks as of the extension need `fovea/extension.strict.wasm` or `fovea/extension.relaxed.wasm` too.
 *
 * @throws FoveaError without `wasm`, for unknown or impossible options, and where the core cannot run.
 * @example
 * using core = await engine({ wasm: fetch("/fovea.strict.wasm") });
 */
export async function engine(options: EngineOptions & Required<Pick<EngineOptions, "wasm">>): Promise<Engine> {
  const missing = (option: string) => (): never =>
    fail("option", {
      where: `engine.${option}`,
      got: "nothing",
      expected: "a module, bytes or a Response",
      hint: 'the entry "fovea" brings its own',
    });
  const provider = { core: missing("wasm"), extension: missing("extension") };
  return createEngine(options ?? provider.core(), provider);
}
