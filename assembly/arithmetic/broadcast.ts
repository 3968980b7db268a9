// Broadcasting in one step: b [outer, inner] is spread over the rows of [outer, rows, inner]. Where it is spread over axes that
// are not neighbours, the host takes several steps. The gradient of what is spread: sumRows.ts.

import { BLOCK } from "../flat";
import { ADD, MULTIPLY, SPREAD, overRows } from "./overRows";

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
