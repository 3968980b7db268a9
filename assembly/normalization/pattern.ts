// Per-channel kernels for any number of channels: a tensor of [pixels, channels] is read as rows of `pattern` floats, whole
// pixels that fill whole cache lines. So a vector of coefficients, repeated for each pixel of a row, is the right one at the
// same place of every row, and no vector needs a tail. The last row may be short.
//
//     channels = 3, pattern = 48     | pixel 0: c0 c1 c2 | pixel 1: c0 c1 c2 | ... | pixel 15 |
//                                    | pixel 16          | pixel 17          |     rest of the row is missing

import { storeLanes } from "../simd";

/** Bytes of a cache line; a row is whole lines. */
@inline export const LINE: usize = 64;

/** Stores the first `lanes` of `v` for every pixel of a row. */
@inline export function repeat(to: usize, v: v128, lanes: i32, channels: i32, pattern: i32): void {
  for (let p = 0; p < pattern; p += channels, to += <usize>channels << 2) storeLanes(to, v, lanes);
}

/** Byte offset where the rows before `row` stop, in whole vectors: the storage of a tensor ends with one. */
@inline export function endOfRow(row: i32, count: i32, pattern: i32): usize {
  return min(<usize>row * (<usize>pattern << 2), ((<usize>count + 3) & ~3) << 2);
}

/** Writes a row of `pattern` floats that repeats the `channels` at `from` for each pixel. */
@inline export function repeatRow(to: usize, from: usize, channels: i32, pattern: i32): void {
  const bytes = <usize>channels << 2;
  for (let p = 0; p < pattern; p += channels, to += bytes) memory.copy(to, from, bytes);
}

/** Writes for each channel the sum over the pixels of a row. */
@inline export function foldRow(to: usize, row: usize, channels: i32, pattern: i32): void {
  for (let c = 0; c < channels; c++) {
    let sum: f64 = 0;
    for (let p = c; p < pattern; p += channels) sum += load<f32>(row + (<usize>p << 2));
    store<f32>(to + (<usize>c << 2), <f32>sum);
  }
}
