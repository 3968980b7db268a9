import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import * as core from "../../src/core.ts";
import * as main from "../../src/index.ts";
import { lenet5 } from "../../src/models/lenet5.ts";

const bytes = await readFile(new URL("../../build/fovea.strict.wasm", import.meta.url));
const module = await WebAssembly.compile(bytes);
const response = (): Response => new Response(bytes, { headers: { "content-type": "application/wasm" } });

type Source = NonNullable<core.EngineOptions["wasm"]>;

async function scores(engine: main.Engine): Promise<unknown> {
  using net = await main.model(lenet5(), { engine, seed: 1 });
  return await net.predict(Uint8Array.from({ length: 784 }, (_, i) => i));
}

describe.each<[string, () => Source]>([
  ["a module", () => module],
  ["bytes", () => new Uint8Array(bytes)],
  ["a part of a buffer", () => bytes],
  ["an ArrayBuffer", () => Uint8Array.from(bytes).buffer],
  ["a response", () => response()],
  ["a response to come", () => Promise.resolve(response())],
])("the core as %s", (_, make) => {
  test("runs as the one that fovea brings", async () => {
    using own = await main.engine({ threads: 2 });
    using given = await core.engine({ wasm: make(), threads: 2 });
    expect(given.info.reason).toBe("the core was given as wasm, taken to be strict; threads 2: as asked");
    expect(await scores(given)).toEqual(await scores(own));
    using viaMain = await main.engine({ wasm: make(), threads: 1 });
    expect(await scores(viaMain)).toEqual(await scores(own));
  });
});

test("with fast it is taken to be the relaxed build", async () => {
  const relaxed = await readFile(new URL("../../build/fovea.relaxed.wasm", import.meta.url));
  using given = await core.engine({ wasm: relaxed, fast: true, threads: 1 });
  using own = await main.engine({ fast: true, threads: 1 });
  expect(given.info).toMatchObject({
    build: "relaxed",
    reason: "the core was given as wasm, taken to be relaxed; threads 1: as asked",
  });
  expect(await scores(given)).toEqual(await scores(own));
});

describe("what is no core is an error that says so", () => {
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

  test.each<[string, () => Source, string]>([
    ["another module", () => empty, "this .wasm file belongs to another version of fovea"],
    ["a damaged one", () => bytes.subarray(0, 1000), "WebAssembly.compile()"],
    ["no WebAssembly", () => new TextEncoder().encode("<!doctype html>"), "expected magic word 00 61 73 6d"],
    [
      "a response of the server's error page",
      () => new Response("not found", { status: 404 }),
      "the server answered 404 for ",
    ],
    ["a response that does not come", () => Promise.reject(new TypeError("fetch failed")), "fetch failed"],
    ["text", () => "fovea.strict.wasm" as never, "Argument 0 must be a buffer source"],
  ])("%s", async (_, make, message) => {
    const attempt = core.engine({ wasm: make() });
    await expect(attempt).rejects.toMatchObject({ name: "FoveaError", code: "runtime" });
    await expect(attempt).rejects.toThrow("engine: the WebAssembly core did not load: ");
    await expect(attempt).rejects.toThrow(message);
  });

  test.each([[undefined], [{}], [{ threads: 1 }]])("nothing at all: %j", async (options) => {
    await expect(core.engine(options as never)).rejects.toMatchObject({
      code: "option",
      message:
        'engine.wasm: got nothing, expected a module, bytes or a Response. Hint: the entry "fovea" brings its own.',
    });
  });
});

test("starting an engine does not touch Response, which makes Node load its HTTP client", async () => {
  const original = Object.getOwnPropertyDescriptor(globalThis, "Response") as PropertyDescriptor;
  let touched = 0;
  Object.defineProperty(globalThis, "Response", { configurable: true, get: () => void touched++ });
  try {
    for (const make of [() => main.engine({ threads: 1 }), () => core.engine({ wasm: module, threads: 1 })])
      (await make()).dispose();
  } finally {
    Object.defineProperty(globalThis, "Response", original);
  }
  expect(touched).toBe(0);
});

test("both entries export the same", () => {
  expect(Object.keys(core).sort()).toEqual(Object.keys(main).sort());
});
