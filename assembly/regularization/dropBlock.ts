// Whole blocks dropped at random from the planes of [images, height, width, channels]. A block begins at a pixel of a
// channel with the probability that the host found; a pixel is kept unless a block covers it. Masks are words of all
// ones (kept) or none.

import { flatBegin, flatEnd } from "../flat";
import { drawWords } from "../philox";
import { scratch } from "../scratch";
import { LANES, VECTOR, laneMask, loadLanes, splat, storeLanes } from "../simd";

@unmanaged class DropBlockRowsArgs {
  rows: usize; // [images, starts, width, channels]
  random: usize; // [3] seed low, seed high, step
  stream: i32;
  starts: i32; // rows that a block may begin in
  width: i32;
  channels: i32;
  size: i32;
  threshold: i32; // of 2^32, as unsigned: so many values of a word begin a block
}

/**
 * rows = kept, or not where a block that begins in this row covers the column. Word i of the stream is for the i-th
 * place that a block may begin at: [images, starts, width - size + 1, channels]. One item: a row; needs (width - size +
 * 1) channels + 34 words of scratch memory.
 */
export function dropBlockRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<DropBlockRowsArgs>(args);
  const floats = a.width * a.channels, places = (a.width - a.size + 1) * a.channels;
  for (let row = begin; row < end; row++) {
    const first = <u64>row * places, skipped = <i32>(first & 3);
    drawWords(scratch(), a.random, a.stream, <u32>(first >> 2), (skipped + places + 31) >> 5);
    const words = scratch() + (<usize>skipped << 2);
    keepAbove(words, places, a.threshold);
    const y = a.rows + (<usize>row * floats << 2);
    for (let i = 0; i < floats; i += LANES) {
      const lanes = min(LANES, floats - i);
      storeLanes(y + (<usize>i << 2), keptByAll(words, i, places, a.channels, a.size, lanes), lanes);
    }
  }
}

/** Turns words into masks. */
@inline function keepAbove(words: usize, count: i32, threshold: i32): void {
  const bound = i32x4.splat(threshold);
  for (let i = 0; i < count; i += LANES) {
    const lanes = min(LANES, count - i), at = words + (<usize>i << 2);
    storeLanes(at, i32x4.ge_u(loadLanes(at, lanes), bound), lanes);
  }
}

/** Of the places at float i and up to size - 1 pixels before it, those that exist, lane by lane. */
@inline function keptByAll(words: usize, i: i32, places: i32, channels: i32, size: i32, lanes: i32): v128 {
  let kept = i32x4.splat(-1);
  const index = i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3));
  for (let p = 0, from = i; p < size; p++, from -= channels) {
    if (from >= 0 && from + lanes <= places) {
      kept = v128.and(kept, loadLanes(words + (<usize>from << 2), lanes));
    } else if (from + lanes > 0 && from < places) {
      for (let lane = 0; lane < lanes; lane++) {
        const place = from + lane;
        if (place < 0 || place >= places || load<i32>(words + (<usize>place << 2)) != 0) continue;
        kept = v128.andnot(kept, i32x4.eq(index, i32x4.splat(i + lane)));
      }
    }
  }
  return kept;
}

@unmanaged class DropBlockMaskArgs {
  mask: usize; // [images, height, width, channels]
  kept: usize; // [images, height] how many
  rows: usize; // [images, starts, width, channels]
  starts: i32;
  height: i32;
  floats: i32; // width channels
  size: i32;
}

/** mask = what all rows keep that a block could reach from. One item: a row. */
export function dropBlockMask(args: usize, begin: i32, end: i32): void {
  const a = changetype<DropBlockMaskArgs>(args);
  const floats = a.floats, pitch = <usize>floats << 2;
  for (let row = begin; row < end; row++) {
    const image = row / a.height, y = row % a.height;
    const from = max(0, y - a.size + 1), to = min(y, a.starts - 1);
    const first = a.rows + <usize>(image * a.starts + from) * pitch, mask = a.mask + <usize>row * pitch;
    let sum = i32x4.splat(0);
    for (let i = 0; i < floats; i += LANES) {
      const lanes = min(LANES, floats - i), at = <usize>i << 2;
      let kept = laneMask(lanes), x = first + at;
      for (let r = from; r <= to; r++, x += pitch) kept = v128.and(kept, loadLanes(x, lanes));
      storeLanes(mask + at, kept, lanes);
      sum = i32x4.sub(sum, kept);
    }
    store<i32>(a.kept + (<usize>row << 2), i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1)
      + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3));
  }
}

@unmanaged class DropBlockScaleArgs {
  scale: usize; // [1]
  kept: usize; // [rows]
  rows: i32;
  floats: i32;
}

/** scale = elements over elements kept, 0 where none is. One item: all. */
export function dropBlockScale(args: usize, begin: i32, end: i32): void {
  const a = changetype<DropBlockScaleArgs>(args);
  let kept: i64 = 0;
  for (let row = 0; row < a.rows; row++) kept += load<i32>(a.kept + (<usize>row << 2));
  store<f32>(a.scale, kept ? <f32>(<f64>a.rows * a.floats / <f64>kept) : 0);
}

@unmanaged class DropBlockApplyArgs {
  y: usize; // [count]
  x: usize; // [count]
  mask: usize; // [count]
  scale: usize; // [1]
  count: i32;
}

/** y = scale x where kept, else 0. One item: a block of BLOCK elements. */
export function dropBlockApply(args: usize, begin: i32, end: i32): void {
  const a = changetype<DropBlockApplyArgs>(args);
  const scale = splat(load<f32>(a.scale)), last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(a.y + i, v128.and(v128.load(a.mask + i), f32x4.mul(scale, v128.load(a.x + i))));
  }
}
