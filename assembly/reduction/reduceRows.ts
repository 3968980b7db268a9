// The greatest or least of the rows of [outer, rows, inner], or the squares of their deviations from something, in slices of rows; a
// second call reduces the slices. (Sums are arithmetic/sumRows.ts, which has the same walk.)

import { LANES, VECTOR, laneMask, loadLanes, madd, splat, storeLanes, sumLanes } from "../simd";

// What becomes of the rows. Each is compiled into a kernel of its own.
@inline const GREATEST: i32 = 0;
@inline const LEAST: i32 = 1;
@inline const SQUARES: i32 = 2;

/** Rows that are reduced at a time. All of a slice would be faster in the cache, but memory is read ahead along rows only. */
@inline const GROUP: i32 = 16;

@unmanaged class MaxRowsArgs {
  y: usize; // [outer, slices, inner]
  x: usize; // [outer, rows, inner]
  rows: i32;
  inner: i32;
  slice: i32; // rows in a slice; the last has those that are left
}

/** y[o, s, i] = the greatest x[o, r, i] of the rows r of slice s; NaN where any is. One item: a slice. */
export function maxRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<MaxRowsArgs>(args);
  overSlices(GREATEST, a.y, a.x, 0, 1, a.rows, a.inner, a.slice, begin, end);
}

@unmanaged class MinRowsArgs {
  y: usize; // [outer, slices, inner]
  x: usize; // [outer, rows, inner]
  rows: i32;
  inner: i32;
  slice: i32; // rows in a slice; the last has those that are left
}

/** y[o, s, i] = the least x[o, r, i] of the rows r of slice s; NaN where any is. One item: a slice. */
export function minRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<MinRowsArgs>(args);
  overSlices(LEAST, a.y, a.x, 0, 1, a.rows, a.inner, a.slice, begin, end);
}

@unmanaged class DeviationRowsArgs {
  y: usize; // [outer, slices, inner]
  x: usize; // [outer, rows, inner]
  mean: usize; // [outer, inner]
  scale: f32;
  rows: i32;
  inner: i32;
  slice: i32; // rows in a slice; the last has those that are left
}

/** y[o, s, i] = scale times the sum of (x[o, r, i] - mean[o, i])^2 over the rows r of slice s. One item: a slice. */
export function deviationRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<DeviationRowsArgs>(args);
  overSlices(SQUARES, a.y, a.x, a.mean, a.scale, a.rows, a.inner, a.slice, begin, end);
}

@inline function overSlices(
  f: i32, y: usize, x: usize, mean: usize, scale: f32, rows: i32, inner: i32, slice: i32, begin: i32, end: i32,
): void {
  const pitch = <usize>inner << 2, slices = (rows + slice - 1) / slice, scales = splat(scale);
  for (let item = begin; item < end; item++) {
    const row = item % slices * slice, n = min(slice, rows - row), o = item / slices;
    const from = x + <usize>(o * rows + row) * pitch, to = y + <usize>item * pitch, centre = mean + <usize>o * pitch;
    if (inner == 1) {
      store<f32>(to, ofRun(f, from, centre, n) * scale);
      continue;
    }
    const wide = pitch & ~(4 * VECTOR - 1);
    for (let r = 0; wide && r < n; r += GROUP) {
      const group = from + <usize>r * pitch, count = min(GROUP, n - r), share = r + count == n ? scales : splat(1);
      for (let c: usize = 0; c < wide; c += 4 * VECTOR) {
        of16Columns(f, to + c, group + c, centre + c, pitch, count, r == 0, share);
      }
    }
    for (let c = wide; c < pitch; c += VECTOR) {
      const lanes = min(LANES, <i32>(pitch - c) >> 2);
      const v = lanes == LANES
        ? ofColumns(f, from + c, pitch, n, LANES, middle(f, centre + c, LANES))
        : ofColumns(f, from + c, pitch, n, lanes, middle(f, centre + c, lanes));
      storeLanes(to + c, f32x4.mul(v, scales), lanes);
    }
  }
}

/** 16 columns of a group of rows, together with what y holds unless the group is the `first`; then scaled. */
@inline function of16Columns(
  f: i32, y: usize, x: usize, mean: usize, pitch: usize, rows: i32, first: bool, scale: v128,
): void {
  let m0 = begun(f, y, x, first), m1 = begun(f, y + VECTOR, x + VECTOR, first);
  let m2 = begun(f, y + 2 * VECTOR, x + 2 * VECTOR, first), m3 = begun(f, y + 3 * VECTOR, x + 3 * VECTOR, first);
  let n0 = splat(0), n1 = n0, n2 = n0, n3 = n0;
  const c0 = middle(f, mean, LANES), c1 = middle(f, mean + VECTOR, LANES);
  const c2 = middle(f, mean + 2 * VECTOR, LANES), c3 = middle(f, mean + 3 * VECTOR, LANES);
  for (; rows > 0; rows--, x += pitch) {
    const x0 = v128.load(x), x1 = v128.load(x, VECTOR), x2 = v128.load(x, 2 * VECTOR), x3 = v128.load(x, 3 * VECTOR);
    m0 = further(f, m0, x0, c0);
    m1 = further(f, m1, x1, c1);
    m2 = further(f, m2, x2, c2);
    m3 = further(f, m3, x3, c3);
    n0 = marked(f, n0, x0);
    n1 = marked(f, n1, x1);
    n2 = marked(f, n2, x2);
    n3 = marked(f, n3, x3);
  }
  v128.store(y, f32x4.mul(withMarks(f, m0, n0), scale));
  v128.store(y, f32x4.mul(withMarks(f, m1, n1), scale), VECTOR);
  v128.store(y, f32x4.mul(withMarks(f, m2, n2), scale), 2 * VECTOR);
  v128.store(y, f32x4.mul(withMarks(f, m3, n3), scale), 3 * VECTOR);
}

/** Up to 4 columns, every fourth row apart, so that no step need wait for the one before. */
@inline function ofColumns(f: i32, x: usize, pitch: usize, rows: i32, lanes: i32, centre: v128): v128 {
  let m0 = f == SQUARES ? splat(0) : loadLanes(x, lanes), m1 = m0, m2 = m0, m3 = m0, n = splat(0);
  for (; rows >= 4; rows -= 4, x += 4 * pitch) {
    const x0 = loadLanes(x, lanes), x1 = loadLanes(x + pitch, lanes);
    const x2 = loadLanes(x + 2 * pitch, lanes), x3 = loadLanes(x + 3 * pitch, lanes);
    m0 = further(f, m0, x0, centre);
    m1 = further(f, m1, x1, centre);
    m2 = further(f, m2, x2, centre);
    m3 = further(f, m3, x3, centre);
    n = marked(f, marked(f, marked(f, marked(f, n, x0), x1), x2), x3);
  }
  for (; rows > 0; rows--, x += pitch) {
    const x0 = loadLanes(x, lanes);
    m0 = further(f, m0, x0, centre);
    n = marked(f, n, x0);
  }
  return withMarks(f, together(f, together(f, m0, m1), together(f, m2, m3)), n);
}

/** `n` numbers one after the other: four columns, then those. */
@inline function ofRun(f: i32, x: usize, mean: usize, n: i32): f32 {
  const centre = f == SQUARES ? v128.load32_splat(mean) : splat(0), whole = n >> 2;
  let m = f == SQUARES ? splat(0) : v128.load32_splat(x);
  if (whole) m = ofColumns(f, x, VECTOR, whole, LANES, centre);
  if (f == SQUARES) {
    const left = n & 3;
    // The lanes behind the last number deviate by nothing.
    if (left) m = further(f, m, v128.bitselect(loadLanes(x + (<usize>whole << 4), left), centre, laneMask(left)), centre);
    return sumLanes(m);
  }
  for (let i = whole << 2; i < n; i++) m = nearest(f, m, v128.load32_splat(x + (<usize>i << 2)));
  m = nearest(f, m, v128.shuffle<i32>(m, m, 2, 3, 0, 1));
  return f32x4.extract_lane(nearest(f, m, v128.shuffle<i32>(m, m, 1, 0, 3, 2)), 0);
}

/** What the rows are compared or added with: the first row, nothing, or what the groups before them left. */
@inline function begun(f: i32, y: usize, x: usize, first: bool): v128 {
  if (!first) return v128.load(y);
  return f == SQUARES ? splat(0) : v128.load(x);
}

@inline function middle(f: i32, mean: usize, lanes: i32): v128 {
  return f == SQUARES ? loadLanes(mean, lanes) : splat(0);
}

/** m and one number more. Where m is NaN it stays so; an x that is NaN may be lost, and is marked. */
@inline function further(f: i32, m: v128, x: v128, centre: v128): v128 {
  if (f == GREATEST) return f32x4.pmax(m, x);
  if (f == LEAST) return f32x4.pmin(m, x);
  const d = f32x4.sub(x, centre);
  return madd(d, d, m);
}

@inline function together(f: i32, a: v128, b: v128): v128 {
  return f == SQUARES ? f32x4.add(a, b) : further(f, a, b, b);
}

/** All bits where x is NaN, or was before. This and `further` are three instructions; f32x4.max is eight on some machines. */
@inline function marked(f: i32, n: v128, x: v128): v128 {
  return f == SQUARES ? n : v128.or(n, f32x4.ne(x, x));
}

@inline function withMarks(f: i32, m: v128, n: v128): v128 {
  return f == SQUARES ? m : v128.or(m, n);
}

/** The greater or lesser; NaN where either is. */
@inline function nearest(f: i32, a: v128, b: v128): v128 {
  return f == GREATEST ? f32x4.max(a, b) : f32x4.min(a, b);
}
