// Kernels outside the core come with the extension, loaded when a program first uses one of them.
import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as core from "../../src/core.ts";
import * as main from "../../src/index.ts";
import { pretend } from "../bindings/modes.ts";
import { bands, loss, smallGraph } from "../train/toys.ts";

const file = (name: string): Promise<Buffer<ArrayBuffer>> =>
  readFile(new URL(`../../build/${name}`, import.meta.url)) as Promise<Buffer<ArrayBuffer>>;
const [strict, extension] = [await file("fovea.strict.wasm"), await file("fovea.extension.strict.wasm")];
const samples = bands(64);

afterEach(() => {
  vi.restoreAllMocks();
});

/** The parameters' hash after a training whose optimizer is one of the extension. */
async function trained(engine: main.Engine, optimizer: main.Optimizer = main.adamW()): Promise<string> {
  using net = await main.model(smallGraph(), { engine, seed: 3 });
  for await (const _ of net.fit(samples, { optimizer, loss, epochs: 2, batchSize: 16 }));
  return net.parametersHash();
}

const alone = await (async () => {
  using engine = await main.engine({ threads: 1 });
  return await trained(engine);
})();

describe.each(["blocking", "page", "turns"] as const)("in mode %s", (mode) => {
  test("threads take it and give the same bits", async () => {
    pretend(mode);
    using engine = await main.engine({ threads: 3 });
    expect(await trained(engine)).toBe(alone);
  });

  test("it is taken after a run that was stopped, and by two models at once", async () => {
    pretend(mode);
    using engine = await main.engine({ threads: 2 });
    await expect(trained(engine, main.sgd({ learningRate: 1e37 }))).rejects.toThrow("not finite");
    expect(await Promise.all([trained(engine), trained(engine)])).toEqual([alone, alone]);
  });
});

test("the relaxed build has its own", async () => {
  using engine = await main.engine({ fast: true, threads: 2 });
  expect(await trained(engine)).toMatch(/^[0-9a-f]{16}$/);
});

describe("for a core that the program brings", () => {
  type Extension = NonNullable<core.EngineOptions["extension"]>;

  test.each<[string, () => Extension | Promise<Extension>]>([
    ["bytes", () => extension],
    ["a module", () => WebAssembly.compile(extension)],
    ["a response", () => new Response(extension)],
    ["a function", () => () => extension],
  ])("it comes as %s", async (_, make) => {
    using engine = await core.engine({ wasm: strict, extension: await make(), threads: 2 });
    expect(await trained(engine)).toBe(alone);
  });

  test("it is asked for once, and only when it is needed", async () => {
    const give = vi.fn(() => extension);
    using engine = await core.engine({ wasm: strict, extension: give, threads: 2 });
    await trained(engine, main.sgd());
    expect(give).toHaveBeenCalledTimes(0);
    await trained(engine);
    await trained(engine);
    expect(give).toHaveBeenCalledTimes(1);
  });

  test("without it, what needs it is an error; the rest goes on", async () => {
    using engine = await core.engine({ wasm: strict, threads: 2 });
    await expect(trained(engine)).rejects.toThrow(
      "engine.extension: got nothing, expected a module, bytes or a Response",
    );
    expect(await trained(engine, main.sgd())).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each<[string, Extension, string]>([
    ["the core", strict, "engine: the core's extension did not load: this .wasm file is the core"],
    [
      "an empty module",
      new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]),
      "no .wasm file has the kernel adaptive: one belongs to another version of fovea",
    ],
    ["no WebAssembly", new TextEncoder().encode("<!doctype html>"), "engine: the core's extension did not load:"],
    ["an error page", () => new Response("", { status: 404 }), "the server answered 404"],
  ])("%s in its place is an error; the rest goes on", async (_, wrong, message) => {
    using engine = await core.engine({ wasm: strict, extension: wrong, threads: 2 });
    await expect(trained(engine)).rejects.toThrow(message);
    expect(await trained(engine, main.sgd())).toMatch(/^[0-9a-f]{16}$/);
  });

  test("what cannot be one is refused at once", async () => {
    await expect(core.engine({ wasm: strict, extension: 5 as never })).rejects.toThrow(
      "engine.extension: got 5, expected a module, bytes, a Response, or a function that gives one",
    );
  });
});
