// The greater or lesser of two, and where they are equal: of tensors of one shape, and with b [outer, inner] spread over the
// rows of [outer, rows, inner].

import { BLOCK, flatBegin, flatEnd } from "../flat";
import { VECTOR, splat } from "../simd";
import { EQUAL, MAXIMUM, MINIMUM, overRows } from "./overRows";
import { flat } from "./pairs";

@unmanaged class MaximumArgs {
  y: usize; // [count]
  a: usize; // [count]
  b: usize; // [count]
  count: i32;
}

/** y = max(a, b); NaN where either is. One item: a block of BLOCK elements. */
export function maximum(args: usize, begin: i32, end: i32): void {
  const a = changetype<MaximumArgs>(args);
  flat(MAXIMUM, a.y, a.a, a.b, flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class MaximumRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  a: usize; // [count / rows / inner, rows, inner]
  b: usize; // [count / rows / inner, inner]
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = max(a[o, r, i], b[o, i]); NaN where either is. One item: BLOCK elements of y. */
export function maximumRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<MaximumRowsArgs>(args);
  overRows(MAXIMUM, a.y, a.a, a.b, 1, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

@unmanaged class MinimumArgs {
  y: usize; // [count]
  a: usize; // [count]
  b: usize; // [count]
  count: i32;
}

/** y = min(a, b); NaN where either is. One item: a block of BLOCK elements. */
export function minimum(args: usize, begin: i32, end: i32): void {
  const a = changetype<MinimumArgs>(args);
  flat(MINIMUM, a.y, a.a, a.b, flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class MinimumRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  a: usize; // [count / rows / inner, rows, inner]
  b: usize; // [count / rows / inner, inner]
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = min(a[o, r, i], b[o, i]); NaN where either is. One item: BLOCK elements of y. */
export function minimumRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<MinimumRowsArgs>(args);
  overRows(MINIMUM, a.y, a.a, a.b, 1, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

@unmanaged class EqualArgs {
  y: usize; // [count]
  a: usize; // [count]
  b: usize; // [count]
  count: i32;
}

/** y = 1 where a = b, else 0. One item: a block of BLOCK elements. */
export function equal(args: usize, begin: i32, end: i32): void {
  const a = changetype<EqualArgs>(args);
  flat(EQUAL, a.y, a.a, a.b, flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class EqualRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  a: usize; // [count / rows / inner, rows, inner]
  b: usize; // [count / rows / inner, inner]
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = 1 where a[o, r, i] = b[o, i], else 0. One item: BLOCK elements of y. */
export function equalRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<EqualRowsArgs>(args);
  overRows(EQUAL, a.y, a.a, a.b, 1, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

@unmanaged class MaximumBackwardArgs {
  da: usize; // [count] or 0
  db: usize; // [count] or 0
  dy: usize; // [count]
  a: usize; // [count]
  b: usize; // [count]
  count: i32;
}

/** dy goes to the greater of a and b, half to each where they are equal, and to both where either is NaN. One item: a block of BLOCK elements. */
export function maximumBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<MaximumBackwardArgs>(args);
  const da = a.da, db = a.db, half = splat(0.5);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const dy = v128.load(a.dy + i), x0 = v128.load(a.a + i), x1 = v128.load(a.b + i);
    const shared = v128.bitselect(f32x4.mul(dy, half), dy, f32x4.eq(x0, x1));
    if (da) v128.store(da + i, v128.andnot(shared, f32x4.lt(x0, x1)));
    if (db) v128.store(db + i, v128.andnot(shared, f32x4.lt(x1, x0)));
  }
}
