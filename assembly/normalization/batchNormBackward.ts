// Batch normalisation, backward; rows and slices are those of batchNorm.ts.
//
// Where bounds were fused into the forward pass, dy counts as 0 where y lies on one of them. y is not read for that but
// computed again from x, which has to be read anyway: the same multiply-add, so the same bits.

import { endOfRow, repeat } from "./pattern";
import { LANES, VECTOR, laneMask, loadLanes, madd, splat, storeLanes } from "../simd";

@unmanaged class BatchNormBackwardSumsArgs {
  shifts: usize; // [slices, pattern]
  scales: usize; // [slices, pattern]
  dy: usize; // [count]
  x: usize; // [count]
  mean: usize; // [pattern]
  factor: usize; // [pattern]
  offset: usize; // [pattern]
  count: i32;
  pattern: i32;
  sliceRows: i32;
  low: f32; // -Infinity: no bound
  high: f32; // Infinity: no bound
}

/** shifts = sum of dy and scales = sum of dy (x - mean) over the rows of a slice. One item: a slice. */
export function batchNormBackwardSums(args: usize, begin: i32, end: i32): void {
  const a = changetype<BatchNormBackwardSumsArgs>(args);
  if (isBounded(a.low, a.high)) sumSlices(a, begin, end, true);
  else sumSlices(a, begin, end, false);
}

@inline function isBounded(low: f32, high: f32): bool {
  return low != -Infinity || high != Infinity;
}

@inline function sumSlices(a: BatchNormBackwardSumsArgs, begin: i32, end: i32, bounded: bool): void {
  const pattern = a.pattern, pitch = <usize>pattern << 2, sliceFloats = a.sliceRows * pattern;
  for (let slice = begin; slice < end; slice++) {
    const from = <usize>(slice * sliceFloats) << 2;
    let floats = min(sliceFloats, a.count - slice * sliceFloats);
    let dy = a.dy + from, x = a.x + from;
    const shifts = a.shifts + <usize>slice * pitch, scales = a.scales + <usize>slice * pitch;
    memory.fill(shifts, 0, pitch);
    memory.fill(scales, 0, pitch);
    for (; floats >= 4 * pattern; floats -= 4 * pattern, dy += 4 * pitch, x += 4 * pitch) {
      sumFourRows(a, shifts, scales, dy, x, pitch, bounded);
    }
    for (; floats > 0; floats -= pattern, dy += pitch, x += pitch) {
      sumRow(a, shifts, scales, dy, x, min(floats, pattern), bounded);
    }
  }
}

@inline function sumFourRows(
  a: BatchNormBackwardSumsArgs, shifts: usize, scales: usize, dy: usize, x: usize, pitch: usize, bounded: bool,
): void {
  const mean = a.mean, factor = a.factor, offset = a.offset, low = splat(a.low), high = splat(a.high);
  for (let i: usize = 0; i < pitch; i += VECTOR, dy += VECTOR, x += VECTOR) {
    const m = v128.load(mean + i), f = v128.load(factor + i), o = v128.load(offset + i);
    const x0 = v128.load(x), x1 = v128.load(x + pitch), x2 = v128.load(x + 2 * pitch), x3 = v128.load(x + 3 * pitch);
    let g0 = v128.load(dy), g1 = v128.load(dy + pitch), g2 = v128.load(dy + 2 * pitch), g3 = v128.load(dy + 3 * pitch);
    if (bounded) {
      g0 = inside(g0, madd(f, x0, o), low, high);
      g1 = inside(g1, madd(f, x1, o), low, high);
      g2 = inside(g2, madd(f, x2, o), low, high);
      g3 = inside(g3, madd(f, x3, o), low, high);
    }
    const shift = f32x4.add(f32x4.add(g0, g1), f32x4.add(g2, g3));
    const first = madd(g0, f32x4.sub(x0, m), f32x4.mul(g1, f32x4.sub(x1, m)));
    const second = madd(g2, f32x4.sub(x2, m), f32x4.mul(g3, f32x4.sub(x3, m)));
    v128.store(shifts + i, f32x4.add(v128.load(shifts + i), shift));
    v128.store(scales + i, f32x4.add(v128.load(scales + i), f32x4.add(first, second)));
  }
}

/** Adds the first `floats` of a row. What lies behind them counts as 0. */
@inline function sumRow(
  a: BatchNormBackwardSumsArgs, shifts: usize, scales: usize, dy: usize, x: usize, floats: i32, bounded: bool,
): void {
  const mean = a.mean, factor = a.factor, offset = a.offset, low = splat(a.low), high = splat(a.high);
  for (let i: usize = 0; floats > 0; i += VECTOR, floats -= LANES) {
    const at = v128.load(x + i), there = laneMask(floats);
    let g = v128.and(v128.load(dy + i), there);
    if (bounded) g = inside(g, madd(v128.load(factor + i), at, v128.load(offset + i)), low, high);
    const d = v128.and(f32x4.sub(at, v128.load(mean + i)), there);
    v128.store(shifts + i, f32x4.add(v128.load(shifts + i), g));
    v128.store(scales + i, madd(g, d, v128.load(scales + i)));
  }
}

/** `dy`, but 0 where `y` is not between the bounds. */
@inline function inside(dy: v128, y: v128, low: v128, high: v128): v128 {
  return v128.andnot(dy, v128.or(f32x4.le(y, low), f32x4.ge(y, high)));
}

@unmanaged class BatchNormBackwardStatisticsArgs {
  dscale: usize; // [channels] or 0
  dshift: usize; // [channels] or 0
  slope: usize; // [pattern]
  level: usize; // [pattern]
  shifts: usize; // [slices, pattern]
  scales: usize; // [slices, pattern]
  mean: usize; // [pattern]
  factor: usize; // [pattern]
  inverse: usize; // [channels]
  count: i32;
  channels: i32;
  pattern: i32;
  sliceRows: i32;
}

/**
 * dshift = sum of dy, dscale = sum of dy xhat with xhat = (x - mean) inverse, and slope and level such that
 * dx = factor (dy - dshift / n - xhat dscale / n) = factor dy + slope x + level. One item: four channels.
 */
export function batchNormBackwardStatistics(args: usize, begin: i32, end: i32): void {
  const a = changetype<BatchNormBackwardStatisticsArgs>(args);
  const channels = a.channels, share = splat(-1 / <f32>(a.count / channels));
  for (let c = begin * LANES; c < min(end * LANES, channels); c += LANES) {
    const lanes = min(LANES, channels - c), at = <usize>c << 2;
    const inverse = loadLanes(a.inverse + at, lanes), factor = v128.load(a.factor + at);
    const dshift = sumOfSlices(a, a.shifts + at, c);
    const dscale = f32x4.mul(sumOfSlices(a, a.scales + at, c), inverse);
    if (a.dshift) storeLanes(a.dshift + at, dshift, lanes);
    if (a.dscale) storeLanes(a.dscale + at, dscale, lanes);
    const part = f32x4.mul(factor, share);
    const slope = f32x4.mul(f32x4.mul(part, dscale), inverse);
    const level = madd(f32x4.neg(slope), v128.load(a.mean + at), f32x4.mul(part, dshift));
    repeat(a.slope + at, slope, lanes, channels, a.pattern);
    repeat(a.level + at, level, lanes, channels, a.pattern);
  }
}

/** The sum over slices and the pixels of a row, of the four channels from `c` on, which begin at `at`. */
@inline function sumOfSlices(a: BatchNormBackwardStatisticsArgs, at: usize, c: i32): v128 {
  let sum = splat(0);
  for (let from = 0; from < a.count; from += a.sliceRows * a.pattern, at += <usize>a.pattern << 2) {
    for (let p = 0; p < a.pattern; p += a.channels) sum = f32x4.add(sum, v128.load(at + (<usize>p << 2)));
  }
  return sum;
}

@unmanaged class BatchNormBackwardInputArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  factor: usize; // [pattern]
  offset: usize; // [pattern]
  slope: usize; // [pattern]
  level: usize; // [pattern]
  count: i32;
  pattern: i32;
  low: f32; // -Infinity: no bound
  high: f32; // Infinity: no bound
}

/** dx = factor dy + slope x + level. One item: a row. */
export function batchNormBackwardInput(args: usize, begin: i32, end: i32): void {
  const a = changetype<BatchNormBackwardInputArgs>(args);
  if (isBounded(a.low, a.high)) inputOfRows(a, begin, end, true);
  else inputOfRows(a, begin, end, false);
}

@inline function inputOfRows(a: BatchNormBackwardInputArgs, begin: i32, end: i32, bounded: bool): void {
  const factor = a.factor, offset = a.offset, slope = a.slope, level = a.level;
  const low = splat(a.low), high = splat(a.high), pitch = <usize>a.pattern << 2;
  const last = endOfRow(end, a.count, a.pattern);
  for (let row = <usize>begin * pitch; row < last; row += pitch) {
    const dx = a.dx + row, dy = a.dy + row, x = a.x + row, bytes = min(pitch, last - row);
    for (let i: usize = 0; i < bytes; i += VECTOR) {
      const at = v128.load(x + i), f = v128.load(factor + i);
      let g = v128.load(dy + i);
      if (bounded) g = inside(g, madd(f, at, v128.load(offset + i)), low, high);
      v128.store(dx + i, madd(f, g, madd(v128.load(slope + i), at, v128.load(level + i))));
    }
  }
}
