import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import * as fovea from "../../src/index.ts";
import { ops } from "../../src/ops/all.ts";
import type { Op } from "../../src/ops/op.ts";

const folder = new URL("../../src/", import.meta.url);
const isOp = (value: unknown): value is Op<never> =>
  typeof (value as Op<never>)?.infer === "function" && "forward" in (value as object);

/** Every op with its key among the exports of a file, and the file's family. */
const found = await Promise.all(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /^(ops\/\w+|losses\/ops)\/\w+\.ts$/.test(file) && !/\/(ops|index)\.ts$/.test(file))
    .map(async (file) => ({ file, exports: Object.entries(await import(new URL(file, folder).href)) })),
).then((files) =>
  files.flatMap(({ file, exports }) =>
    exports.flatMap(([key, op]) => (isOp(op) ? [{ op, key, family: file.slice(0, file.lastIndexOf("/")) }] : [])),
  ),
);

/** Ops that layers of another name stand for; those of losses are all behind losses. */
const unnamed: readonly string[] = [];

test("there are ops", () => expect(found.length).toBeGreaterThanOrEqual(18));

test.each(found.map((each) => [each.op.name, each] as const))("%s is where users and files find it", (name, each) => {
  const { op, key, family } = each;
  expect(key, `the constant that holds op ${name}`).toBe(`${name}Op`);
  expect(ops.get(name) === op, `${key} belongs into the list of ops.ts of src/${family}`).toBe(true);
  if (!unnamed.includes(name) && family !== "losses/ops")
    expect(name in fovea, `layer ${name} belongs into src/${family}/index.ts`).toBe(true);
});

test("no op is loaded that no file has", () => {
  expect([...ops.keys()].sort()).toEqual(found.map(({ op }) => op.name).sort());
});
