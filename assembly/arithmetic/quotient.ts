// Differences and quotients: of tensors of one shape, and with b [outer, inner] spread over the rows of [outer, rows, inner].

import { BLOCK, flatBegin, flatEnd } from "../flat";
import { VECTOR } from "../simd";
import { DIVIDE, DIVIDE_INTO, SUBTRACT, SUBTRACT_FROM, overRows } from "./overRows";
import { flat } from "./pairs";

@unmanaged class SubtractArgs {
  y: usize; // [count]
  a: usize; // [count]
  b: usize; // [count]
  count: i32;
}

/** y = a - b. One item: a block of BLOCK elements. */
export function subtract(args: usize, begin: i32, end: i32): void {
  const a = changetype<SubtractArgs>(args);
  flat(SUBTRACT, a.y, a.a, a.b, flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class SubtractRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  a: usize; // [count / rows / inner, rows, inner]
  b: usize; // [count / rows / inner, inner]
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = a[o, r, i] - b[o, i]. One item: BLOCK elements of y. */
export function subtractRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<SubtractRowsArgs>(args);
  overRows(SUBTRACT, a.y, a.a, a.b, 1, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

@unmanaged class SubtractFromRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  a: usize; // [count / rows / inner, rows, inner]
  b: usize; // [count / rows / inner, inner]
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = b[o, i] - a[o, r, i]. One item: BLOCK elements of y. */
export function subtractFromRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<SubtractFromRowsArgs>(args);
  overRows(SUBTRACT_FROM, a.y, a.a, a.b, 1, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

@unmanaged class DivideArgs {
  y: usize; // [count]
  a: usize; // [count]
  b: usize; // [count]
  count: i32;
}

/** y = a / b. One item: a block of BLOCK elements. */
export function divide(args: usize, begin: i32, end: i32): void {
  const a = changetype<DivideArgs>(args);
  flat(DIVIDE, a.y, a.a, a.b, flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class DivideRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  a: usize; // [count / rows / inner, rows, inner]
  b: usize; // [count / rows / inner, inner]
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = a[o, r, i] / b[o, i]. One item: BLOCK elements of y. */
export function divideRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<DivideRowsArgs>(args);
  overRows(DIVIDE, a.y, a.a, a.b, 1, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

@unmanaged class DivideIntoRowsArgs {
  y: usize; // [count / rows / inner, rows, inner]
  a: usize; // [count / rows / inner, rows, inner]
  b: usize; // [count / rows / inner, inner]
  rows: i32;
  inner: i32;
  count: i32;
}

/** y[o, r, i] = b[o, i] / a[o, r, i]. One item: BLOCK elements of y. */
export function divideIntoRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<DivideIntoRowsArgs>(args);
  overRows(DIVIDE_INTO, a.y, a.a, a.b, 1, a.rows, a.inner, begin * BLOCK, min(end * BLOCK, a.count));
}

@unmanaged class DivideBackwardArgs {
  db: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count] or 0
  b: usize; // [count]
  count: i32;
}

/** db = -dy y / b; without y, -dy / b. One item: a block of BLOCK elements. */
export function divideBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<DivideBackwardArgs>(args);
  const db = a.db, dy = a.dy, y = a.y, b = a.b, last = flatEnd(end, a.count);
  if (y) {
    for (let i = flatBegin(begin); i < last; i += VECTOR) {
      const product = f32x4.mul(v128.load(dy + i), v128.load(y + i));
      v128.store(db + i, f32x4.neg(f32x4.div(product, v128.load(b + i))));
    }
  } else {
    for (let i = flatBegin(begin); i < last; i += VECTOR) {
      v128.store(db + i, f32x4.neg(f32x4.div(v128.load(dy + i), v128.load(b + i))));
    }
  }
}
