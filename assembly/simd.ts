/** Lanes of a vector of f32. */
@inline export const LANES: i32 = 4;

/** Bytes of a vector. */
@inline export const VECTOR: i32 = 16;

/** All lanes `x`. */
@inline export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** a * b + c. Here and in madd64 alone the strict build (two roundings) and the relaxed one (one, where it can) differ. */
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** a * b + c of two f64, as `madd`. */
@inline export function madd64(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** The `n` (1 to 4) floats at `from`; the lanes after them are 0. Reads nothing beyond them. */
@inline export function loadLanes(from: usize, n: i32): v128 {
  if (n == 4) return v128.load(from);
  if (n == 3) return v128.load_lane<f32>(from, v128.load_zero<u64>(from), 2, 8);
  if (n == 2) return v128.load_zero<u64>(from);
  return v128.load_zero<u32>(from);
}

/** Stores the first `n` (1 to 4) lanes of `v`. Writes nothing beyond them. */
@inline export function storeLanes(to: usize, v: v128, n: i32): void {
  if (n == 4) {
    v128.store(to, v);
  } else if (n == 3) {
    v128.store_lane<u64>(to, v, 0);
    v128.store_lane<f32>(to, v, 2, 8);
  } else if (n == 2) {
    v128.store_lane<u64>(to, v, 0);
  } else {
    v128.store_lane<f32>(to, v, 0);
  }
}

/** Stores the first `lanes` (1 to 8) of two vectors. Writes nothing beyond them. */
@inline export function store8(to: usize, low: v128, high: v128, lanes: i32): void {
  if (lanes == 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
  } else if (lanes > 4) {
    v128.store(to, low);
    storeLanes(to + VECTOR, high, lanes - 4);
  } else {
    storeLanes(to, low, lanes);
  }
}

/** All bits set in the first `n` lanes, none in the others. */
@inline export function laneMask(n: i32): v128 {
  return i32x4.gt_s(i32x4.splat(n), i32x4(0, 1, 2, 3));
}

/** (v0 + v2) + (v1 + v3). */
@inline export function sumLanes(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** The greatest lane; NaN if any is NaN. */
@inline export function maxLanes(v: v128): f32 {
  const pairs = f32x4.max(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return max<f32>(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}
