import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import * as generated from "../../bindings/kernels.ts";
import { argumentBytes, type Kernel, Slot, storage, writeArguments } from "../../bindings/slot.ts";

describe("a slot", () => {
  test("has the address of its place, its parts theirs", () => {
    const slot = new Slot("x", 100);
    const part = slot.at(16);
    const inner = part.at(4, 8, "inner");
    slot.place(640);
    expect([slot.address, part.address, inner.address]).toEqual([640, 656, 660]);
    expect([slot.bytes, part.bytes, inner.bytes]).toEqual([100, 84, 8]);
    expect([part.label, inner.label]).toEqual(["x", "inner"]);
    expect(inner.root).toBe(slot);
    slot.place(0);
    expect(inner.address).toBe(20);
  });

  test("without a place has no address", () => {
    expect(() => new Slot("lost", 4).address).toThrow("slot lost has no address yet");
    expect(() => new Slot("lost", 4).at(0).address).toThrow("slot lost has no address yet");
  });

  test("is stored in whole vectors", () => {
    expect([0, 1, 4, 15, 16, 17].map(storage)).toEqual([0, 16, 16, 16, 16, 32]);
  });
});

describe("arguments", () => {
  const kernel: Kernel<{ y: Slot; mask: Slot | null; count: number; rate: number }> = {
    name: "k",
    fields: "y mask count rate:f",
  };
  const slot = new Slot("y", 4);
  slot.place(0x80000040);

  function written(args: { y: Slot; mask: Slot | null; count: number; rate: number }): number[] {
    const view = new DataView(new ArrayBuffer(24));
    view.setUint32(20, 0xdeadbeef, true);
    writeArguments(view, 4, kernel, args);
    expect(view.getUint32(0)).toBe(0);
    expect(view.getUint32(20, true)).toBe(0xdeadbeef);
    return [view.getUint32(4, true), view.getUint32(8, true), view.getInt32(12, true), view.getFloat32(16, true)];
  }

  test("are written in the struct's order, little-endian, whatever the order they are given in", () => {
    expect(argumentBytes(kernel as Kernel<never>)).toBe(16);
    expect(written({ rate: 0.5, count: -7, mask: slot, y: slot })).toEqual([0x80000040, 0x80000040, -7, 0.5]);
  });

  test("that may be absent are 0", () => {
    expect(written({ y: slot, mask: null, count: 0, rate: -0 })).toEqual([0x80000040, 0, 0, -0]);
  });
});

describe("the generated kernels", () => {
  const kernels = Object.values(generated).filter(
    (value): value is Kernel<never> => typeof value === "object" && "fields" in value,
  );

  test.each([
    ["core", "fovea.strict.wasm", ["abandon", "begin", "heapBase", "run", "threadScratch", "work"]],
    ["extension", "fovea.extension.relaxed.wasm", []],
  ])("are the functions of the %s", async (module, file, others) => {
    const bytes = await readFile(new URL(`../../build/${file}`, import.meta.url));
    const functions = WebAssembly.Module.exports(await WebAssembly.compile(bytes)).filter((e) => e.kind === "function");
    const own = kernels.filter(({ extension = false }) => extension === (module === "extension"));
    expect([...own.map(({ name }) => name), ...others].sort()).toEqual(functions.map(({ name }) => name).sort());
  });

  test("have fields with a name, floats marked, each once", () => {
    for (const { name, fields } of kernels) {
      const list = fields.split(" ");
      for (const field of list) expect(field, name).toMatch(/^[a-z]\w*(:f)?$/i);
      expect(new Set(list).size, name).toBe(list.length);
    }
  });
});
