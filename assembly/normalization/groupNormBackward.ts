// Normalisation over groups of channels of each sample, backward; slices and rows are those of groupNorm.ts.

import { LANES, VECTOR, laneMask, loadLanes, madd, splat, storeLanes } from "../simd";
import { scratch } from "../scratch";
import { foldRow, repeatRow } from "./pattern";

@unmanaged class GroupNormBackwardSumsArgs {
  shifts: usize; // [samples, slices, channels]
  scales: usize; // [samples, slices, channels]
  dy: usize; // [samples, floats]
  x: usize; // [samples, floats]
  mean: usize; // [samples, channels]
  floats: i32;
  channels: i32;
  pattern: i32;
  slices: i32;
  sliceRows: i32;
}

/**
 * shifts = sum of dy and scales = sum of dy (x - mean) over a slice. One item: a slice; needs three rows of scratch
 * memory.
 */
export function groupNormBackwardSums(args: usize, begin: i32, end: i32): void {
  const a = changetype<GroupNormBackwardSumsArgs>(args);
  const channels = a.channels, pattern = a.pattern, pitch = <usize>pattern << 2, sliceFloats = a.sliceRows * pattern;
  const mean = scratch(), shifts = mean + pitch, scales = shifts + pitch;
  for (let item = begin; item < end; item++) {
    const sample = item / a.slices, from = item % a.slices * sliceFloats;
    const place = (<usize>sample * a.floats + from) << 2;
    let floats = min(sliceFloats, a.floats - from), x = a.x + place, dy = a.dy + place;
    repeatRow(mean, a.mean + (<usize>(sample * channels) << 2), channels, pattern);
    memory.fill(shifts, 0, 2 * pitch);
    for (; floats >= 4 * pattern; floats -= 4 * pattern, dy += 4 * pitch, x += 4 * pitch) {
      sumFourRows(shifts, scales, dy, x, mean, pitch);
    }
    for (; floats > 0; floats -= pattern, dy += pitch, x += pitch) {
      sumRow(shifts, scales, dy, x, mean, min(floats, pattern));
    }
    const at = <usize>(item * channels) << 2;
    foldRow(a.shifts + at, shifts, channels, pattern);
    foldRow(a.scales + at, scales, channels, pattern);
  }
}

@inline function sumFourRows(shifts: usize, scales: usize, dy: usize, x: usize, mean: usize, pitch: usize): void {
  for (let i: usize = 0; i < pitch; i += VECTOR, dy += VECTOR, x += VECTOR) {
    const m = v128.load(mean + i), g0 = v128.load(dy), g1 = v128.load(dy + pitch);
    const g2 = v128.load(dy + 2 * pitch), g3 = v128.load(dy + 3 * pitch);
    const shift = f32x4.add(f32x4.add(g0, g1), f32x4.add(g2, g3));
    const d0 = f32x4.sub(v128.load(x), m), d1 = f32x4.sub(v128.load(x + pitch), m);
    const d2 = f32x4.sub(v128.load(x + 2 * pitch), m), d3 = f32x4.sub(v128.load(x + 3 * pitch), m);
    const scale = f32x4.add(madd(g0, d0, f32x4.mul(g1, d1)), madd(g2, d2, f32x4.mul(g3, d3)));
    v128.store(shifts + i, f32x4.add(v128.load(shifts + i), shift));
    v128.store(scales + i, f32x4.add(v128.load(scales + i), scale));
  }
}

/** Adds the first `floats` of a row. */
@inline function sumRow(shifts: usize, scales: usize, dy: usize, x: usize, mean: usize, floats: i32): void {
  for (let i: usize = 0; floats > 0; i += VECTOR, floats -= LANES) {
    const lanes = min(LANES, floats), g = loadLanes(dy + i, lanes);
    const d = v128.and(f32x4.sub(loadLanes(x + i, lanes), v128.load(mean + i)), laneMask(lanes));
    v128.store(shifts + i, f32x4.add(v128.load(shifts + i), g));
    v128.store(scales + i, madd(g, d, v128.load(scales + i)));
  }
}

@unmanaged class GroupNormBackwardStatisticsArgs {
  dscale: usize; // [samples, channels]
  dshift: usize; // [samples, channels]
  slope: usize; // [samples, channels]
  level: usize; // [samples, channels]
  shifts: usize; // [samples, slices, channels]
  scales: usize; // [samples, slices, channels]
  residue: usize; // [samples, channels]
  inverse: usize; // [samples, channels]
  scale: usize; // [channels] or 0
  floats: i32;
  channels: i32;
  groups: i32;
  slices: i32;
}

/**
 * dshift = sum of dy and dscale = sum of dy xhat over a sample, with xhat = (x - mean + residue) inverse; slope and
 * level such that dx = inverse (g - mean of g - xhat mean of (g xhat)) = factor dy + slope (x - mean) + level, with g =
 * scale dy and means over the group. One item: a sample.
 */
export function groupNormBackwardStatistics(args: usize, begin: i32, end: i32): void {
  const a = changetype<GroupNormBackwardStatisticsArgs>(args);
  const size = a.channels / a.groups, n = <f64>(a.floats / a.channels * size);
  for (let sample = begin; sample < end; sample++) {
    for (let c = 0; c < a.channels; c += size) {
      const at = <usize>(sample * a.channels + c) << 2;
      const inverse = <f64>load<f32>(a.inverse + at), residue = <f64>load<f32>(a.residue + at);
      let sum: f64 = 0, product: f64 = 0;
      for (let i = 0; i < size; i++) {
        const shift = sumOfSlices(a, a.shifts, sample, c + i);
        const scale = (sumOfSlices(a, a.scales, sample, c + i) + residue * shift) * inverse;
        store<f32>(a.dshift + at + (<usize>i << 2), <f32>shift);
        store<f32>(a.dscale + at + (<usize>i << 2), <f32>scale);
        const factor: f64 = a.scale ? <f64>load<f32>(a.scale + (<usize>(c + i) << 2)) : 1;
        sum += factor * shift;
        product += factor * scale;
      }
      const slope = -inverse * inverse * product / n, level = -inverse * sum / n + slope * residue;
      for (let i: usize = 0; i < <usize>size << 2; i += 4) {
        store<f32>(a.slope + at + i, <f32>slope);
        store<f32>(a.level + at + i, <f32>level);
      }
    }
  }
}

@inline function sumOfSlices(a: GroupNormBackwardStatisticsArgs, partials: usize, sample: i32, c: i32): f64 {
  let sum: f64 = 0;
  for (let slice = 0; slice < a.slices; slice++) {
    sum += load<f32>(partials + (<usize>((sample * a.slices + slice) * a.channels + c) << 2));
  }
  return sum;
}

@unmanaged class GroupNormBackwardInputArgs {
  dx: usize; // [samples, floats]
  dy: usize; // [samples, floats]
  x: usize; // [samples, floats]
  mean: usize; // [samples, channels]
  factor: usize; // [samples, channels]
  slope: usize; // [samples, channels]
  level: usize; // [samples, channels]
  floats: i32;
  channels: i32;
  pattern: i32;
  slices: i32;
  sliceRows: i32;
}

/** dx = factor dy + slope (x - mean) + level. One item: a slice; needs four rows of a pattern of scratch memory. */
export function groupNormBackwardInput(args: usize, begin: i32, end: i32): void {
  const a = changetype<GroupNormBackwardInputArgs>(args);
  const channels = a.channels, pattern = a.pattern, pitch = <usize>pattern << 2, sliceFloats = a.sliceRows * pattern;
  const means = scratch(), factors = means + pitch, slopes = factors + pitch, levels = slopes + pitch;
  for (let item = begin; item < end; item++) {
    const sample = item / a.slices, from = item % a.slices * sliceFloats;
    const coefficients = <usize>(sample * channels) << 2;
    repeatRow(means, a.mean + coefficients, channels, pattern);
    repeatRow(factors, a.factor + coefficients, channels, pattern);
    repeatRow(slopes, a.slope + coefficients, channels, pattern);
    repeatRow(levels, a.level + coefficients, channels, pattern);
    let floats = min(sliceFloats, a.floats - from);
    let place = (<usize>sample * a.floats + from) << 2;
    for (; floats > 0; floats -= pattern, place += pitch) {
      for (let i = 0; i < min(floats, pattern); i += LANES) {
        const lanes = min(LANES, floats - i), at = <usize>i << 2, to = place + at;
        const d = f32x4.sub(loadLanes(a.x + to, lanes), v128.load(means + at));
        const rest = madd(v128.load(slopes + at), d, v128.load(levels + at));
        storeLanes(a.dx + to, madd(v128.load(factors + at), loadLanes(a.dy + to, lanes), rest), lanes);
      }
    }
  }
}
