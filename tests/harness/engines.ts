import { type Engine, type EngineOptions, engine } from "../../src/index.ts";

const engines = new Map<string, Promise<Engine>>();

/** One engine for each kind, shared by the tests of a file. */
export function sharedEngine(options: EngineOptions = {}): Promise<Engine> {
  const key = JSON.stringify(options);
  if (!engines.has(key)) engines.set(key, engine(options));
  return engines.get(key) as Promise<Engine>;
}
