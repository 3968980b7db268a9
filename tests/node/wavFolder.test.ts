// Folders of sound: labels by name, lengths, rates, damaged files; the real spoken digits where they are.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CorruptFile, type WavFolderOptions, wavFolder } from "../../src/node/index.ts";
import { type WavFile, wavFile } from "../audio/wavFile.ts";
import { rejection } from "../data/idxFile.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fovea-sound-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sound = (samples: number[], file: WavFile = {}): Uint8Array =>
  wavFile(new Uint8Array(Int16Array.from(samples, (value) => value * 32768).buffer), file);

function fill(files: Record<string, Uint8Array>): void {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
}

async function all<T>(data: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of data) values.push(value);
  return values;
}

const label = (path: string): string => path.split("/").at(-1)?.[0] ?? "";

test("labels by name, channels averaged, one length", async () => {
  fill({
    "b_1.wav": sound([0.5, 0.25, -0.5]),
    "deep/a_2.WAV": sound([0.5, 0, 0.25, 0.75], { channels: 2 }),
    "a_1.wav": sound([-0.5]),
    "a_notes.txt": new Uint8Array(3),
  });
  const data = await wavFolder(root, { label, length: 2 });
  expect([data.classes, Array.from(data.labels ?? [])]).toEqual([
    ["a", "b"],
    [0, 1, 0],
  ]);
  const samples = await all(data);
  expect(samples.map(({ name = "", y }) => [name.slice(root.length + 1), y])).toEqual([
    ["a_1.wav", 0],
    ["b_1.wav", 1],
    ["deep/a_2.WAV", 0],
  ]);
  expect(samples.map(({ x }) => [...x])).toEqual([
    [-0.5, 0],
    [0.5, 0.25],
    [0.25, 0.5],
  ]);
  expect((await all(await wavFolder(root, { label, only: (path) => !path.startsWith("deep") })))[1].x).toHaveLength(3);
});

test("one rate, or all brought to one", async () => {
  fill({ "a.wav": sound([0, 0.5, 0, 0]), "b.wav": sound([0, 0.5, 0, 0, 0, 0, 0, 0], { sampleRate: 16_000 }) });
  const error = await rejection(all(await wavFolder(root, { label })));
  expect(error.message).toContain(
    `${join(root, "b.wav")}: got 16000 samples a second, expected 8000, as the first file`,
  );
  const samples = await all(await wavFolder(root, { label, sampleRate: 16_000 }));
  expect(samples.map(({ x }) => x.length)).toEqual([8, 8]);
});

test("damaged files: an error, or left out and named", async () => {
  fill({
    "a_0.wav": new Uint8Array(),
    "a_1.wav": sound([0.5]),
    "b_1.wav": sound([0.5]),
    "b_2.wav": sound([1]).subarray(0, 45),
  });
  expect((await rejection(wavFolder(root, { label }))).message).toMatch(/a_0\.wav: got no bytes at all/);
  const skipped: CorruptFile[] = [];
  const data = await wavFolder(root, { label, corrupt: "skip", onCorrupt: (file) => skipped.push(file) });
  expect(await all(data)).toHaveLength(2);
  expect(skipped.map(({ name }) => name.slice(root.length + 1))).toEqual(["a_0.wav", "b_2.wav"]);
});

describe("wrong use", () => {
  test.each<[object, string, string]>([
    [{}, "option", "wavFolder.label: got undefined"],
    [{ label, length: 0 }, "option", "wavFolder.length: got 0"],
    [{ label, sampleRate: 1.5 }, "option", "wavFolder.sampleRate: got 1.5"],
    [{ label, corrupt: "skip" }, "option", "wavFolder.onCorrupt: got undefined"],
    [{ label, size: 3 }, "option", 'unknown option "size"'],
    [{ label: () => 7 }, "option", "a_1.wav: got 7, expected the name of a class"],
    [{ label, only: () => false }, "data", "got no WAV files"],
    [{ label: () => "x" }, "data", "got one class, x"],
    [{ label, classes: ["a", "c"] }, "data", 'b_1.wav: got the label "b", expected one of a, c'],
  ])("%#", async (options, code, message) => {
    fill({ "a_1.wav": sound([0.5]), "b_1.wav": sound([0.5]) });
    const error = await rejection(wavFolder(root, options as WavFolderOptions));
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

const real = join(
  process.env.FOVEA_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url)),
  "fsdd/recordings",
);
const isHere = existsSync(real);
if (!isHere) console.warn(`SKIPPED: no spoken digits at ${real}; set FOVEA_DATA to the folder that holds fsdd/`);

test.skipIf(!isHere)("the real spoken digits", async () => {
  const isTest = (path: string): boolean => Number(/_(\d+)\.wav$/.exec(path)?.[1]) < 5;
  const data = await wavFolder(real, { label: (path) => path[0], only: isTest, length: 8000 });
  expect(data.classes).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  expect((await all(data)).every(({ x }) => x.length === 8000)).toBe(true);
  expect(data.size).toBe(180);
});
