// Normalisation over groups of channels of each sample, forward. Backward: groupNormBackward.ts. A sample [pixels,
// channels] is read in slices of `sliceRows` rows of a pattern (pattern.ts); what a row needs for each channel is
// repeated over a row in scratch memory.

import { LANES, VECTOR, laneMask, loadLanes, madd, splat, storeLanes } from "../simd";
import { scratch } from "../scratch";
import { foldRow, repeatRow } from "./pattern";

@unmanaged class GroupNormMomentsArgs {
  pivots: usize; // [samples, slices, channels]
  sums: usize; // [samples, slices, channels]
  squares: usize; // [samples, slices, channels]
  x: usize; // [samples, floats]
  floats: i32;
  channels: i32;
  pattern: i32;
  slices: i32;
  sliceRows: i32;
}

/**
 * pivots = a channel's mean over the first pixels of a slice; sums = sum of d and squares = sum of d^2 over its pixels,
 * with d = x - pivots: so close to the values, one pass loses few digits. One item: a slice; needs three rows of a
 * pattern of scratch memory.
 */
export function groupNormMoments(args: usize, begin: i32, end: i32): void {
  const a = changetype<GroupNormMomentsArgs>(args);
  const channels = a.channels, pattern = a.pattern, pitch = <usize>pattern << 2, sliceFloats = a.sliceRows * pattern;
  const pivots = scratch(), sums = pivots + pitch, squares = sums + pitch;
  for (let item = begin; item < end; item++) {
    const from = item % a.slices * sliceFloats;
    let floats = min(sliceFloats, a.floats - from), x = a.x + ((<usize>(item / a.slices) * a.floats + from) << 2);
    const at = <usize>item * channels << 2;
    meanOfFirst(a.pivots + at, x, min(floats, 4 * pattern), channels);
    repeatRow(pivots, a.pivots + at, channels, pattern);
    memory.fill(sums, 0, 2 * pitch);
    for (; floats >= 4 * pattern; floats -= 4 * pattern, x += 4 * pitch) addFourRows(sums, squares, x, pivots, pitch);
    for (; floats > 0; floats -= pattern, x += pitch) addRow(sums, squares, x, pivots, min(floats, pattern));
    foldRow(a.sums + at, sums, channels, pattern);
    foldRow(a.squares + at, squares, channels, pattern);
  }
}

/** The mean of each channel over `floats`, whole pixels. */
@inline function meanOfFirst(means: usize, x: usize, floats: i32, channels: i32): void {
  const pixels = <f64>(floats / channels);
  for (let c = 0; c < channels; c++) {
    let sum: f64 = 0;
    for (let i = c; i < floats; i += channels) sum += load<f32>(x + (<usize>i << 2));
    store<f32>(means + (<usize>c << 2), <f32>(sum / pixels));
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
    const lanes = min(LANES, floats);
    const d = v128.and(f32x4.sub(loadLanes(x + i, lanes), v128.load(pivots + i)), laneMask(lanes));
    v128.store(sums + i, f32x4.add(v128.load(sums + i), d));
    v128.store(squares + i, madd(d, d, v128.load(squares + i)));
  }
}

@unmanaged class GroupNormStatisticsArgs {
  mean: usize; // [samples, channels] of its group
  residue: usize; // [samples, channels] what rounding added to the mean
  inverse: usize; // [samples, channels] of its group
  factor: usize; // [samples, channels]
  offset: usize; // [samples, channels]
  pivots: usize; // [samples, slices, channels]
  sums: usize; // [samples, slices, channels]
  squares: usize; // [samples, slices, channels]
  scale: usize; // [channels] or 0
  shift: usize; // [channels] or 0
  floats: i32;
  channels: i32;
  groups: i32;
  pattern: i32;
  slices: i32;
  sliceRows: i32;
  epsilon: f32;
}

/**
 * From what groupNormMoments found: mean, and inverse = 1 / sqrt(variance + epsilon), of each group; factor = scale
 * inverse and offset = shift + residue factor, so that y = factor (x - mean) + offset, however far the mean is from 0.
 * Sums are few here, so they are taken in f64. One item: a sample.
 */
export function groupNormStatistics(args: usize, begin: i32, end: i32): void {
  const a = changetype<GroupNormStatisticsArgs>(args);
  const size = a.channels / a.groups, n = <f64>(a.floats / a.channels * size);
  for (let sample = begin; sample < end; sample++) {
    for (let c = 0; c < a.channels; c += size) {
      const mean = sumOfGroup(a, sample, c, size) / n;
      const squares = squaresOfGroup(a, sample, c, size, mean);
      // 0 squares: a variance that is not finite makes it NaN, where 1 / sqrt(infinity) would hide it.
      const inverse = 1 / Math.sqrt(max(squares, 0) / n + <f64>a.epsilon) + 0 * squares;
      const at = <usize>(sample * a.channels + c) << 2;
      for (let i: usize = 0; i < <usize>size << 2; i += 4) {
        const scale = a.scale ? load<f32>(a.scale + (<usize>c << 2) + i) : 1;
        const shift = a.shift ? load<f32>(a.shift + (<usize>c << 2) + i) : 0;
        const residue = <f64><f32>mean - mean;
        store<f32>(a.mean + at + i, <f32>mean);
        store<f32>(a.residue + at + i, <f32>residue);
        store<f32>(a.inverse + at + i, <f32>inverse);
        store<f32>(a.factor + at + i, <f32>(scale * inverse));
        store<f32>(a.offset + at + i, <f32>(shift + residue * scale * inverse));
      }
    }
  }
}

/** Sum of the group of `size` channels from c on. */
@inline function sumOfGroup(a: GroupNormStatisticsArgs, sample: i32, c: i32, size: i32): f64 {
  let sum: f64 = 0;
  for (let slice = 0; slice < a.slices; slice++) {
    const pixels = pixelsOf(a, slice), at = <usize>((sample * a.slices + slice) * a.channels + c) << 2;
    for (let i: usize = 0; i < <usize>size << 2; i += 4) {
      sum += pixels * load<f32>(a.pivots + at + i) + load<f32>(a.sums + at + i);
    }
  }
  return sum;
}

/** Sum of (x - mean)^2 of the group. A slice whose pivot is d below the mean gives squares - 2 d sums + pixels d^2. */
@inline function squaresOfGroup(a: GroupNormStatisticsArgs, sample: i32, c: i32, size: i32, mean: f64): f64 {
  let sum: f64 = 0;
  for (let slice = 0; slice < a.slices; slice++) {
    const pixels = pixelsOf(a, slice), at = <usize>((sample * a.slices + slice) * a.channels + c) << 2;
    for (let i: usize = 0; i < <usize>size << 2; i += 4) {
      const d = mean - load<f32>(a.pivots + at + i);
      sum += load<f32>(a.squares + at + i) + d * (pixels * d - 2 * <f64>load<f32>(a.sums + at + i));
    }
  }
  return sum;
}

@inline function pixelsOf(a: GroupNormStatisticsArgs, slice: i32): f64 {
  const sliceFloats = a.sliceRows * a.pattern;
  return <f64>(min(sliceFloats, a.floats - slice * sliceFloats) / a.channels);
}

@unmanaged class GroupNormForwardArgs {
  y: usize; // [samples, floats]
  x: usize; // [samples, floats]
  mean: usize; // [samples, channels]
  factor: usize; // [samples, channels]
  offset: usize; // [samples, channels]
  floats: i32;
  channels: i32;
  pattern: i32;
  slices: i32;
  sliceRows: i32;
}

/** y = factor (x - mean) + offset. One item: a slice; needs three rows of a pattern of scratch memory. */
export function groupNormForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GroupNormForwardArgs>(args);
  const channels = a.channels, pattern = a.pattern, pitch = <usize>pattern << 2, sliceFloats = a.sliceRows * pattern;
  const means = scratch(), factors = means + pitch, offsets = factors + pitch;
  for (let item = begin; item < end; item++) {
    const sample = item / a.slices, from = item % a.slices * sliceFloats;
    const coefficients = <usize>(sample * channels) << 2;
    repeatRow(means, a.mean + coefficients, channels, pattern);
    repeatRow(factors, a.factor + coefficients, channels, pattern);
    repeatRow(offsets, a.offset + coefficients, channels, pattern);
    let floats = min(sliceFloats, a.floats - from);
    let place = (<usize>sample * a.floats + from) << 2;
    for (; floats > 0; floats -= pattern, place += pitch) {
      const x = a.x + place, y = a.y + place, count = min(floats, pattern), whole = <usize>(count & ~3) << 2;
      let i: usize = 0;
      for (; i < whole; i += VECTOR) {
        const d = f32x4.sub(v128.load(x + i), v128.load(means + i));
        v128.store(y + i, madd(v128.load(factors + i), d, v128.load(offsets + i)));
      }
      const left = count & 3;
      if (left) {
        const d = f32x4.sub(loadLanes(x + i, left), v128.load(means + i));
        storeLanes(y + i, madd(v128.load(factors + i), d, v128.load(offsets + i)), left);
      }
    }
  }
}
