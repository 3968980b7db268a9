/** The discrete Fourier transform, in f64 by + - * alone, with twiddles of src/exact.ts: the same bits in every runtime. */
import { cosineOfPi } from "../exact.ts";

/** Computes |X_k|^2 for k = 0 ... size / 2 of `size` real numbers. */
export type PowerSpectrum = (samples: Float64Array, out: Float64Array) => void;

/**
 * Power spectra of frames of `size` numbers: X_k = sum_n x_n e^(-2 pi i k n / size). A power of two goes by the radix-2 algorithm of
 * Cooley and Tukey (1965), any other size by that of Bluestein (1970), a convolution of a power of two.
 */
export function powerSpectrum(size: number): PowerSpectrum {
  const transform = isPowerOfTwo(size) ? radix2(size) : bluestein(size);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  return (samples, out) => {
    re.set(samples);
    im.fill(0);
    transform(re, im);
    for (let k = 0; k <= size >> 1; k++) out[k] = re[k] * re[k] + im[k] * im[k];
  };
}

type Transform = (re: Float64Array, im: Float64Array) => void;

const isPowerOfTwo = (size: number): boolean => (size & (size - 1)) === 0;

/** e^(-i pi x). */
const twiddle = (x: number): [number, number] => [cosineOfPi(x), -cosineOfPi(x - 0.5)];

function radix2(size: number): Transform {
  const half = size >> 1;
  const cos = new Float64Array(half);
  const sin = new Float64Array(half);
  for (let k = 0; k < half; k++) [cos[k], sin[k]] = twiddle((2 * k) / size);
  const order = bitReversal(size);
  return (re, im) => {
    for (let i = 0; i < size; i++) {
      const j = order[i];
      if (j <= i) continue;
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
    for (let span = 1; span < size; span *= 2) {
      const step = half / span;
      for (let start = 0; start < size; start += 2 * span)
        for (let k = 0; k < span; k++) {
          const [a, b] = [start + k, start + k + span];
          const [c, s] = [cos[k * step], sin[k * step]];
          const x = re[b] * c - im[b] * s;
          const y = re[b] * s + im[b] * c;
          re[b] = re[a] - x;
          im[b] = im[a] - y;
          re[a] += x;
          im[a] += y;
        }
    }
  };
}

function bitReversal(size: number): Uint32Array {
  const order = new Uint32Array(size);
  for (let i = 1; i < size; i++) order[i] = (order[i >> 1] >> 1) | (i & 1 ? size >> 1 : 0);
  return order;
}

/** k n = (k^2 + n^2 - (k - n)^2) / 2 makes of the sum a convolution with e^(i pi m^2 / size). */
function bluestein(size: number): Transform {
  let length = 1;
  while (length < 2 * size - 1) length *= 2;
  const forward = radix2(length);
  const chirp = Array.from({ length: size }, (_, m) => twiddle(((m * m) % (2 * size)) / size));
  const kernelRe = new Float64Array(length);
  const kernelIm = new Float64Array(length);
  for (const [m, [c, s]] of chirp.entries()) {
    kernelRe[m] = kernelRe[(length - m) % length] = c;
    kernelIm[m] = kernelIm[(length - m) % length] = -s;
  }
  forward(kernelRe, kernelIm);
  const [a, b] = [new Float64Array(length), new Float64Array(length)];
  return (re, im) => {
    a.fill(0);
    b.fill(0);
    for (const [n, [c, s]] of chirp.entries()) {
      a[n] = re[n] * c - im[n] * s;
      b[n] = re[n] * s + im[n] * c;
    }
    forward(a, b);
    for (let k = 0; k < length; k++) {
      // The inverse is the forward one of swapped parts, over the length.
      const x = a[k] * kernelRe[k] - b[k] * kernelIm[k];
      const y = a[k] * kernelIm[k] + b[k] * kernelRe[k];
      a[k] = y;
      b[k] = x;
    }
    forward(a, b);
    for (const [k, [c, s]] of chirp.entries()) {
      const [x, y] = [b[k] / length, a[k] / length];
      re[k] = x * c - y * s;
      im[k] = x * s + y * c;
    }
  };
}
