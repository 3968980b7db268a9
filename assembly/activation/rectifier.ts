// Rectifiers take two vectors an iteration: where the cache feeds the loop, its counting would cost as much as the work.

import { flatBegin, flatEnd } from "../flat";
import { VECTOR, splat } from "../simd";

@unmanaged class ReluForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = max(x, 0); NaN stays NaN. One item: a block of BLOCK elements. */
export function reluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ReluForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  let i = flatBegin(begin);
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(y + i, relu(v128.load(x + i)));
    v128.store(y + i, relu(v128.load(x + i, VECTOR)), VECTOR);
  }
  if (i < last) v128.store(y + i, relu(v128.load(x + i)));
}

/** The greater of x and 0; x where it is NaN. */
@inline function relu(x: v128): v128 {
  return f32x4.pmax(x, splat(0));
}

@unmanaged class ReluBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  count: i32;
}

/** dx = dy where y > 0, else 0. One item: a block of BLOCK elements. */
export function reluBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ReluBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count);
  let i = flatBegin(begin);
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(dx + i, reluGradient(v128.load(dy + i), v128.load(y + i)));
    v128.store(dx + i, reluGradient(v128.load(dy + i, VECTOR), v128.load(y + i, VECTOR)), VECTOR);
  }
  if (i < last) v128.store(dx + i, reluGradient(v128.load(dy + i), v128.load(y + i)));
}

@inline function reluGradient(dy: v128, y: v128): v128 {
  return v128.and(dy, f32x4.gt(y, splat(0)));
}

@unmanaged class Relu6ForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = min(max(x, 0), 6); NaN stays NaN. One item: a block of BLOCK elements. */
export function relu6Forward(args: usize, begin: i32, end: i32): void {
  const a = changetype<Relu6ForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count), most = splat(6);
  let i = flatBegin(begin);
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(y + i, f32x4.pmin(relu(v128.load(x + i)), most));
    v128.store(y + i, f32x4.pmin(relu(v128.load(x + i, VECTOR)), most), VECTOR);
  }
  if (i < last) v128.store(y + i, f32x4.pmin(relu(v128.load(x + i)), most));
}

@unmanaged class Relu6BackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  count: i32;
}

/** dx = dy where 0 < y < 6, else 0. One item: a block of BLOCK elements. */
export function relu6Backward(args: usize, begin: i32, end: i32): void {
  const a = changetype<Relu6BackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count), most = splat(6);
  let i = flatBegin(begin);
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(dx + i, relu6Gradient(v128.load(dy + i), v128.load(y + i), most));
    v128.store(dx + i, relu6Gradient(v128.load(dy + i, VECTOR), v128.load(y + i, VECTOR), most), VECTOR);
  }
  if (i < last) v128.store(dx + i, relu6Gradient(v128.load(dy + i), v128.load(y + i), most));
}

@inline function relu6Gradient(dy: v128, y: v128, most: v128): v128 {
  return v128.and(reluGradient(dy, y), f32x4.lt(y, most));
}
