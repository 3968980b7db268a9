// Pictures with masks: by name, values to labels, what does not belong together; the real membranes where they are.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Picture, Sample } from "../../src/data/index.ts";
import { encodePng } from "../../src/images/index.ts";
import { type PairedFolderOptions, pairedFolder } from "../../src/node/index.ts";
import { rejection } from "../data/idxFile.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fovea-pairs-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const grey = (...values: number[]): Uint8Array =>
  encodePng({ width: values.length, height: 1, channels: 1, data: Uint8Array.from(values) });

function fill(files: Record<string, Uint8Array>): [string, string] {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return [join(root, "image"), join(root, "label")];
}

async function all(data: AsyncIterable<Sample>): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of data) samples.push(sample);
  return samples;
}

const maskOf = ({ y }: Sample): number[] => [...(y as Picture).data];

test("masks by name, values to labels", async () => {
  const folders = fill({
    "image/b.png": grey(1, 2),
    "image/a/c.png": grey(3, 4),
    "label/b.PNG": grey(255, 0),
    "label/a/c.png": grey(0, 255),
  });
  const data = await pairedFolder(...folders, { channels: 1, map: { 0: 0, 255: 1 }, classes: ["membrane", "cell"] });
  const samples = await all(data);
  expect(samples.map(({ name = "" }) => name.slice(root.length + 1))).toEqual(["image/a/c.png", "image/b.png"]);
  expect(samples.map(maskOf)).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(samples[0]).toMatchObject({ x: { channels: 1, width: 2 }, y: { channels: 1, width: 2, height: 1 } });
  expect(data.classes).toEqual(["membrane", "cell"]);
  expect(maskOf((await all(await pairedFolder(...folders)))[0])).toEqual([0, 255]);
});

describe("what does not belong together", () => {
  test.each<[string, Record<string, Uint8Array>, PairedFolderOptions, RegExp]>([
    [
      "no mask",
      { "image/a.png": grey(1), "image/b.png": grey(1), "label/a.png": grey(1) },
      {},
      /image\/b\.png: got no mask/,
    ],
    [
      "no picture",
      { "image/a.png": grey(1), "label/a.png": grey(1), "label/z.png": grey(1) },
      {},
      /label\/z\.png: got a mask with/,
    ],
    [
      "a name twice",
      { "image/a.png": grey(1), "label/a.png": grey(1), "label/a.PNG": grey(1) },
      {},
      /a picture named like/,
    ],
    [
      "no masks at all",
      { "image/a.png": grey(1), "label/x.txt": grey(1) },
      {},
      /label: got 1 files, none of them a picture/,
    ],
    [
      "another size",
      { "image/a.png": grey(1, 2), "label/a.png": grey(1) },
      {},
      /label\/a\.png: got a mask of 1 x 1 pixels, expected 2 x 1/,
    ],
    [
      "a value without a label",
      { "image/a.png": grey(1, 2), "label/a.png": grey(0, 254) },
      { map: { 0: 0, 255: 1 } },
      /label\/a\.png: got the value 254 at pixel 1, 0, expected one of 0, 255/,
    ],
  ])("%s", async (_, files, options, says) => {
    const error = await rejection(pairedFolder(...fill(files), options).then(all));
    expect(error.code).toBe("data");
    expect(error.message).toMatch(says);
  });

  test.each<[object, string]>([
    [{ map: {} }, "pairedFolder.map"],
    [{ map: { x: 1 } }, "got x: 1, expected values of 0 to 255"],
    [{ map: { 0: 2 }, classes: ["a", "b"] }, "got 0: 2, expected values of 0 to 255, labels of 0 to 1"],
    [{ size: { width: 2, height: 2 } }, 'unknown option "size"'],
  ])("wrong use %#", async (options, message) => {
    const error = await rejection(pairedFolder(root, root, options));
    expect(error).toMatchObject({ code: "option", message: expect.stringContaining(message) });
  });
});

const real = join(
  process.env.FOVEA_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url)),
  "unet-membrane",
);
const isHere = existsSync(real);
if (!isHere) console.warn(`SKIPPED: no membranes at ${real}; set FOVEA_DATA to the folder that holds unet-membrane/`);

test.skipIf(!isHere)("the real membranes", async () => {
  const data = await pairedFolder(`${real}/image/`, join(real, "label"), { channels: 1, map: { 0: 0, 255: 1 } });
  const samples = await all(data);
  expect(samples).toHaveLength(30);
  const cells = samples.map((sample) => maskOf(sample).reduce((sum, value) => sum + value) / 512 ** 2);
  expect(Math.min(...cells)).toBeGreaterThan(0.6);
  expect(Math.max(...cells)).toBeLessThan(0.9);
});
