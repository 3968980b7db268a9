/** Spectra as the ear hears them: bands of equal width on the mel scale (Stevens, Volkmann, Newman 1937). */
import { checkOptions, fail, show } from "../error.ts";
import { exp, log } from "../exact.ts";
import { checkNumber, checkOneOf, checkSamples, checkWhole } from "./options.ts";
import { eachFrame, FRAMING_OPTIONS, framingOf, type Spectrogram, type SpectrogramOptions } from "./spectrogram.ts";

/** The bands of {@link melFilterbank}. */
export interface MelOptions {
  /** Samples a second of the sound. */
  sampleRate: number;
  /** Samples of a frame's Fourier transform. Default 512. */
  size?: number;
  /** How many bands. Default 40. */
  bands?: number;
  /** Where the lowest begins, in hertz. Default 0. */
  low?: number;
  /** Where the highest ends, in hertz. Default half of `sampleRate`. */
  high?: number;
  /** The scale: 2595 log10(1 + f / 700) of HTK, or that of Slaney's Auditory Toolbox, linear up to 1000 Hz. Default "htk". */
  scale?: "htk" | "slaney";
  /** Whether each triangle has the same height (1), or the same area, 2 / (its width in hertz). Default "height". */
  norm?: "height" | "area";
}

/** How {@link melSpectrogram} cuts sound into frames and bands. */
export type MelSpectrogramOptions = SpectrogramOptions & MelOptions;

/** How {@link logMel} does. */
export type LogMelOptions = MelSpectrogramOptions & {
  /** Power below this counts as this. Default 1e-10. */
  floor?: number;
  /** Decibels below the loudest that are kept, the rest is raised to there; Infinity keeps all. Default 80. */
  range?: number;
};

/** A filter bank: [bands, bins], row after row. */
export interface Filterbank {
  readonly bands: number;
  readonly bins: number;
  readonly data: Float64Array;
}

const MEL_OPTIONS = ["sampleRate", "size", "bands", "low", "high", "scale", "norm"] as const;
const MEL_SPECTROGRAM_OPTIONS = [...new Set([...FRAMING_OPTIONS, ...MEL_OPTIONS])];
const LOG_10 = log(10);

/** Of Slaney's scale: 3 mels are 200 Hz up to 1000 Hz; from there on 27 mels are a factor of 6.4. */
const SLANEY_HERTZ = 200 / 3;
const SLANEY_KNEE = 1000;
const SLANEY_STEP = log(6.4) / 27;

/**
 * Triangles over a spectrum's bins, their corners at equal distances in mels: band b rises from corner b to 1 at corner b + 1 and falls to
 * corner b + 2. As `torchaudio.functional.melscale_fbanks`, transposed, and `librosa.filters.mel`.
 *
 * @throws FoveaError "option" for what does not fit.
 * @example
 * const { data } = melFilterbank({ sampleRate: 8000, size: 256, bands: 32 }); // [32, 129]
 */
export function melFilterbank(options: MelOptions): Filterbank {
  checkOptions("melFilterbank", options, MEL_OPTIONS);
  return filterbankOf("melFilterbank", options);
}

function filterbankOf(where: string, options: MelOptions): Filterbank {
  const { sampleRate, size = 512, bands = 40, low = 0, scale = "htk", norm = "height" } = options;
  checkNumber(`${where}.sampleRate`, sampleRate, 1);
  const { high = sampleRate / 2 } = options;
  checkWhole(`${where}.size`, size, 2, 2 ** 20);
  checkWhole(`${where}.bands`, bands, 1, 4096);
  checkNumber(`${where}.low`, low, 0);
  checkOneOf(`${where}.scale`, scale, ["htk", "slaney"]);
  checkOneOf(`${where}.norm`, norm, ["height", "area"]);
  if (!(high > low && high <= sampleRate / 2))
    fail("option", {
      where: `${where}.high`,
      got: show(high),
      expected: `above ${low} and at most ${sampleRate / 2}, half of sampleRate`,
    });
  const [toMel, toHertz] = scale === "htk" ? [htkMel, htkHertz] : [slaneyMel, slaneyHertz];
  const [first, last] = [toMel(low), toMel(high)];
  const corners = Array.from({ length: bands + 2 }, (_, i) => toHertz(first + ((last - first) * i) / (bands + 1)));
  const bins = (size >> 1) + 1;
  const data = new Float64Array(bands * bins);
  for (let band = 0; band < bands; band++) {
    const [left, peak, right] = corners.slice(band, band + 3);
    const height = norm === "area" ? 2 / (right - left) : 1;
    for (let k = 0; k < bins; k++) {
      const hertz = (k * sampleRate) / size;
      const rise = (hertz - left) / (peak - left);
      const fall = (right - hertz) / (right - peak);
      data[band * bins + k] = height * Math.max(0, Math.min(rise, fall));
    }
  }
  return { bands, bins, data };
}

/**
 * A {@link spectrogram} in mel bands: each frame's bins weighed by {@link melFilterbank} and added, [frames, bands].
 *
 * @throws FoveaError as those two.
 * @example
 * const { frames, data } = melSpectrogram(channels[0], { sampleRate, size: 256, hop: 80, bands: 40 });
 */
export function melSpectrogram(samples: Float32Array | Float64Array, options: MelSpectrogramOptions): Spectrogram {
  checkOptions("melSpectrogram", options, MEL_SPECTROGRAM_OPTIONS);
  return inBands("melSpectrogram", samples, options, (value) => value);
}

/**
 * A {@link melSpectrogram} in decibels: 10 log10(max(power, floor)), nothing more than `range` below the loudest. What networks that listen are
 * given; as librosa's `power_to_db(melspectrogram(...))`.
 *
 * @throws FoveaError as {@link melSpectrogram}.
 * @example
 * const picture = logMel(channels[0], { sampleRate, size: 256, hop: 80, bands: 40 }); // data: [frames, 40]
 */
export function logMel(samples: Float32Array | Float64Array, options: LogMelOptions): Spectrogram {
  checkOptions("logMel", options, [...MEL_SPECTROGRAM_OPTIONS, "floor", "range"]);
  const { floor = 1e-10, range = 80, power = 2 } = options;
  checkNumber("logMel.floor", floor, Number.MIN_VALUE);
  if (range !== Number.POSITIVE_INFINITY) checkNumber("logMel.range", range, 0);
  const scale = (power === 2 ? 10 : 20) / LOG_10;
  const result = inBands("logMel", samples, options, (value) => scale * log(Math.max(value, floor)));
  const loudest = result.data.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const least = Math.fround(loudest - range);
  for (let i = 0; i < result.data.length; i++) if (result.data[i] < least) result.data[i] = least;
  return result;
}

function inBands(
  where: string,
  samples: Float32Array | Float64Array,
  options: MelSpectrogramOptions,
  finish: (value: number) => number,
): Spectrogram {
  checkSamples(`${where}.samples`, samples);
  const { bands, bins, data } = filterbankOf(where, options);
  const extents = Array.from({ length: bands }, (_, band) => extentOf(data.subarray(band * bins, (band + 1) * bins)));
  return eachFrame(where, samples, framingOf(where, options), bands, (spectrum, row) => {
    for (const [band, [from, to]] of extents.entries()) {
      let sum = 0;
      for (let k = from; k < to; k++) sum += data[band * bins + k] * spectrum[k];
      row[band] = finish(sum);
    }
  });
}

/** Where a row is not zero. */
function extentOf(row: Float64Array): [from: number, to: number] {
  const from = row.findIndex((value) => value > 0);
  return from < 0 ? [0, 0] : [from, row.findLastIndex((value) => value > 0) + 1];
}

const htkMel = (hertz: number): number => (2595 * log(1 + hertz / 700)) / LOG_10;
const htkHertz = (mel: number): number => 700 * (exp((mel / 2595) * LOG_10) - 1);

function slaneyMel(hertz: number): number {
  if (hertz < SLANEY_KNEE) return hertz / SLANEY_HERTZ;
  return SLANEY_KNEE / SLANEY_HERTZ + log(hertz / SLANEY_KNEE) / SLANEY_STEP;
}

function slaneyHertz(mel: number): number {
  const knee = SLANEY_KNEE / SLANEY_HERTZ;
  return mel < knee ? mel * SLANEY_HERTZ : SLANEY_KNEE * exp((mel - knee) * SLANEY_STEP);
}
