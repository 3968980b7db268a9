import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { ops } from "../../src/ops/all.ts";
import type { Op } from "../../src/ops/op.ts";

const folder = new URL("../../src/ops/", import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /\.ts$/.test(file) && !/(^|\/)(all|ops|index)\.ts$/.test(file));
const isOp = (value: unknown): value is Op<never> =>
  typeof (value as Op<never>)?.infer === "function" && "forward" in (value as object);

test("every op of src/ops is among those that files are loaded with, under its own name", async () => {
  const found: Op<never>[] = [];
  for (const file of files) found.push(...Object.values(await import(new URL(file, folder).href)).filter(isOp));
  expect(found.length).toBeGreaterThanOrEqual(10);
  expect([...ops.keys()].sort()).toEqual(found.map(({ name }) => name).sort());
  for (const op of found) expect(ops.get(op.name)).toBe(op);
});

test("every op is exported as its name and Op", async () => {
  for (const file of files)
    for (const [key, value] of Object.entries(await import(new URL(file, folder).href)))
      if (isOp(value)) expect(key).toBe(`${value.name}Op`);
});
