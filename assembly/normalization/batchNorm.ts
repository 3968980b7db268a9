// Batch normalisation, forward. Backward: batchNormBackward.ts; how a tensor is cut into rows of a pattern: pattern.ts.
// It is bound by memory, so what counts is passes over it. Sums run over slices of `sliceRows` rows, four rows at a time;
// what is left of each slice is then added up in order.

import { LINE, endOfRow, repeat } from "./pattern";
import { LANES, VECTOR, laneMask, loadLanes, madd, splat, storeLanes } from "../simd";

@unmanaged class BatchNormMomentsArgs {
  pivots: usize; // [slices, pattern]
  sums: usize; // [slices, pattern]
  squares: usize; // [slices, pattern]
  x: usize; // [count]
  count: i32;
  pattern: i32;
  sliceRows: i32;
}

/**
 * pivots = mean of a slice's first four rows; sums = sum of d and squares = sum of d^2 over its rows, with d = x - pivots.
 * However far the mean is from 0, it is no further from the pivot than the values' own spread, so one pass loses few digits:
 * squares is at most 1 + sliceRows / 4 times the sum around the mean. One item: a slice.
 */
export function batchNormMoments(args: usize, begin: i32, end: i32): void {
  const a = changetype<BatchNormMomentsArgs>(args);
  const pattern = a.pattern, pitch = <usize>pattern << 2, sliceFloats = a.sliceRows * pattern;
  for (let slice = begin; slice < end; slice++) {
    const at = <usize>slice * pitch, pivots = a.pivots + at, sums = a.sums + at, squares = a.squares + at;
    let x = a.x + (<usize>(slice * sliceFloats) << 2);
    let floats = min(sliceFloats, a.count - slice * sliceFloats);
    choosePivots(pivots, x, pitch, floats);
    memory.fill(sums, 0, pitch);
    memory.fill(squares, 0, pitch);
    for (; floats >= 4 * pattern; floats -= 4 * pattern, x += 4 * pitch) addFourRows(sums, squares, x, pivots, pitch);
    for (; floats > 0; floats -= pattern, x += pitch) addRow(sums, squares, x, pivots, min(floats, pattern));
  }
}

/** The mean of the first four rows, or the first row where the slice has fewer. */
@inline function choosePivots(pivots: usize, x: usize, pitch: usize, floats: i32): void {
  const bytes = <usize>floats << 2, haveFour = bytes >= 4 * pitch;
  for (let i: usize = 0; i < min(bytes, pitch); i += VECTOR) {
    const at = x + i;
    let pivot = v128.load(at);
    if (haveFour) {
      const others = f32x4.add(v128.load(at + 2 * pitch), v128.load(at + 3 * pitch));
      pivot = f32x4.mul(f32x4.add(f32x4.add(pivot, v128.load(at + pitch)), others), splat(0.25));
    }
    v128.store(pivots + i, pivot);
  }
}

@inline function addFourRows(sums: usize, squares: usize, x: usize, pivots: usize, pitch: usize): void {
  for (let i: usize = 0; i < pitch; i += VECTOR) {
    const pivot = v128.load(pivots + i), at = x + i;
    const d0 = f32x4.sub(v128.load(at), pivot), d1 = f32x4.sub(v128.load(at + pitch), pivot);
    const d2 = f32x4.sub(v128.load(at + 2 * pitch), pivot), d3 = f32x4.sub(v128.load(at + 3 * pitch), pivot);
    const sum = f32x4.add(f32x4.add(d0, d1), f32x4.add(d2, d3));
    const square = f32x4.add(madd(d0, d0, f32x4.mul(d1, d1)), madd(d2, d2, f32x4.mul(d3, d3)));
    v128.store(sums + i, f32x4.add(v128.load(sums + i), sum));
    v128.store(squares + i, f32x4.add(v128.load(squares + i), square));
  }
}

/** Adds the first `floats` of a row. */
@inline function addRow(sums: usize, squares: usize, x: usize, pivots: usize, floats: i32): void {
  for (let i: usize = 0; floats > 0; i += VECTOR, floats -= LANES) {
    const d = v128.and(f32x4.sub(v128.load(x + i), v128.load(pivots + i)), laneMask(floats));
    v128.store(sums + i, f32x4.add(v128.load(sums + i), d));
    v128.store(squares + i, madd(d, d, v128.load(squares + i)));
  }
}

@unmanaged class BatchNormStatisticsArgs {
  mean: usize; // [pattern]
  factor: usize; // [pattern]
  offset: usize; // [pattern]
  inverse: usize; // [channels]
  variance: usize; // [channels]
  pivots: usize; // [slices, pattern]
  sums: usize; // [slices, pattern]
  squares: usize; // [slices, pattern]
  scale: usize; // [channels] or 0
  shift: usize; // [channels] or 0
  count: i32;
  channels: i32;
  pattern: i32;
  sliceRows: i32;
  epsilon: f32;
}

/**
 * From what batchNormMoments found: mean; inverse = 1 / sqrt(variance + epsilon); factor = scale inverse and offset = shift -
 * mean factor, so that y = factor x + offset; and the variance with n - 1 below, for the running one. A variance that is
 * not finite makes factor NaN: 1 / sqrt(infinity) would hide it. One item: four channels.
 */
export function batchNormStatistics(args: usize, begin: i32, end: i32): void {
  const a = changetype<BatchNormStatisticsArgs>(args);
  const channels = a.channels, pixels = <f32>(a.count / channels);
  for (let c = begin * LANES; c < min(end * LANES, channels); c += LANES) {
    const lanes = min(LANES, channels - c), at = <usize>c << 2;
    const away = f32x4.div(sumAway(a, c), splat(pixels));
    const mean = f32x4.add(v128.load(a.pivots + at), away);
    const squares = f32x4.max(squaresAround(a, c, away), splat(0));
    const variance = f32x4.div(squares, splat(pixels - 1));
    const deviation = f32x4.sqrt(f32x4.add(f32x4.div(squares, splat(pixels)), splat(a.epsilon)));
    const inverse = f32x4.div(splat(1), deviation);
    storeLanes(a.inverse + at, inverse, lanes);
    storeLanes(a.variance + at, variance, lanes);
    const scale = a.scale ? loadLanes(a.scale + at, lanes) : splat(1);
    const shift = a.shift ? loadLanes(a.shift + at, lanes) : splat(0);
    const factor = f32x4.add(f32x4.mul(scale, inverse), f32x4.sub(variance, variance));
    repeat(a.mean + at, mean, lanes, channels, a.pattern);
    repeat(a.factor + at, factor, lanes, channels, a.pattern);
    repeat(a.offset + at, madd(f32x4.neg(mean), factor, shift), lanes, channels, a.pattern);
  }
}

/** Sum of x less the first of all pivots, in the four channels from `c` on. */
@inline function sumAway(a: BatchNormStatisticsArgs, c: i32): v128 {
  const first = v128.load(a.pivots + (<usize>c << 2));
  let sum = splat(0);
  for (let slice = 0, from = 0; from < a.count; slice++, from += a.sliceRows * a.pattern) {
    for (let p = c; p < a.pattern; p += a.channels) {
      const n = rowsWith(a, from, p - c);
      if (n == 0) break;
      const at = <usize>(slice * a.pattern + p) << 2;
      const d = f32x4.sub(v128.load(a.pivots + at), first);
      sum = f32x4.add(sum, madd(splat(n), d, v128.load(a.sums + at)));
    }
  }
  return sum;
}

/**
 * Sum of (x - mean)^2, where the mean is `away` from the first of all pivots. A slice whose own pivot is d below the mean
 * gives squares - 2 d sums + n d^2.
 */
@inline function squaresAround(a: BatchNormStatisticsArgs, c: i32, away: v128): v128 {
  const first = v128.load(a.pivots + (<usize>c << 2));
  let sum = splat(0);
  for (let slice = 0, from = 0; from < a.count; slice++, from += a.sliceRows * a.pattern) {
    for (let p = c; p < a.pattern; p += a.channels) {
      const n = rowsWith(a, from, p - c);
      if (n == 0) break;
      const at = <usize>(slice * a.pattern + p) << 2;
      const d = f32x4.sub(away, f32x4.sub(v128.load(a.pivots + at), first));
      const twice = f32x4.mul(splat(2), v128.load(a.sums + at));
      sum = f32x4.add(sum, madd(d, f32x4.sub(f32x4.mul(splat(n), d), twice), v128.load(a.squares + at)));
    }
  }
  return sum;
}

/** Rows of the slice that begins at float `from` in which the pixel at `place` is there: the last one may be short. */
@inline function rowsWith(a: BatchNormStatisticsArgs, from: i32, place: i32): f32 {
  const floats = a.count - from;
  if (floats >= a.sliceRows * a.pattern) return <f32>a.sliceRows;
  return <f32>((floats - place + a.pattern - 1) / a.pattern);
}

@unmanaged class BatchNormFoldArgs {
  factor: usize; // [pattern]
  offset: usize; // [pattern]
  means: usize; // [pattern] or 0
  inverse: usize; // [channels] or 0
  scale: usize; // [channels] or 0
  shift: usize; // [channels] or 0
  mean: usize; // [channels]
  variance: usize; // [channels]
  channels: i32;
  pattern: i32;
  epsilon: f32;
}

/**
 * factor = scale / sqrt(variance + epsilon), offset = shift - mean factor; for a backward pass also the means for a
 * row, and inverse = 1 / sqrt(variance + epsilon). One item: four channels.
 */
export function batchNormFold(args: usize, begin: i32, end: i32): void {
  const a = changetype<BatchNormFoldArgs>(args);
  const channels = a.channels;
  for (let c = begin * LANES; c < min(end * LANES, channels); c += LANES) {
    const lanes = min(LANES, channels - c), at = <usize>c << 2;
    const scale = a.scale ? loadLanes(a.scale + at, lanes) : splat(1);
    const shift = a.shift ? loadLanes(a.shift + at, lanes) : splat(0);
    const variance = loadLanes(a.variance + at, lanes), mean = loadLanes(a.mean + at, lanes);
    const deviation = f32x4.sqrt(f32x4.add(variance, splat(a.epsilon)));
    const factor = f32x4.div(scale, deviation);
    if (a.means) repeat(a.means + at, mean, lanes, channels, a.pattern);
    if (a.inverse) storeLanes(a.inverse + at, f32x4.div(splat(1), deviation), lanes);
    repeat(a.factor + at, factor, lanes, channels, a.pattern);
    repeat(a.offset + at, madd(f32x4.neg(mean), factor, shift), lanes, channels, a.pattern);
  }
}

@unmanaged class BatchNormForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  residual: usize; // [count] or 0
  factor: usize; // [pattern]
  offset: usize; // [pattern]
  count: i32;
  pattern: i32;
  low: f32; // -Infinity: no bound
  high: f32; // Infinity: no bound
}

/** y = factor x + offset + residual, not below low nor above high; NaN stays NaN. One item: a row. */
export function batchNormForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<BatchNormForwardArgs>(args);
  if (a.residual) applyToRows(a, begin, end, true);
  else applyToRows(a, begin, end, false);
}

@inline function applyToRows(a: BatchNormForwardArgs, begin: i32, end: i32, added: bool): void {
  const factor = a.factor, offset = a.offset, low = splat(a.low), high = splat(a.high);
  const pitch = <usize>a.pattern << 2, last = endOfRow(end, a.count, a.pattern);
  for (let row = <usize>begin * pitch; row < last; row += pitch) {
    const y = a.y + row, x = a.x + row, residual = a.residual + row, bytes = min(pitch, last - row);
    let i: usize = 0;
    for (; i + LINE <= bytes; i += LINE) {
      applyToVector(y, x, residual, factor, offset, i, low, high, added);
      applyToVector(y, x, residual, factor, offset, i + VECTOR, low, high, added);
      applyToVector(y, x, residual, factor, offset, i + 2 * VECTOR, low, high, added);
      applyToVector(y, x, residual, factor, offset, i + 3 * VECTOR, low, high, added);
    }
    for (; i < bytes; i += VECTOR) applyToVector(y, x, residual, factor, offset, i, low, high, added);
  }
}

@inline function applyToVector(
  y: usize, x: usize, residual: usize, factor: usize, offset: usize, i: usize, low: v128, high: v128, added: bool,
): void {
  let z = madd(v128.load(factor + i), v128.load(x + i), v128.load(offset + i));
  if (added) z = f32x4.add(z, v128.load(residual + i));
  v128.store(y + i, f32x4.pmin(f32x4.pmax(z, low), high));
}

@unmanaged class BatchNormTrackArgs {
  running: usize; // [count]
  batch: usize; // [count]
  count: i32;
  keep: f32; // 1 - momentum
  momentum: f32;
}

/** running = keep running + momentum batch. One item: four numbers. */
export function batchNormTrack(args: usize, begin: i32, end: i32): void {
  const a = changetype<BatchNormTrackArgs>(args);
  const keep = splat(a.keep), momentum = splat(a.momentum);
  for (let i = begin * LANES; i < min(end * LANES, a.count); i += LANES) {
    const lanes = min(LANES, a.count - i), at = <usize>i << 2;
    const kept = f32x4.mul(keep, loadLanes(a.running + at, lanes));
    storeLanes(a.running + at, madd(momentum, loadLanes(a.batch + at, lanes), kept), lanes);
  }
}
