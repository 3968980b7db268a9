// TensorBoard's files: the framing by its definition, the whole by TensorBoard's own reader.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { tensorBoard } from "../../src/node/index.ts";
import { crc32c, record } from "../../src/node/tensorboard/records.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each<[string, Uint8Array, number]>([
  ["nothing", bytes(""), 0],
  ["123456789, the usual check", bytes("123456789"), 0xe3069283],
  ["32 zeros, RFC 3720 B.4", new Uint8Array(32), 0x8a9136aa],
  ["32 ones, RFC 3720 B.4", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["0 to 31, RFC 3720 B.4", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
])("CRC-32C of %s", (_, data, expected) => {
  expect(crc32c(data)).toBe(expected);
});

test("a record: length, its checksum, the bytes, theirs", () => {
  const framed = record(bytes("123456789"));
  expect(framed).toHaveLength(8 + 4 + 9 + 4);
  const view = new DataView(framed.buffer);
  expect(view.getBigUint64(0, true)).toBe(9n);
  expect(new TextDecoder().decode(framed.subarray(12, 21))).toBe("123456789");
  // ((crc >> 15) | (crc << 17)) + 0xa282ead8, worked out by hand for 0xe3069283
  expect(view.getUint32(21, true)).toBe(((0x0001c60d | 0x25060000) + 0xa282ead8) >>> 0);
});

/** A Python that has TensorBoard: the one that .ci/run makes, or the system's. */
const python = [fileURLToPath(new URL("../../build/python/bin/python", import.meta.url)), "python3"].find((path) => {
  try {
    return execFileSync(path, ["-c", "import tensorboard"], { stdio: "pipe" });
  } catch {
    return false;
  }
});

const READER = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
events.Reload()
print(json.dumps({tag: [[e.wall_time, e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}))
`;

test.skipIf(!python)(
  `TensorBoard reads what was written${python ? "" : " (SKIPPED: no Python with tensorboard; pip install tensorboard)"}`,
  async () => {
    const path = join(folder(), "events.out.tfevents.fovea");
    const board = await tensorBoard(path);
    const time = (seconds: number): Date => new Date(1_700_000_000_000 + seconds * 1000);
    board.add(1, { "loss/train": 2.5, "accuracy/train": 0.25 }, time(1));
    board.add(300, { "loss/train": 0.125, größe: -3 }, time(2.5));
    board.add(2 ** 40, { "loss/train": 1e-30 }, time(3));
    board.flush();
    board.close();
    const read = JSON.parse(execFileSync(python as string, ["-c", READER, path], { encoding: "utf8" }));
    expect(read).toEqual({
      "loss/train": [
        [1_700_000_001, 1, 2.5],
        [1_700_000_002.5, 300, 0.125],
        [1_700_000_003, 2 ** 40, Math.fround(1e-30)],
      ],
      "accuracy/train": [[1_700_000_001, 1, 0.25]],
      größe: [[1_700_000_002.5, 300, -3]],
    });
  },
);

test("a file that is there is begun anew", async () => {
  const path = join(folder(), "events.out.tfevents.fovea");
  const write = async (steps: number): Promise<number> => {
    using board = await tensorBoard(path);
    for (let step = 1; step <= steps; step++) board.add(step, { loss: step });
    return readFileSync(path).length;
  };
  expect(await write(1)).toBeLessThan(await write(5));
  expect(await write(1)).toBeLessThan(200);
});

test("wrong use and what the disk refuses", async () => {
  await expect(tensorBoard("")).rejects.toThrow(/tensorBoard\.path: got "", expected the path of a file/);
  const missing = join(folder(), "none", "events.out.tfevents");
  await expect(tensorBoard(missing)).rejects.toThrow(`cannot write ${missing}: no such file or folder`);
  expect(existsSync(missing)).toBe(false);
  using board = await tensorBoard(join(folder(), "events.out.tfevents"));
  expect(() => board.add(-1, { loss: 1 })).toThrow(/step: got -1, expected a whole number/);
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "fovea-tensorboard-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
