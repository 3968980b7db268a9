// Spectrograms, mel bands and other rates against NumPy and SciPy; wrong use.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type LogMelOptions,
  logMel,
  type MelOptions,
  melFilterbank,
  melSpectrogram,
  resample,
  type SpectrogramOptions,
  spectrogram,
} from "../../src/audio/index.ts";

interface Golden {
  samples: string;
  spectra: { options: SpectrogramOptions; data: string }[];
  banks: { options: MelOptions; data: string }[];
  logMel: { all: string; of30: string };
  resampled: { from: number; to: number; data: string }[];
}

const golden = JSON.parse(readFileSync(new URL("../golden/sound.json", import.meta.url), "utf8")) as Golden;
const bytesOf = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "base64")).buffer;
const samples = new Float32Array(bytesOf(golden.samples));

/** Expects the same numbers, but for `tolerance` of the largest. */
function expectNear(found: ArrayLike<number>, wanted: string, tolerance: number): void {
  const expected = new Float64Array(bytesOf(wanted));
  expect(found.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i])), 0);
  expect(worst / largest).toBeLessThan(tolerance);
}

const FLOAT = 2 ** -23;

test.each(golden.spectra)("spectrogram $options", ({ options, data }) => {
  const found = spectrogram(samples, options);
  expect(found.bins).toBe(((options.size ?? 0) >> 1) + 1);
  expect(found.data.length).toBe(found.frames * found.bins);
  expectNear(found.data, data, FLOAT);
});

test.each(golden.banks)("melFilterbank $options", ({ options, data }) => {
  expectNear(melFilterbank(options).data, data, 1e-12);
});

const mel = { sampleRate: 8000, size: 128, hop: 100, bands: 12 };

test("logMel", () => {
  const { frames, bins, data } = logMel(samples, { ...mel, range: Number.POSITIVE_INFINITY });
  expect([frames, bins]).toEqual([8, 12]);
  expectNear(data, golden.logMel.all, FLOAT);
  expectNear(logMel(samples, { ...mel, range: 30 }).data, golden.logMel.of30, FLOAT);
});

test("decibels of magnitudes", () => {
  const options = { ...mel, power: 1 } as const;
  const magnitudes = melSpectrogram(samples, options).data;
  const decibels = logMel(samples, { ...options, range: Number.POSITIVE_INFINITY }).data;
  for (const [i, value] of decibels.entries()) expect(value).toBeCloseTo(20 * Math.log10(magnitudes[i]), 4);
});

test.each(golden.resampled)("resample $from to $to", ({ from, to, data }) => {
  expectNear(resample(samples, from, to), data, 2 * FLOAT);
});

test("resample to the same rate copies", () => {
  const same = resample(samples, 8000, 8000);
  expect(same).toEqual(samples);
  expect(same).not.toBe(samples);
});

test("a window of one's own, and silence", () => {
  const own = spectrogram(samples, { size: 64, window: new Float32Array(64).fill(1) });
  expect(own).toEqual(spectrogram(samples, { size: 64, window: "rectangular" }));
  const silent = logMel(new Float32Array(1000), { sampleRate: 8000 });
  expect(silent.data.every((value) => value === -100)).toBe(true);
});

describe("wrong use", () => {
  test.each<[() => unknown, string]>([
    [() => spectrogram([1, 2] as never), "spectrogram.samples: got [1, 2], expected a Float32Array"],
    [() => spectrogram(samples, { size: 1 }), "spectrogram.size: got 1, expected a whole number from 2"],
    [() => spectrogram(samples, { hop: 0 }), "spectrogram.hop: got 0"],
    [() => spectrogram(samples, { size: 64, windowLength: 65 }), "spectrogram.windowLength: got 65"],
    [
      () => spectrogram(samples, { window: "hanning" as "hann" }),
      'spectrogram.window: got "hanning", expected hann, hamming',
    ],
    [() => spectrogram(samples, { size: 8, window: [1, 2] }), "spectrogram.window: got 2 numbers, expected 8"],
    [() => spectrogram(samples, { pad: "zero" as "none" }), 'spectrogram.pad: got "zero"'],
    [() => spectrogram(samples, { power: 3 as 2 }), "spectrogram.power: got 3"],
    [() => spectrogram(samples, { length: 3 } as object), 'unknown option "length"'],
    [() => spectrogram(samples.subarray(0, 30), { size: 64 }), "got 30 samples, expected at least 33 for frames of 64"],
    [() => spectrogram(samples.subarray(0, 63), { size: 64, pad: "none" }), "got 63 samples, expected at least 64"],
    [() => spectrogram(new Float32Array(), { pad: "silence" }), "got 0 samples, expected at least 1"],
    [() => melFilterbank({} as MelOptions), "melFilterbank.sampleRate: got undefined"],
    [
      () => melFilterbank({ sampleRate: 8000, high: 5000 }),
      "melFilterbank.high: got 5000, expected above 0 and at most 4000",
    ],
    [() => melFilterbank({ sampleRate: 8000, low: 4000 }), "melFilterbank.high: got 4000, expected above 4000"],
    [() => melFilterbank({ sampleRate: 8000, bands: 0 }), "melFilterbank.bands: got 0"],
    [() => melFilterbank({ sampleRate: 8000, hop: 3 } as MelOptions), 'unknown option "hop"'],
    [() => logMel(samples, { ...mel, floor: 0 }), "logMel.floor: got 0"],
    [() => logMel(samples, undefined as unknown as LogMelOptions), "logMel: got undefined"],
    [() => resample(samples, 8000, 0), "resample.to: got 0"],
    [() => resample(samples, 44.1, 8000), "resample.from: got 44.1"],
  ])("%#", (work, message) => {
    expect(work).toThrow(message);
  });
});
