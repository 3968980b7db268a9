import { expect } from "vitest";
import { type Engine, FoveaError, load, type Model } from "../../src/index.ts";

/** Loads damaged bytes: a FoveaError about the format and nothing left in memory, or a model that works. */
export async function attempt(engine: Engine, bytes: Uint8Array, what: string): Promise<"error" | "model"> {
  const { top } = engine.core.heap;
  let loaded: Model;
  try {
    loaded = await load(bytes, { engine });
  } catch (error) {
    if (!(error instanceof FoveaError) || error.code !== "format")
      throw new Error(`${what}: ${error}`, { cause: error });
    expect(error.message, what).toMatch(/got .* expected .*\.$/s);
    expect(engine.core.heap.top, `${what}: memory in use`).toBe(top);
    return "error";
  }
  try {
    await use(loaded);
  } catch (error) {
    throw new Error(`${what} loaded, but did not work: ${error}`, { cause: error });
  } finally {
    loaded.dispose();
  }
  return "model";
}

/** What a program does with a loaded model. Where the damage renamed its input, or made it larger, it says so itself. */
async function use(loaded: Model): Promise<void> {
  loaded.parametersHash();
  loaded.summary();
  loaded.save();
  const [{ path, shape }] = loaded.graph.inputs;
  await loaded.predict({ [path]: new Float32Array(shape.reduce((a, b) => a * b)) });
}
