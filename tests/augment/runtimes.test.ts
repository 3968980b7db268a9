// The program of all ops (tests/runtimes) runs every transform; here, that none is missing, and that its results are the same again.
import { expect, test } from "vitest";
import * as augment from "../../src/augment/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { Hash } from "../runtimes/program/hash.mjs";
import { batchTransforms, runTransforms, transforms } from "../runtimes/program/transforms.mjs";

test("every export of fovea/augment has a row", () => {
  const rows = [...Object.keys(transforms(augment)), ...Object.keys(batchTransforms(augment)), "augment", "fiveCrop"];
  const names = rows.flatMap((name) => name.split(", "));
  expect(Object.keys(augment).filter((name) => !names.includes(name))).toEqual([]);
});

test("every row is the same to the bit when run again, and with threads", async () => {
  const hashes = async (threads: number): Promise<Record<string, string>> => {
    const results: Record<string, string> = {};
    await runTransforms(augment, await sharedEngine({ threads }), (name, arrays) => {
      results[name] = arrays.reduce<Hash>((all, array) => all.add(array), new Hash()).toString();
    });
    return results;
  };
  const first = await hashes(1);
  expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
  expect(await hashes(1)).toEqual(first);
  expect(await hashes(2)).toEqual(first);
});
