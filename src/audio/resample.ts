/** Sound at another rate. */
import { cosineOfPi } from "../exact.ts";
import { checkSamples, checkWhole } from "./options.ts";

/** Zero crossings of the sinc on each side, and how much of the band is kept: as torchaudio has them. */
const CROSSINGS = 6;
const KEPT = 0.99;

/**
 * Sound of `from` samples a second at `to`: each new sample a sum of old ones, weighed by a sinc that is cut to the lower rate's band and
 * windowed by a cosine squared. As `torchaudio.functional.resample`. It has ceil(length to / from) samples.
 *
 * @param from, to whole numbers of samples a second.
 * @throws FoveaError "option" for what does not fit.
 * @example
 * const slow = resample(channels[0], sampleRate, 8000);
 */
export function resample(samples: Float32Array | Float64Array, from: number, to: number): Float32Array {
  checkSamples("resample.samples", samples);
  checkWhole("resample.from", from, 1);
  checkWhole("resample.to", to, 1);
  if (from === to) return Float32Array.from(samples);
  const common = greatestDivisor(from, to);
  const [old, fresh] = [from / common, to / common];
  const band = Math.min(old, fresh) * KEPT;
  const width = Math.ceil((CROSSINGS * old) / band);
  const taps = 2 * width + old;
  const kernel = kernelOf(old, fresh, band, width, taps);
  const out = new Float32Array(Math.ceil((samples.length * fresh) / old));
  for (let i = 0; i < out.length; i++) {
    const phase = i % fresh;
    const start = ((i - phase) / fresh) * old - width;
    let sum = 0;
    for (let k = Math.max(0, -start); k < taps && start + k < samples.length; k++)
      sum += samples[start + k] * kernel[phase * taps + k];
    out[i] = sum;
  }
  return out;
}

/** The weights of old samples in each of `fresh` new ones, [fresh, taps]. */
function kernelOf(old: number, fresh: number, band: number, width: number, taps: number): Float64Array {
  const kernel = new Float64Array(fresh * taps);
  for (let phase = 0; phase < fresh; phase++)
    for (let k = 0; k < taps; k++) {
      const t = ((k - width) / old - phase / fresh) * band;
      if (Math.abs(t) >= CROSSINGS) continue;
      const window = cosineOfPi(t / CROSSINGS / 2);
      const sinc = t === 0 ? 1 : cosineOfPi(t - 0.5) / (Math.PI * t);
      kernel[phase * taps + k] = ((sinc * band) / old) * window * window;
    }
  return kernel;
}

function greatestDivisor(a: number, b: number): number {
  while (b) [a, b] = [b, a % b];
  return a;
}
