// Winograd's transforms along one axis. Of a convolution with 3 taps, r neighbouring outputs y need the inputs d at r + 2
// places and only as many products, one for each point at which polynomials are multiplied: 0, 1, -1, 2, -2 and infinity
// for r = 4, and 0, 1, -1 and infinity for r = 2. With g the taps, and in two dimensions the same along both axes:
//
//     y = A^T [(G g) . (B^T d)]          Y = A^T [(G g G^T) . (B^T d B)] A
//
//            |  4  0 -5  0  1  0 |            |  1/4    0    0   |
//            |  0 -4 -4  1  1  0 |            | -1/6  -1/6 -1/6  |            | 1  1  1  1  1  0 |
//     B^T =  |  0  4 -4 -1  1  0 |       G =  | -1/6   1/6 -1/6  |     A^T =  | 0  1 -1  2 -2  0 |     r = 4
//            |  0 -2 -1  2  1  0 |            | 1/24  1/12  1/6  |            | 0  1  1  4  4  0 |
//            |  0  2 -1 -2  1  0 |            | 1/24 -1/12  1/6  |            | 0  1 -1  8 -8  1 |
//            |  0  4  0 -5  0  1 |            |   0     0    1   |
//
//            |  1  0 -1  0 |                  |  1    0    0  |
//     B^T =  |  0  1  1  0 |             G =  | 1/2  1/2  1/2 |       A^T =  | 1  1  1  0 |                r = 2
//            |  0 -1  1  0 |                  | 1/2 -1/2  1/2 |              | 0  1 -1 -1 |
//            |  0  1  0 -1 |                  |  0    0    1  |
//
// Source: Lavin and Gray 2016, "Fast algorithms for convolutional neural networks".
//
// A line is the values of one place for up to 64 channels. Between its first axis and its second a tile lies in a square of
// lines; there a place's address is a constant away from the first one's.

import { NO_RESIDUAL } from "./multiply";
import { VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";

/** Bytes from a line of a square to the next in its row. */
@inline export const LINE: usize = 256;
/** Bytes from a row of a square to the next. */
@inline export const SQUARE_ROW: usize = 6 * LINE;
/** Bytes of a square. */
@inline export const SQUARE: usize = 6 * SQUARE_ROW;

// In memory, because engines build a constant vector in the code anew at every use.
const FOUR = memory.data<f32>([4, 4, 4, 4], 16);
const MINUS_FOUR = memory.data<f32>([-4, -4, -4, -4], 16);

/** B^T for the lines of `channels` floats at x0 to x5; the results are a column of a square, 0 behind the last channel. */
export function inputColumn6(
  to: usize, x0: usize, x1: usize, x2: usize, x3: usize, x4: usize, x5: usize, channels: i32,
): void {
  const minusFour = v128.load(MINUS_FOUR);
  let k: usize = 0;
  for (; channels >= 4; channels -= 4, k += VECTOR) {
    const d0 = v128.load(x0 + k), d1 = v128.load(x1 + k), d2 = v128.load(x2 + k);
    input6(to + k, SQUARE_ROW, minusFour, d0, d1, d2, v128.load(x3 + k), v128.load(x4 + k), v128.load(x5 + k));
  }
  if (channels) {
    const d0 = loadLanes(x0 + k, channels), d1 = loadLanes(x1 + k, channels), d2 = loadLanes(x2 + k, channels);
    const d3 = loadLanes(x3 + k, channels), d4 = loadLanes(x4 + k, channels), d5 = loadLanes(x5 + k, channels);
    input6(to + k, SQUARE_ROW, minusFour, d0, d1, d2, d3, d4, d5);
  }
}

/** B^T for a row of a square; the results lie `step` apart. */
export function inputRow6(to: usize, step: usize, from: usize, channels: i32): void {
  const minusFour = v128.load(MINUS_FOUR);
  for (; channels > 0; channels -= 4, from += VECTOR, to += VECTOR) {
    const d0 = v128.load(from), d1 = v128.load(from, LINE), d2 = v128.load(from, 2 * LINE);
    const d3 = v128.load(from, 3 * LINE), d4 = v128.load(from, 4 * LINE), d5 = v128.load(from, 5 * LINE);
    input6(to, step, minusFour, d0, d1, d2, d3, d4, d5);
  }
}

@inline function input6(
  to: usize, step: usize, minusFour: v128, d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128,
): void {
  const even = f32x4.sub(d4, d2), odd = f32x4.sub(d3, d1), odd2 = f32x4.add(odd, odd);
  const near = madd(d2, minusFour, d4), far = madd(d1, minusFour, d3);
  v128.store(to, madd(f32x4.sub(d2, d0), minusFour, even));
  v128.store(to + step, f32x4.add(near, far));
  v128.store(to + 2 * step, f32x4.sub(near, far));
  v128.store(to + 3 * step, f32x4.add(even, odd2));
  v128.store(to + 4 * step, f32x4.sub(even, odd2));
  v128.store(to + 5 * step, madd(odd, minusFour, f32x4.sub(d5, d3)));
}

/** As inputColumn6, for four lines. */
export function inputColumn4(to: usize, x0: usize, x1: usize, x2: usize, x3: usize, channels: i32): void {
  let k: usize = 0;
  for (; channels >= 4; channels -= 4, k += VECTOR) {
    input4(to + k, SQUARE_ROW, v128.load(x0 + k), v128.load(x1 + k), v128.load(x2 + k), v128.load(x3 + k));
  }
  if (channels) {
    const d0 = loadLanes(x0 + k, channels), d1 = loadLanes(x1 + k, channels);
    input4(to + k, SQUARE_ROW, d0, d1, loadLanes(x2 + k, channels), loadLanes(x3 + k, channels));
  }
}

/** As inputRow6, for four lines. */
export function inputRow4(to: usize, step: usize, from: usize, channels: i32): void {
  for (; channels > 0; channels -= 4, from += VECTOR, to += VECTOR) {
    input4(to, step, v128.load(from), v128.load(from, LINE), v128.load(from, 2 * LINE), v128.load(from, 3 * LINE));
  }
}

@inline function input4(to: usize, step: usize, d0: v128, d1: v128, d2: v128, d3: v128): void {
  v128.store(to, f32x4.sub(d0, d2));
  v128.store(to + step, f32x4.add(d1, d2));
  v128.store(to + 2 * step, f32x4.sub(d2, d1));
  v128.store(to + 3 * step, f32x4.sub(d1, d3));
}

/** A^T for six lines of `bytes`, `step` apart; the results are a column of a square. */
export function outputColumn6(to: usize, from: usize, step: usize, bytes: usize): void {
  const four = v128.load(FOUR);
  for (const end = from + bytes; from != end; from += VECTOR, to += VECTOR) {
    const m1 = v128.load(from + step), m2 = v128.load(from + 2 * step), sum = f32x4.add(m1, m2), difference = f32x4.sub(m1, m2);
    const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step), sum2 = f32x4.add(m3, m4);
    const difference2 = f32x4.sub(m3, m4), twice = f32x4.add(difference2, difference2);
    v128.store(to, f32x4.add(v128.load(from), f32x4.add(sum, sum2)));
    v128.store(to, f32x4.add(difference, twice), SQUARE_ROW);
    v128.store(to, madd(sum2, four, sum), 2 * SQUARE_ROW);
    v128.store(to, f32x4.add(v128.load(from + 5 * step), madd(twice, four, difference)), 3 * SQUARE_ROW);
  }
}

/** As outputColumn6, for four lines. */
export function outputColumn4(to: usize, from: usize, step: usize, bytes: usize): void {
  for (const end = from + bytes; from != end; from += VECTOR, to += VECTOR) {
    const m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
    v128.store(to, f32x4.add(v128.load(from), f32x4.add(m1, m2)));
    v128.store(to, f32x4.sub(f32x4.sub(m1, m2), v128.load(from + 3 * step)), SQUARE_ROW);
  }
}

/** What becomes of outputs on their way to memory. */
@unmanaged export class Target {
  bias: usize; // of the first channel; lanes behind the last one are read and never stored
  residual: usize; // the way from an output to what is added to it (0: in place; modulo 2^32), or NO_RESIDUAL
  pixel: usize; // bytes from an output to its right-hand neighbour
  channels: i32; // at most a line's
  low: f32; // results are clamped to [low, high]; NaN stays NaN
  high: f32;
}

/** A^T for a row of a square; of the 4 results the first `cols` are stored, from y on. */
export function outputRow6(t: Target, y: usize, cols: i32, from: usize): void {
  const four = v128.load(FOUR), low = splat(t.low), high = splat(t.high), pixel = t.pixel, residual = t.residual;
  let bias = t.bias, left = t.channels;
  for (; left >= 4; left -= 4, from += VECTOR, y += VECTOR, bias += VECTOR) {
    output6(y, pixel, cols, 4, from, four, v128.load(bias), residual, low, high);
  }
  if (left) output6(y, pixel, cols, left, from, four, v128.load(bias), residual, low, high);
}

@inline function output6(
  y: usize, pixel: usize, cols: i32, lanes: i32, from: usize, four: v128, bias: v128, residual: usize, low: v128, high: v128,
): void {
  const m1 = v128.load(from, LINE), m2 = v128.load(from, 2 * LINE), sum = f32x4.add(m1, m2), difference = f32x4.sub(m1, m2);
  const m3 = v128.load(from, 3 * LINE), m4 = v128.load(from, 4 * LINE), sum2 = f32x4.add(m3, m4);
  const difference2 = f32x4.sub(m3, m4), twice = f32x4.add(difference2, difference2);
  put(y, f32x4.add(f32x4.add(v128.load(from), bias), f32x4.add(sum, sum2)), lanes, residual, low, high);
  if (cols > 1) put(y + pixel, f32x4.add(bias, f32x4.add(difference, twice)), lanes, residual, low, high);
  if (cols > 2) put(y + 2 * pixel, f32x4.add(bias, madd(sum2, four, sum)), lanes, residual, low, high);
  if (cols > 3) {
    const m5 = f32x4.add(v128.load(from, 5 * LINE), bias);
    put(y + 3 * pixel, f32x4.add(m5, madd(twice, four, difference)), lanes, residual, low, high);
  }
}

/** As outputRow6, for a square of four; 2 results. */
export function outputRow4(t: Target, y: usize, cols: i32, from: usize): void {
  const low = splat(t.low), high = splat(t.high), pixel = t.pixel, residual = t.residual;
  let bias = t.bias, left = t.channels;
  for (; left >= 4; left -= 4, from += VECTOR, y += VECTOR, bias += VECTOR) {
    output4(y, pixel, cols, 4, from, v128.load(bias), residual, low, high);
  }
  if (left) output4(y, pixel, cols, left, from, v128.load(bias), residual, low, high);
}

@inline function output4(
  y: usize, pixel: usize, cols: i32, lanes: i32, from: usize, bias: v128, residual: usize, low: v128, high: v128,
): void {
  const m1 = v128.load(from, LINE), m2 = v128.load(from, 2 * LINE);
  put(y, f32x4.add(f32x4.add(v128.load(from), bias), f32x4.add(m1, m2)), lanes, residual, low, high);
  if (cols > 1) {
    const m3 = f32x4.sub(v128.load(from, 3 * LINE), bias);
    put(y + pixel, f32x4.sub(f32x4.sub(m1, m2), m3), lanes, residual, low, high);
  }
}

/** Stores `lanes` channels of an output. */
@inline function put(y: usize, v: v128, lanes: i32, residual: usize, low: v128, high: v128): void {
  if (residual != NO_RESIDUAL) v = f32x4.add(v, loadLanes(y + residual, lanes));
  storeLanes(y, f32x4.pmin(f32x4.pmax(v, low), high), lanes);
}
