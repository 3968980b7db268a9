/** Which frequencies sound has, and when. */
import { checkOptions, fail } from "../error.ts";
import { powerSpectrum } from "./fourier.ts";
import { checkOneOf, checkSamples, checkWhole } from "./options.ts";
import { type Window, windowOf } from "./window.ts";

/** Frames of sound, each with as many numbers: [frames, bins], row after row. */
export interface Spectrogram {
  readonly frames: number;
  readonly bins: number;
  readonly data: Float32Array;
}

/** How {@link spectrogram} cuts sound into frames. */
export interface SpectrogramOptions {
  /** Samples of a frame's Fourier transform; it gives size / 2 + 1 bins. Fastest for powers of two. Default 512. */
  size?: number;
  /** Samples from the start of one frame to that of the next. Default size / 4. */
  hop?: number;
  /** Samples of a frame that are looked at, in its middle; at most `size`. Default `size`. */
  windowLength?: number;
  /** How much each of them counts. Default "hann". */
  window?: Window;
  /** What lies before and behind the sound, so that the first frame's middle is its first sample: its mirror image, silence, or no frames there. Default "reflect". */
  pad?: "reflect" | "silence" | "none";
  /** 2 for power |X|^2, 1 for magnitude |X|. Default 2. */
  power?: 1 | 2;
}

/** {@link SpectrogramOptions} with all that was left out, and the window's numbers. */
export interface Framing {
  size: number;
  hop: number;
  pad: "reflect" | "silence" | "none";
  power: 1 | 2;
  /** `size` of them, zeros around the window. */
  weights: Float64Array;
}

export const FRAMING_OPTIONS = ["size", "hop", "windowLength", "window", "pad", "power"] as const;

/**
 * The short-time Fourier transform's power: |sum_n w_n x_(t hop + n) e^(-2 pi i k n / size)|^2 for each frame t and bin k, the bin of
 * k sampleRate / size hertz. As `torchaudio.transforms.Spectrogram` and `librosa.stft` have it, but with time first: [frames, bins]. Computed in
 * f64 and rounded once; the same bits in every runtime.
 *
 * @throws FoveaError "option" for what does not fit; "data" for sound too short for its frames.
 * @example
 * const { frames, bins, data } = spectrogram(channels[0], { size: 256, hop: 64 });
 */
export function spectrogram(samples: Float32Array | Float64Array, options: SpectrogramOptions = {}): Spectrogram {
  checkOptions("spectrogram", options, FRAMING_OPTIONS);
  const framing = framingOf("spectrogram", options);
  const bins = (framing.size >> 1) + 1;
  return eachFrame("spectrogram", samples, framing, bins, (spectrum, row) => row.set(spectrum));
}

/** Checks options of frames and fills in the defaults. */
export function framingOf(where: string, options: SpectrogramOptions): Framing {
  const { size = 512, window = "hann", pad = "reflect", power = 2 } = options;
  checkWhole(`${where}.size`, size, 2, 2 ** 20);
  const { hop = Math.max(1, size >> 2), windowLength = size } = options;
  checkWhole(`${where}.hop`, hop, 1);
  checkWhole(`${where}.windowLength`, windowLength, 1, size);
  checkOneOf(`${where}.pad`, pad, ["reflect", "silence", "none"]);
  checkOneOf(`${where}.power`, power, [1, 2]);
  const weights = new Float64Array(size);
  weights.set(windowOf(`${where}.window`, window, windowLength), (size - windowLength) >> 1);
  return { size, hop, pad, power, weights };
}

/** A row of `columns` numbers for each frame, which `write` makes of its spectrum. */
export function eachFrame(
  where: string,
  samples: Float32Array | Float64Array,
  { size, hop, pad, power, weights }: Framing,
  columns: number,
  write: (spectrum: Float64Array, row: Float32Array) => void,
): Spectrogram {
  checkSamples(`${where}.samples`, samples);
  const margin = pad === "none" ? 0 : size >> 1;
  const length = samples.length + 2 * margin;
  const least = pad === "reflect" ? margin + 1 : pad === "none" ? size : 1;
  if (samples.length < least)
    fail("data", {
      where,
      got: `${samples.length} samples`,
      expected: `at least ${least} for frames of ${size}`,
      hint: 'a smaller size, or pad: "silence"',
    });
  const frames = 1 + Math.floor((length - size) / hop);
  const data = new Float32Array(frames * columns);
  const frame = new Float64Array(size);
  const spectrum = new Float64Array((size >> 1) + 1);
  const transform = powerSpectrum(size);
  for (let t = 0; t < frames; t++) {
    for (let n = 0; n < size; n++)
      frame[n] = weights[n] ? weights[n] * sampleAt(samples, t * hop + n - margin, pad) : 0;
    transform(frame, spectrum);
    if (power === 1) for (let k = 0; k < spectrum.length; k++) spectrum[k] = Math.sqrt(spectrum[k]);
    write(spectrum, data.subarray(t * columns, (t + 1) * columns));
  }
  return { frames, bins: columns, data };
}

/** A sample, or what `pad` puts in its place; a mirror does not repeat the outermost sample. */
function sampleAt(samples: Float32Array | Float64Array, index: number, pad: string): number {
  const { length } = samples;
  if (index >= 0 && index < length) return samples[index];
  if (pad !== "reflect") return 0;
  return samples[index < 0 ? -index : 2 * (length - 1) - index];
}
