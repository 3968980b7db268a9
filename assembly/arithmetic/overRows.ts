// The walk of every kernel that spreads b [outer, inner] over the rows of a [outer, rows, inner].

import { LANES, VECTOR, loadLanes, splat, storeLanes } from "../simd";

// What becomes of an element of a and the b that is spread over it. Each is compiled into kernels of its own.
@inline export const ADD: i32 = 0;
@inline export const MULTIPLY: i32 = 1;
@inline export const SPREAD: i32 = 2; // scale b, whatever a
@inline export const SUBTRACT: i32 = 3; // a - b
@inline export const SUBTRACT_FROM: i32 = 4; // b - a
@inline export const DIVIDE: i32 = 5; // a / b
@inline export const DIVIDE_INTO: i32 = 6; // b / a
@inline export const MAXIMUM: i32 = 7;
@inline export const MINIMUM: i32 = 8;
@inline export const EQUAL: i32 = 9; // 1 where they are, else 0

/** Elements `first` to before `last` of y [outer, rows, inner] = f(a, b), with b [outer, inner]. */
@inline export function overRows(
  f: i32, y: usize, a: usize, b: usize, scale: f32, rows: i32, inner: i32, first: i32, last: i32,
): void {
  const scales = splat(scale);
  if (inner == 1) {
    let o = first / rows, r = first % rows;
    for (let i = first; i < last; o++, r = 0) {
      const n = min(rows - r, last - i), offset = <usize>i << 2;
      withOne(f, y + offset, a + offset, v128.load32_splat(b + (<usize>o << 2)), scales, n);
      i += n;
    }
    return;
  }
  const row = first / inner;
  let c = first % inner, o = row / rows, r = row % rows;
  for (let i = first; i < last; c = 0) {
    const n = min(inner - c, last - i), offset = <usize>i << 2;
    withRow(f, y + offset, a + offset, b + (<usize>(o * inner + c) << 2), scales, n);
    i += n;
    if (++r == rows) {
      r = 0;
      o++;
    }
  }
}

/** The same b for `n` elements. */
@inline function withOne(f: i32, y: usize, a: usize, b: v128, scale: v128, n: i32): void {
  const end = y + (<usize>(n & ~3) << 2), left = n & 3;
  for (; y < end; y += VECTOR, a += VECTOR) v128.store(y, combine(f, a, b, scale, LANES));
  if (left) storeLanes(y, combine(f, a, b, scale, left), left);
}

/** Another b for each of `n` elements; two vectors an iteration, as rows are in the cache more often than not. */
@inline function withRow(f: i32, y: usize, a: usize, b: usize, scale: v128, n: i32): void {
  const pairs = y + (<usize>(n & ~7) << 2), left = n & 3;
  for (; y < pairs; y += 2 * VECTOR, a += 2 * VECTOR, b += 2 * VECTOR) {
    v128.store(y, combine(f, a, v128.load(b), scale, LANES));
    v128.store(y, combine(f, a + VECTOR, v128.load(b, VECTOR), scale, LANES), VECTOR);
  }
  if (n & 4) {
    v128.store(y, combine(f, a, v128.load(b), scale, LANES));
    y += VECTOR;
    a += VECTOR;
    b += VECTOR;
  }
  if (left) storeLanes(y, combine(f, a, loadLanes(b, left), scale, left), left);
}

/** f(a, b) of up to four elements: b as given, a from memory. */
@inline function combine(f: i32, a: usize, b: v128, scale: v128, lanes: i32): v128 {
  return f == SPREAD ? f32x4.mul(b, scale) : binary(f, loadLanes(a, lanes), b);
}

/** f(a, b). */
@inline export function binary(f: i32, a: v128, b: v128): v128 {
  if (f == ADD) return f32x4.add(a, b);
  if (f == MULTIPLY) return f32x4.mul(a, b);
  if (f == SUBTRACT) return f32x4.sub(a, b);
  if (f == SUBTRACT_FROM) return f32x4.sub(b, a);
  if (f == DIVIDE) return f32x4.div(a, b);
  if (f == DIVIDE_INTO) return f32x4.div(b, a);
  if (f == MAXIMUM) return f32x4.max(a, b); // NaN where either is
  if (f == MINIMUM) return f32x4.min(a, b);
  return v128.and(f32x4.eq(a, b), splat(1)); // EQUAL
}
