import { LANES, VECTOR, madd, splat, storeLanes } from "../simd";

/** Columns that are smoothed at a time: one vector alone would wait for its own additions. */
@inline const COLUMNS: i32 = 4 * LANES;

@unmanaged class SmoothFieldArgs {
  y: usize; // [planes, height, width]
  x: usize; // the same, and readable for 16 numbers more
  weights: usize; // [2 radius + 1]
  rows: usize; // [planes, height, width + 2 radius + 16], to work in
  height: i32;
  width: i32;
  radius: i32;
  scale: f32;
}

/**
 * y = scale times x smoothed by the same weights down and across, with zeros around each plane. One item: a row of a plane.
 */
export function smoothField(args: usize, begin: i32, end: i32): void {
  const a = changetype<SmoothFieldArgs>(args);
  const height = a.height, width = a.width, radius = a.radius, pitch = <usize>width << 2;
  const size = <usize>(width + 2 * radius + COLUMNS) << 2;
  const scale = splat(a.scale);
  for (let item = begin; item < end; item++) {
    const r = item % height;
    const first = max(-radius, -r), last = min(radius, height - 1 - r);
    const weights = a.weights + (<usize>(radius + first) << 2);
    const row = a.rows + <usize>item * size, middle = row + (<usize>radius << 2), after = middle + pitch;
    memory.fill(row, 0, middle - row);
    for (let c: usize = 0; c < pitch; c += COLUMNS << 2)
      sum(middle + c, a.x + <usize>(item + first) * pitch + c, pitch, weights, last - first + 1);
    memory.fill(after, 0, row + size - after); // and what the last columns left there
    for (let c: usize = 0; c < pitch; c += COLUMNS << 2) across(a, item, row + c, c, scale);
  }
}

/** The 16 numbers at `to` become the weighted sum of those at `from`, `from + pitch`, ... */
@inline function sum(to: usize, from: usize, pitch: usize, weights: usize, count: i32): void {
  let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
  for (let k = 0; k < count; k++, from += pitch, weights += 4) {
    const weight = v128.load32_splat(weights);
    s0 = madd(v128.load(from), weight, s0);
    s1 = madd(v128.load(from, VECTOR), weight, s1);
    s2 = madd(v128.load(from, 2 * VECTOR), weight, s2);
    s3 = madd(v128.load(from, 3 * VECTOR), weight, s3);
  }
  v128.store(to, s0);
  v128.store(to, s1, VECTOR);
  v128.store(to, s2, 2 * VECTOR);
  v128.store(to, s3, 3 * VECTOR);
}

/** The columns from byte c on, across: the same sum, of neighbours in the row at `from`. */
@inline function across(a: SmoothFieldArgs, item: i32, from: usize, c: usize, scale: v128): void {
  const pitch = <usize>a.width << 2;
  let weights = a.weights;
  let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
  for (let k = 2 * a.radius; k >= 0; k--, from += 4, weights += 4) {
    const weight = v128.load32_splat(weights);
    s0 = madd(v128.load(from), weight, s0);
    s1 = madd(v128.load(from, VECTOR), weight, s1);
    s2 = madd(v128.load(from, 2 * VECTOR), weight, s2);
    s3 = madd(v128.load(from, 3 * VECTOR), weight, s3);
  }
  const y = a.y + <usize>item * pitch + c, left = <i32>((pitch - c) >> 2);
  storeSome(y, f32x4.mul(s0, scale), left);
  storeSome(y + VECTOR, f32x4.mul(s1, scale), left - LANES);
  storeSome(y + 2 * VECTOR, f32x4.mul(s2, scale), left - 2 * LANES);
  storeSome(y + 3 * VECTOR, f32x4.mul(s3, scale), left - 3 * LANES);
}

@inline function storeSome(to: usize, v: v128, left: i32): void {
  if (left > 0) storeLanes(to, v, min(left, LANES));
}
