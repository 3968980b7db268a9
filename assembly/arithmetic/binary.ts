// Of tensors of one shape; where one is spread over the other: broadcast.ts.

import { flatBegin, flatEnd } from "../flat";
import { VECTOR } from "../simd";

@unmanaged class AddArgs {
  y: usize; // [count]
  a: usize; // [count]
  b: usize; // [count]
  count: i32;
}

/** y = a + b. One item: a block of BLOCK elements. */
export function add(args: usize, begin: i32, end: i32): void {
  const a = changetype<AddArgs>(args);
  const y = a.y, x = a.a, b = a.b, last = flatEnd(end, a.count);
  let i = flatBegin(begin);
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(y + i, f32x4.add(v128.load(x + i), v128.load(b + i)));
    v128.store(y + i, f32x4.add(v128.load(x + i, VECTOR), v128.load(b + i, VECTOR)), VECTOR);
  }
  if (i < last) v128.store(y + i, f32x4.add(v128.load(x + i), v128.load(b + i)));
}

@unmanaged class MultiplyArgs {
  y: usize; // [count]
  a: usize; // [count]
  b: usize; // [count]
  count: i32;
}

/** y = a b. One item: a block of BLOCK elements. */
export function multiply(args: usize, begin: i32, end: i32): void {
  const a = changetype<MultiplyArgs>(args);
  const y = a.y, x = a.a, b = a.b, last = flatEnd(end, a.count);
  let i = flatBegin(begin);
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(y + i, f32x4.mul(v128.load(x + i), v128.load(b + i)));
    v128.store(y + i, f32x4.mul(v128.load(x + i, VECTOR), v128.load(b + i, VECTOR)), VECTOR);
  }
  if (i < last) v128.store(y + i, f32x4.mul(v128.load(x + i), v128.load(b + i)));
}
