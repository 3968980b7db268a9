// Sums over the rows of [outer, rows, inner], in slices of rows. One slice is the sum; several are work for several threads and
// added up by a second call: an order that sizes alone decide.

import { LANES, VECTOR, loadLanes, madd, splat, storeLanes, sumLanes } from "../simd";

/** Rows that are added up at a time. All of a slice would be faster in the cache, but memory is read ahead along rows only. */
@inline const GROUP: i32 = 16;

@unmanaged class SumRowsArgs {
  y: usize; // [outer, slices, inner]
  x: usize; // [outer, rows, inner]
  scale: f32;
  rows: i32;
  inner: i32;
  slice: i32; // rows in a slice; the last has those that are left
}

/** y[o, s, i] = scale times the sum of x[o, r, i] over the rows r of slice s. One item: a slice. */
export function sumRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<SumRowsArgs>(args);
  overSlices(false, a.y, a.x, 0, a.scale, a.rows, a.inner, a.slice, begin, end);
}

@unmanaged class DotRowsArgs {
  y: usize; // [outer, slices, inner]
  a: usize; // [outer, rows, inner]
  b: usize; // [outer, rows, inner]
  scale: f32;
  rows: i32;
  inner: i32;
  slice: i32; // rows in a slice; the last has those that are left
}

/** y[o, s, i] = scale times the sum of a[o, r, i] b[o, r, i] over the rows r of slice s. One item: a slice. */
export function dotRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<DotRowsArgs>(args);
  overSlices(true, a.y, a.a, a.b, a.scale, a.rows, a.inner, a.slice, begin, end);
}

/** Slices `begin` to before `end` of y = scale times the sums of a, or of a b if `dot`. */
@inline function overSlices(
  dot: bool, y: usize, a: usize, b: usize, scale: f32, rows: i32, inner: i32, slice: i32, begin: i32, end: i32,
): void {
  const pitch = <usize>inner << 2, scales = splat(scale), slices = (rows + slice - 1) / slice;
  for (let item = begin; item < end; item++) {
    const row = item % slices * slice, n = min(slice, rows - row);
    const offset = <usize>(item / slices * rows + row) * pitch, to = y + <usize>item * pitch;
    if (inner == 1) {
      store<f32>(to, sumOfRun(dot, a + offset, b + offset, n) * scale);
      continue;
    }
    const wide = pitch & ~(4 * VECTOR - 1);
    for (let r = 0; wide && r < n; r += GROUP) {
      const from = offset + <usize>r * pitch, group = min(GROUP, n - r);
      const share = r + group == n ? scales : splat(1);
      for (let c: usize = 0; c < wide; c += 4 * VECTOR) {
        sum16Columns(dot, to + c, a + from + c, b + from + c, pitch, group, r == 0, share);
      }
    }
    for (let c = wide; c < pitch; c += VECTOR) {
      const lanes = min(LANES, <i32>(pitch - c) >> 2), from = offset + c;
      const sum = lanes == LANES
        ? sumColumns(dot, a + from, b + from, pitch, n, LANES)
        : sumColumns(dot, a + from, b + from, pitch, n, lanes);
      storeLanes(to + c, f32x4.mul(sum, scales), lanes);
    }
  }
}

/** 16 columns of a group of rows, added to what y holds unless the group is the `first`, then scaled. */
@inline function sum16Columns(
  dot: bool, y: usize, a: usize, b: usize, pitch: usize, rows: i32, first: bool, scale: v128,
): void {
  let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
  if (!first) {
    s0 = v128.load(y);
    s1 = v128.load(y, VECTOR);
    s2 = v128.load(y, 2 * VECTOR);
    s3 = v128.load(y, 3 * VECTOR);
  }
  for (; rows > 0; rows--, a += pitch, b += pitch) {
    s0 = plus(dot, s0, a, b, LANES);
    s1 = plus(dot, s1, a + VECTOR, b + VECTOR, LANES);
    s2 = plus(dot, s2, a + 2 * VECTOR, b + 2 * VECTOR, LANES);
    s3 = plus(dot, s3, a + 3 * VECTOR, b + 3 * VECTOR, LANES);
  }
  v128.store(y, f32x4.mul(s0, scale));
  v128.store(y, f32x4.mul(s1, scale), VECTOR);
  v128.store(y, f32x4.mul(s2, scale), 2 * VECTOR);
  v128.store(y, f32x4.mul(s3, scale), 3 * VECTOR);
}

/** Up to 4 columns, every fourth row apart, so that an addition need not wait for the one before. */
@inline function sumColumns(dot: bool, a: usize, b: usize, pitch: usize, rows: i32, lanes: i32): v128 {
  let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
  for (; rows >= 4; rows -= 4, a += 4 * pitch, b += 4 * pitch) {
    s0 = plus(dot, s0, a, b, lanes);
    s1 = plus(dot, s1, a + pitch, b + pitch, lanes);
    s2 = plus(dot, s2, a + 2 * pitch, b + 2 * pitch, lanes);
    s3 = plus(dot, s3, a + 3 * pitch, b + 3 * pitch, lanes);
  }
  for (; rows > 0; rows--, a += pitch, b += pitch) s0 = plus(dot, s0, a, b, lanes);
  return f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
}

/** `n` numbers one after the other: four columns, then those. */
@inline function sumOfRun(dot: bool, a: usize, b: usize, n: i32): f32 {
  const whole = <usize>(n & ~3) << 2, left = n & 3;
  let sum = sumColumns(dot, a, b, VECTOR, n >> 2, LANES);
  if (left) sum = plus(dot, sum, a + whole, b + whole, left);
  return sumLanes(sum);
}

@inline function plus(dot: bool, sum: v128, a: usize, b: usize, lanes: i32): v128 {
  return dot ? madd(loadLanes(a, lanes), loadLanes(b, lanes), sum) : f32x4.add(sum, loadLanes(a, lanes));
}
