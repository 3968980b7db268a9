// WAV files of every kind that is read, odd ones, and those that are cut short or no sound at all.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { logMel, wav } from "../../src/audio/index.ts";
import { rejection } from "../data/idxFile.ts";
import { chunk, type WavFile, wavFile } from "./wavFile.ts";

/** Bytes of numbers, as `write` stores each in `bytes` bytes. */
function stored(
  bytes: number,
  write: (to: Buffer, value: number, at: number) => void,
  ...values: number[]
): Uint8Array {
  const out = Buffer.alloc(bytes * values.length);
  for (const [i, value] of values.entries()) write(out, value, i * bytes);
  return new Uint8Array(out);
}
const int16 = (...values: number[]): Uint8Array => stored(2, (to, v, at) => to.writeInt16LE(v, at), ...values);

test.each<[string, Uint8Array, WavFile, number[]]>([
  ["8 bits", Uint8Array.of(0, 128, 255), { bits: 8 }, [-1, 0, 127 / 128]],
  ["16 bits", int16(-32768, 0, 16384, 32767), {}, [-1, 0, 0.5, 32767 / 32768]],
  [
    "24 bits",
    stored(3, (to, v, at) => to.writeIntLE(v, at, 3), -0x800000, 0x400000, -1),
    { bits: 24 },
    [-1, 0.5, -(2 ** -23)],
  ],
  ["32 bits", stored(4, (to, v, at) => to.writeInt32LE(v, at), -0x80000000, 0x40000000), { bits: 32 }, [-1, 0.5]],
  ["float", stored(4, (to, v, at) => to.writeFloatLE(v, at), -1.5, 0.25), { bits: 32, kind: 3 }, [-1.5, 0.25]],
  ["double", stored(8, (to, v, at) => to.writeDoubleLE(v, at), -1.5, 0.25), { bits: 64, kind: 3 }, [-1.5, 0.25]],
  ["extensible header", int16(16384), { extensible: true }, [0.5]],
  [
    "extensible header, float",
    stored(4, (to, v, at) => to.writeFloatLE(v, at), 0.75),
    { extensible: true, kind: 3, bits: 32 },
    [0.75],
  ],
  [
    "other chunks before, of odd lengths",
    int16(8192),
    { before: [chunk("LIST", Buffer.from("abc")), chunk("fact", Buffer.alloc(4))] },
    [0.25],
  ],
  ["a length that was not known yet", int16(8192, 0), { length: 0xffffffff }, [0.25, 0]],
  ["no samples", new Uint8Array(), {}, []],
])("%s", async (_, data, file, expected) => {
  const { sampleRate, channels } = await wav(wavFile(data, file));
  expect([sampleRate, channels.length]).toEqual([8000, 1]);
  expect([...channels[0]]).toEqual(expected.map(Math.fround));
});

test("two channels, another rate, bytes after the sound, and a Blob", async () => {
  const file = Buffer.concat([
    wavFile(int16(1, -2, 3, -4), { channels: 2, sampleRate: 44_100 }),
    chunk("id3 ", Buffer.alloc(9)),
  ]);
  const { sampleRate, channels } = await wav(new Blob([new Uint8Array(file)]));
  expect(sampleRate).toBe(44_100);
  expect(channels.map((samples) => [...samples].map((value) => value * 32768))).toEqual([
    [1, 3],
    [-2, -4],
  ]);
});

describe("not to be read", () => {
  const whole = wavFile(int16(1, 2, 3, 4));

  test("cut short at any byte", async () => {
    for (let cut = 12; cut < whole.length; cut++) {
      const error = await rejection(wav(whole.subarray(0, cut), { name: "seven.wav" }));
      expect(error.message).toContain(`seven.wav at byte ${cut}: got the end of the file`);
    }
  });

  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "x.wav: got no bytes at all, expected a WAV file"],
    ["an MP3", Buffer.from("ID3 some tags and so on"), "x.wav: got text"],
    ["a WebP", Buffer.from("RIFF....WEBPVP8 "), 'x.wav: got RIFF of kind "WEBP"'],
    ["ADPCM", wavFile(int16(1), { kind: 2 }), "sound compressed by ADPCM"],
    ["mu-law in an extensible header", wavFile(int16(1), { kind: 7, extensible: true }), "compressed by mu-law"],
    ["12 bits", wavFile(int16(1), { bits: 12 }), "PCM of 12 bits"],
    ["float of 16 bits", wavFile(int16(1), { kind: 3 }), "floating point of 16 bits"],
    ["no channels", wavFile(int16(1), { channels: 0 }), "0 channels"],
    ["no rate", wavFile(int16(1), { sampleRate: 0 }), "0 samples a second"],
    ["half a sample", wavFile(Uint8Array.of(1, 2, 3)), "3 bytes of sound, not a multiple of 2"],
    ["odd blocks", wavFile(int16(1), { blockBytes: 3 }), "3 bytes for 1 samples of 16 bits"],
    [
      "sound before its format",
      new Uint8Array(chunk("RIFF", Buffer.concat([Buffer.from("WAVE"), chunk("data", int16(1))]))),
      "sound before its format",
    ],
  ])("%s", async (_, file, message) => {
    const error = await rejection(wav(file, { name: "x.wav" }));
    expect(error.code).toBe("format");
    expect(error.message).toContain(message);
  });

  test("options and sources", async () => {
    expect((await rejection(wav(whole, { rate: 1 } as object))).message).toContain('unknown option "rate"');
    expect((await rejection(wav(7 as never))).code).toBe("option");
  });
});

const folder = join(
  process.env.FOVEA_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url)),
  "fsdd/recordings",
);
const isHere = existsSync(folder);
if (!isHere) console.warn(`SKIPPED: no spoken digits at ${folder}; set FOVEA_DATA to the folder that holds fsdd/`);

test.skipIf(!isHere)("spoken digits", async () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".wav"));
  let seconds = 0;
  for (const name of files) {
    const { sampleRate, channels } = await wav(readFileSync(join(folder, name)), { name });
    expect([sampleRate, channels.length]).toEqual([8000, 1]);
    expect(channels[0].every((value) => Math.abs(value) <= 1)).toBe(true);
    seconds += channels[0].length / sampleRate;
    const { frames, bins, data } = logMel(channels[0], { sampleRate, size: 256, hop: 80 });
    expect(data.length).toBe(frames * bins);
    expect(data.every(Number.isFinite)).toBe(true);
  }
  expect(files).toHaveLength(900);
  expect(seconds / files.length).toBeGreaterThan(0.3);
});
