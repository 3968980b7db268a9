import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkHouse } from "../scripts/check-house.mjs";
import { moduleEntries, readKernels } from "../scripts/kernels.mjs";

const kernel = (name: string): string => `
@unmanaged class ${name[0].toUpperCase()}${name.slice(1)}Args {
  y: usize; // [count]
  mask: usize; // [count] or 0
  count: i32;
}
/** y = 0. */
export function ${name}(args: usize, begin: i32, end: i32): void {}
`;

/** A small house in good order: one kernel, one op that uses it, its test, and a file in every layer. */
const house: Record<string, string> = {
  "assembly/index.ts": `export * from "./zero";`,
  "assembly/zero.ts": kernel("zero"),
  "bindings/kernels.ts": "export const zero = 1;",
  "bindings/platform.ts": "export const cores = () => globalThis.process.pid;",
  "bindings/memory.ts": "export const memory = (): WebAssembly.Memory => new WebAssembly.Memory({ initial: 1 });",
  "src/error.ts": "export class FoveaError extends Error {}",
  "src/plan/plan.ts": `import "../error.ts"; import "../../bindings/memory.ts";`,
  "src/ops/zero.ts": `import { zero } from "../../bindings/kernels.ts"; import type { Op } from "./op.ts"; export const zeroOp: Op<object> = zero;`,
  "src/ops/op.ts": "export interface Op<A> { a: A }",
  "src/core.ts": `import "./plan/plan.ts"; export interface Options { wasm: WebAssembly.Module }`,
  "src/index.workerd.ts": `import strict from "../fovea.strict.wasm"; export default strict;`,
  "src/data/load.ts": "export const load = async () => (await fetch('x')).arrayBuffer();",
  "src/node/index.ts": `import { readFileSync } from "node:fs"; import "../core.ts"; export const pid = process.pid;`,
  "src/cli/main.ts": `import { Command } from "commander"; import "../node/index.ts"; new Command();`,
  "tests/ops/zero.test.ts": `import { zero } from "../../src/ops/zero.ts";`,
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fovea-house-"));
  write(house);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** What the rules say of the house with `files` changed. */
function breaches(files: Record<string, string>): string[] {
  write(files);
  return checkHouse(root);
}

test("a house in order has no breach", () => {
  expect(checkHouse(root)).toEqual([]);
});

describe("imports run down the layers", () => {
  test.each([
    ["src/plan/plan.ts", `import "../core.ts";`, "graph must not import host"],
    ["src/plan/plan.ts", `export * from "../core.ts";`, "graph must not import host"],
    ["src/plan/plan.ts", `export const f = () => import("../core.ts");`, "graph must not import host"],
    ["src/plan/plan.ts", `import type { A } from "../data/load.ts";`, "graph must not import host"],
    ["src/error.ts", `import "./ops/op.ts";`, "base must not import graph"],
    ["src/core.ts", `import "./node/index.ts";`, "host must not import files"],
    ["src/node/index.ts", `import "../cli/main.ts";`, "files must not import command line"],
    ["bindings/memory.ts", `import type { A } from "../src/error.ts";`, "bindings must not import base"],
    ["src/core.ts", `import "../assembly/zero.ts";`, "nothing imports assembly/"],
    ["tests/zero.test.ts", `import "../assembly/zero.ts";`, "nothing imports assembly/"],
    ["src/core.ts", `import "../build/fovea.strict.wasm";`, "only an index.workerd.ts may import a .wasm file"],
    ["src/core.ts", `import "../scripts/build.mjs";`, "belongs to no layer"],
    ["src/other/new.ts", "export {};", "belongs to no layer"],
    ["src/core.ts", `import "commander";`, "only src/cli, src/node and src/images may import a package"],
    ["src/core.ts", "export const f = (name: string) => import(name);", "a computed name"],
  ])("%s: %s", (file, text, message) => {
    const found = breaches({ [file]: text });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${file}:1: `))]);
    expect(found[0]).toContain(message);
  });
});

describe("runtime names", () => {
  test.each([
    ["process.pid", "process"],
    ["typeof Deno", "Deno"],
    ["Bun.version", "Bun"],
    ["navigator.hardwareConcurrency", "navigator"],
    ["(null as unknown as Worker)", "Worker"],
    ["window.name", "window"],
    ["{ document }", "document"],
    ["require('x')", "require"],
    ["Buffer.alloc(1)", "Buffer"],
    ["(globalThis as any).process", "globalThis"],
  ])("%s is a breach in src/", (expression, name) => {
    expect(breaches({ "src/data/load.ts": `\nexport const a = ${expression};` })).toEqual([
      expect.stringMatching(`^src/data/load.ts:2: names ${name},`),
    ]);
  });

  test("a node: module by any way is a breach", () => {
    const found = breaches({ "src/data/load.ts": `import "node:fs"; export const a = "node:os";` });
    expect(found.filter((breach) => /names "node:(fs|os)"/.test(breach))).toHaveLength(2);
  });

  test("comments, strings, properties and names of the file's own are none", () => {
    const text = `
      // process, Deno
      export const text = "the window of a Buffer";
      export const pool = { window: 2, process: { Deno: 1 } };
      export function f({ window, inner: { document }, Bun = 1 }: { window: number }, [self]: number[]) {
        return pool.window + pool.process.Deno + window + document + Bun + self;
      }`;
    expect(breaches({ "src/data/load.ts": text })).toEqual([]);
  });

  test("the same names may stand in the platform files only", () => {
    expect(breaches({ "bindings/platform.node.ts": "export const a = process.pid;" })).toEqual([]);
    expect(breaches({ "bindings/memory.ts": "export const a = process.pid;" })).toHaveLength(1);
  });
});

describe("WebAssembly", () => {
  test("as a value is a breach outside bindings, also in the entry", () => {
    for (const file of ["src/core.ts", "src/data/load.ts"])
      expect(breaches({ [file]: "export const a = WebAssembly.compile;" }).join()).toContain(
        `${file}:1: names WebAssembly`,
      );
  });

  test("as a type is a breach outside the public options", () => {
    expect(breaches({ "src/data/load.ts": "export type A = WebAssembly.Module;" })).toHaveLength(1);
    write(house);
    expect(breaches({ "src/engine.ts": "export type A = WebAssembly.Module;" })).toEqual([]);
  });
});

test.each([
  ["assembly/zero.ts", 300],
  ["src/core.ts", 400],
  ["bindings/memory.ts", 400],
  ["tests/ops/zero.test.ts", 400],
])("%s may have %i lines and no more", (file, limit) => {
  const lines = house[file].trimEnd().split("\n").length;
  expect(breaches({ [file]: `${house[file].trimEnd()}${"\n//".repeat(limit - lines)}\n` })).toEqual([]);
  expect(breaches({ [file]: `${house[file].trimEnd()}${"\n//".repeat(limit - lines + 1)}\n` })).toEqual([
    `${file}:${limit + 1}: ${limit + 1} lines, at most ${limit} are allowed here`,
  ]);
});

test("a kernel that src/ does not use is a breach", () => {
  const found = breaches({ "assembly/zero.ts": kernel("zero") + kernel("one") });
  expect(found).toEqual(["assembly/zero.ts:16: kernel one is used by nothing in src/"]);
});

test("a file with kernels that index.ts does not list is of the extension", () => {
  write({ "assembly/family/one.ts": kernel("one"), "assembly/helper.ts": "export function help(): void {}" });
  expect(moduleEntries(root)).toEqual({ core: ["assembly/index.ts"], extension: ["assembly/family/one.ts"] });
  expect(readKernels(root).map(({ name, extension }) => [name, extension])).toEqual([
    ["zero", false],
    ["one", true],
  ]);
});

test("an op without its test file is a breach", () => {
  rmSync(join(root, "tests/ops/zero.test.ts"));
  expect(checkHouse(root)).toEqual(["src/ops/zero.ts:1: exports an op, but there is no tests/ops/zero.test.ts"]);
});

test("an op that its test file does not name is a breach", () => {
  expect(breaches({ "tests/ops/zero.test.ts": "export {};" })).toEqual([
    "src/ops/zero.ts:1: exports op zero, which tests/ops/zero.test.ts does not name",
  ]);
});

describe("kernel declarations", () => {
  test("are read with their fields, comments and docs", () => {
    expect(readKernels(root)).toEqual([
      {
        name: "zero",
        file: "assembly/zero.ts",
        line: 8,
        doc: "y = 0.",
        extension: false,
        fields: [
          { name: "y", type: "usize", comment: "[count]" },
          { name: "mask", type: "usize", comment: "[count] or 0" },
          { name: "count", type: "i32", comment: "" },
        ],
      },
    ]);
  });

  test.each([
    ["a missing class", kernel("zero").replace("ZeroArgs", "Zero"), ":8: kernel zero has no class ZeroArgs"],
    ["a class of no kernel", `${kernel("zero")}\nclass OneArgs {}`, ":10: class OneArgs belongs to no kernel"],
    ["a managed class", kernel("zero").replace("@unmanaged ", ""), ":2: class ZeroArgs must be @unmanaged"],
    ["an unknown type", kernel("zero").replace("count: i32", "count: u8"), ":5: ZeroArgs.count is u8;"],
    ["a nullable field", kernel("zero").replace("count: i32", "count: i32 | null"), ":5: ZeroArgs.count is nullable;"],
    ["no field", kernel("zero").replace(/ {2}.*;.*\n/g, ""), ":2: class ZeroArgs has no fields"],
    [
      "two fields on a line",
      kernel("zero").replace("count: i32;", "count: i32; more: i32;"),
      ":5: ZeroArgs.more needs",
    ],
    ["a method", kernel("zero").replace("count: i32;", "count(): i32 { return 1; }"), ":5: ZeroArgs.count: only plain"],
    ["another signature", kernel("zero").replace("end: i32", "end: u32"), ":8: kernel zero must be declared zero(args"],
    [
      "a second declaration",
      kernel("zero") + kernel("zero"),
      ":10: class ZeroArgs is declared twice\nassembly/zero.ts:16: kernel zero is declared twice, first at assembly/zero.ts:8",
    ],
    ["a syntax error", `${kernel("zero")}\nlet = ;`, ":10: "],
  ])("%s is an error that names the line", (_, text, message) => {
    write({ "assembly/zero.ts": text });
    expect(() => readKernels(root)).toThrow(`assembly/zero.ts${message}`);
  });

  test("a file that index.ts names in vain is an error", () => {
    write({ "assembly/index.ts": `export * from "./zero";\nexport * from "./two";` });
    expect(() => readKernels(root)).toThrow("assembly/index.ts:2: there is no assembly/two.ts");
  });
});
