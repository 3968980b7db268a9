import { availableParallelism } from "node:os";
import { afterEach, describe, expect, test, vi } from "vitest";
import { engine, model, version } from "../../src/index.ts";
import { lenet5 } from "../../src/models/lenet5.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Replaces the class of this runtime's WebAssembly memory. */
const withMemory = (Memory: unknown): void => {
  vi.stubGlobal("WebAssembly", Object.assign(Object.create(WebAssembly), { Memory }));
};

describe("engine.info", () => {
  test("tells runtime, build, threads, why, and the version", async () => {
    using core = await engine({ threads: 2 });
    expect(core.info).toEqual({
      winograd: true,
      runtime: `node ${process.versions.node}`,
      build: "strict",
      threads: 2,
      reason: "strict by default; threads 2: as asked",
      version,
    });
  });

  test("says one thread for each core, unless asked otherwise", async () => {
    using core = await engine();
    const cores = availableParallelism();
    expect(core.info).toMatchObject({
      threads: cores,
      reason: `strict by default; threads ${cores}: one for each core`,
    });
  });

  test("says where the relaxed build was asked for", async () => {
    using core = await engine({ threads: 1, fast: true });
    expect(core.info).toMatchObject({ build: "relaxed", reason: "relaxed as asked; threads 1: as asked" });
  });

  test("says where the relaxed build was asked for in vain", async () => {
    const { validate } = WebAssembly;
    // The probe for relaxed SIMD is the one that ends in f32x4.relaxed_madd.
    vi.spyOn(WebAssembly, "validate").mockImplementation(
      (bytes) => !new Uint8Array(bytes as ArrayBuffer).join().endsWith("253,133,2,11") && validate(bytes),
    );
    using core = await engine({ threads: 1, fast: true });
    expect(core.info).toMatchObject({
      build: "strict",
      reason: "strict, as this runtime has no relaxed SIMD; threads 1: as asked",
    });
  });

  test("says why there are no threads", async () => {
    vi.stubGlobal("MessageChannel", undefined);
    using core = await engine();
    expect(core.info).toMatchObject({
      threads: 1,
      reason: "strict by default; threads 1: this runtime cannot share memory between threads",
    });
  });

  test("names a page that is not cross-origin isolated as the reason", async () => {
    vi.stubGlobal("document", {});
    vi.stubGlobal("crossOriginIsolated", false);
    using core = await engine({ threads: 2 });
    expect(core.info).toMatchObject({
      threads: 1,
      reason: "strict by default; threads 1: the page is not cross-origin isolated",
    });
  });
});

describe("a runtime that cannot run the core", () => {
  test.each([
    ["SIMD", 1],
    ["threads", 2],
  ])("for want of %s is an error that names it and the runtime", async (missing, probe) => {
    let probes = 0;
    vi.spyOn(WebAssembly, "validate").mockImplementation(() => ++probes !== probe);
    await expect(engine()).rejects.toMatchObject({
      code: "runtime",
      message: `fovea cannot run here: node ${process.versions.node} has no WebAssembly ${missing}.`,
    });
  });

  test("for want of WebAssembly too", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    await expect(engine()).rejects.toThrow(`fovea cannot run here: node ${process.versions.node} has no WebAssembly.`);
  });

  test("for want of memory too", async () => {
    withMemory(
      class {
        constructor() {
          throw new RangeError("could not allocate memory");
        }
      },
    );
    await expect(engine({ threads: 1 })).rejects.toMatchObject({
      code: "runtime",
      message: expect.stringContaining("engine: the WebAssembly core did not load: could not allocate memory."),
    });
  });
});

test("a runtime that reserves less memory than the limit runs all the same", async () => {
  const asked: number[] = [];
  class SmallMemory extends WebAssembly.Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      asked.push(descriptor.maximum as number);
      if ((descriptor.maximum as number) > 4096) throw new RangeError("could not reserve memory");
      super(descriptor);
    }
  }
  withMemory(SmallMemory);
  using core = await engine({ threads: 1 });
  expect(asked.filter((pages) => pages > 1)).toEqual([65535, 32767, 16383, 8191, 4095]);
  using net = await model(lenet5(), { engine: core });
  expect(await net.predict(new Uint8Array(784))).toHaveLength(10);
});

test("the smallest memory limit is enough for a small model", async () => {
  using core = await engine({ threads: 1, memoryLimit: 2 ** 21 });
  using net = await model(lenet5(), { engine: core });
  expect(await net.predict(new Uint8Array(784))).toHaveLength(10);
  expect(core.core.bytes.length).toBeLessThanOrEqual(2 ** 21);
});

test("engines have memory of their own", async () => {
  using first = await engine({ threads: 1 });
  using second = await engine({ threads: 1 });
  using a = await model(lenet5(), { engine: first, seed: 1 });
  const hash = a.parametersHash();
  using b = await model(lenet5(), { engine: second, seed: 2 });
  expect(b.parametersHash()).not.toBe(hash);
  expect(a.parametersHash()).toBe(hash);
  second.dispose();
  expect(await a.predict(new Uint8Array(784))).toHaveLength(10);
});

test("disposing twice, or a model after its engine, does no harm", async () => {
  const core = await engine({ threads: 2 });
  const net = await model(lenet5(), { engine: core });
  core.dispose();
  core.dispose();
  net.dispose();
});
