// Broadcasting in one step: b [outer, inner] is spread over the rows of [outer, rows, inner]. Where it is spread over axes that
// are not neighbours, the host takes several steps. The gradient of what is spread: sumRows.ts.

import { BLOCK } from "../flat";
import { LANES, VECTOR, loadLanes, splat, storeLanes } from "../simd";

// What becomes of an element of a and the b that is spread over it. Compiled into three kernels of their own.
@inline const ADD: i32 = 0;
@inline const MULTIPLY: i32 = 1;
@inline const SPREAD: i32 = 2; // scale b, whatever a

@unmanaged class AddRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  a: usize; // [count / rows / inner, rows, inner]
  b: usize; // [count / rows / inner, inner]
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = a[o, r, i] + b[o, i]. One item: BLOCK elements of y. */
export function addRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<AddRowsArgs>(args);
  overRows(ADD, a.y, a.a, a.b, 1, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

@unmanaged class MultiplyRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  a: usize; // [count / rows / inner, rows, inner]
  b: usize; // [count / rows / inner, inner]
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = a[o, r, i] b[o, i]. One item: BLOCK elements of y. */
export function multiplyRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<MultiplyRowsArgs>(args);
  overRows(MULTIPLY, a.y, a.a, a.b, 1, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

@unmanaged class SpreadRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  x: usize; // [count / rows / inner, inner]
  scale: f32;
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = scale x[o, i]. One item: BLOCK elements of y. */
export function spreadRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<SpreadRowsArgs>(args);
  overRows(SPREAD, a.y, 0, a.x, a.scale, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

/** Elements `first` to before `last` of y [outer, rows, inner] = f(a, b), with b [outer, inner]. */
@inline function overRows(
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

@inline function combine(f: i32, a: usize, b: v128, scale: v128, lanes: i32): v128 {
  if (f == SPREAD) return f32x4.mul(b, scale);
  if (f == ADD) return f32x4.add(loadLanes(a, lanes), b);
  return f32x4.mul(loadLanes(a, lanes), b);
}
