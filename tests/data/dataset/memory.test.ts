import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { type Dataset, dataset, type Sample, type Samples } from "../../../src/data/index.ts";

const FILES = 50_000;
const SIDE = 32;
const BYTES = SIDE * SIDE * 3;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of memory in use, outside buffers and in them, after what can be forgotten is forgotten. */
async function inUse(): Promise<number> {
  collectGarbage();
  await new Promise((resolve) => setTimeout(resolve, 20)); // the memory of buffers is given back on another thread
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Goes through `data` and gives the most memory in use, over that after the first batches, at some moments. */
async function growth(data: Dataset<Samples>): Promise<{ samples: number; most: number }> {
  let [batches, samples, first, most] = [0, 0, 0, 0];
  for await (const { size = 0 } of data) {
    samples += size;
    batches++;
    if (batches === 100) first = await inUse();
    else if (batches > 100 && batches % 100 === 0) most = Math.max(most, (await inUse()) - first);
  }
  return { samples, most };
}

const toSample = (data: Uint8Array, index: number): Sample => ({
  x: { width: SIDE, height: SIDE, channels: 3, data },
  y: index % 10,
});

test("memory stays flat over 50,000 pictures of 3 kB that are made when they are read", async () => {
  const made = dataset({ size: FILES, get: (index) => toSample(new Uint8Array(BYTES).fill(index), index) });
  const { samples, most } = await growth(
    made
      .shuffle({ seed: 1 })
      .map(async (sample) => sample)
      .batch(64)
      .prefetch(),
  );
  expect(samples).toBe(FILES);
  expect(most, "of 150 MB that went through").toBeLessThan(2e6);
});

test("memory stays flat over a stream of them, shuffled in a window", async () => {
  const made = dataset(function* () {
    for (let index = 0; index < FILES; index++) yield toSample(new Uint8Array(BYTES).fill(index), index);
  });
  const { samples, most } = await growth(made.shuffle({ window: 500 }).batch(64));
  expect(samples).toBe(FILES);
  expect(most).toBeLessThan(2e6);
});

test("memory stays flat over a folder of 50,000 files", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fovea-many-"));
  try {
    const pathOf = (index: number): string => join(folder, String(index % 100), `${index}.bin`);
    for (let part = 0; part < 100; part++) mkdirSync(join(folder, String(part)));
    const content = new Uint8Array(100);
    for (let index = 0; index < FILES; index++) {
      content[0] = index;
      writeFileSync(pathOf(index), content);
    }
    const files = dataset({ size: FILES, get: pathOf }).shuffle({ seed: 2 });
    const read = files.map(
      async (path, { index }): Promise<Sample> => ({ x: new Uint8Array(await readFile(path)), y: index % 10 }),
    );
    const { samples, most } = await growth(read.batch(100).prefetch());
    expect(samples).toBe(FILES);
    expect(most).toBeLessThan(2e6);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
