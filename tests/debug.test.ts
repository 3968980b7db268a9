import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { instantiate } from "@assemblyscript/loader";
import { beforeAll, describe, expect, test } from "vitest";
import * as kernels from "../bindings/kernels.ts";
import { Slot, writeArguments } from "../bindings/slot.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const file = `${root}build/fovea.debug.wasm`;

/** Makes the debug build where it is not there, or older than its sources. */
beforeAll(() => {
  const made = existsSync(file) ? statSync(file).mtimeMs : 0;
  const sources = readdirSync(`${root}assembly`).map((name) => statSync(`${root}assembly/${name}`).mtimeMs);
  if (made < Math.max(...sources))
    execFileSync(process.execPath, ["scripts/build.mjs", "--only", "debug"], { cwd: root });
});

type Core = Record<"run" | "heapBase", (control?: number) => number>;

/** The debug build with a tape of one entry: words are kernel, arguments, items, grain, last. */
async function tapeOf(entry: readonly number[]): Promise<() => void> {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
  const table = new WebAssembly.Table({ initial: fill + 1, element: "anyfunc" });
  const { exports, instance } = await instantiate<Core>(readFileSync(file), { env: { memory, table } });
  table.set(fill, instance.exports.fill); // those of `exports` are wrapped
  const words = new Int32Array(memory.buffer);
  const control = Math.ceil(exports.heapBase() / 64) * 64;
  const [tape, args] = [control + 512, control + 576];
  const y = new Slot("y", 32);
  y.place(control + 640);
  const result = words.subarray(y.address >> 2, (y.address + y.bytes) >> 2);
  words.set([tape, tape + 20, 1, 100, 0], control >> 2);
  words.set(entry.with(1, args), tape >> 2);
  writeArguments(new DataView(memory.buffer), args, kernels.fill, { y, value: 0, count: 8 });
  result.fill(-1);
  return () => {
    exports.run(control);
    expect([...result]).toEqual(Array(8).fill(0));
  };
}

const fill = 7;

test("the debug build runs what is right", async () => {
  (await tapeOf([fill, 0, 1, 1, 1]))();
});

describe("a violated assertion aborts with its message, file and line", () => {
  const source = readFileSync(`${root}assembly/tape.ts`, "utf8").split("\n");

  test.each([
    ["no kernel", [0, 0, 1, 1, 1], "a tape entry without a kernel"],
    ["no items", [fill, 0, 0, 1, 1], "a tape entry without items"],
    ["a negative grain", [fill, 0, 1, -1, 1], "a tape entry without a grain"],
  ])("%s", async (_, entry, message) => {
    const run = await tapeOf(entry);
    const line = source.findIndex((text) => text.includes(`"${message}"`)) + 1;
    expect(run).toThrow(new RegExp(`${message}.*assembly/tape\\.ts:${line}:\\d+`, "s"));
  });
});

test("the released builds have no assertions left: they import nothing that could abort", () => {
  const imports = (build: string): string[] =>
    WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(`${root}build/fovea.${build}.wasm`))).map(
      ({ name }) => name,
    );
  expect(imports("debug").sort()).toEqual(["abort", "memory", "table"]);
  for (const build of ["strict", "relaxed"]) expect(imports(build).sort()).toEqual(["memory", "table"]);
});
