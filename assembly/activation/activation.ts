// Activations, their derivatives from y where it tells them, from x otherwise. Those that cost little take two vectors an
// iteration: where the cache feeds the loop, its counting would cost as much as the work.

import { flatBegin, flatEnd } from "../flat";
import { exp, sigmoid, tanh } from "../math";
import { VECTOR, madd, splat } from "../simd";

// Constants are loaded before a loop: engines put those that stand in the code together anew every time.
const CONSTANTS: usize = memory.data<f32>([1, 6, 8e37]);

@inline function one(): v128 { return v128.load32_splat(CONSTANTS); }
@inline function six(): v128 { return v128.load32_splat(CONSTANTS, 4); }
@inline function huge(): v128 { return v128.load32_splat(CONSTANTS, 8); }

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
  const y = a.y, x = a.x, last = flatEnd(end, a.count), most = six();
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
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count), most = six();
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

@unmanaged class SigmoidForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = 1 / (1 + e^-x). One item: a block of BLOCK elements. */
export function sigmoidForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SigmoidForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(y + i, sigmoid(v128.load(x + i)));
  }
}

@unmanaged class SigmoidBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  count: i32;
}

/** dx = dy y (1 - y). One item: a block of BLOCK elements. */
export function sigmoidBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SigmoidBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count), unit = one();
  let i = flatBegin(begin);
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(dx + i, sigmoidGradient(v128.load(dy + i), v128.load(y + i), unit));
    v128.store(dx + i, sigmoidGradient(v128.load(dy + i, VECTOR), v128.load(y + i, VECTOR), unit), VECTOR);
  }
  if (i < last) v128.store(dx + i, sigmoidGradient(v128.load(dy + i), v128.load(y + i), unit));
}

@inline function sigmoidGradient(dy: v128, y: v128, unit: v128): v128 {
  return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(unit, y)));
}

@unmanaged class TanhForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = tanh(x). One item: a block of BLOCK elements. */
export function tanhForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<TanhForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(y + i, tanh(v128.load(x + i)));
  }
}

@unmanaged class TanhBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  count: i32;
}

/** dx = dy (1 - y^2), as (1 - y) (1 + y), which keeps its digits near y = 1. One item: a block of BLOCK elements. */
export function tanhBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<TanhBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count), unit = one();
  let i = flatBegin(begin);
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(dx + i, tanhGradient(v128.load(dy + i), v128.load(y + i), unit));
    v128.store(dx + i, tanhGradient(v128.load(dy + i, VECTOR), v128.load(y + i, VECTOR), unit), VECTOR);
  }
  if (i < last) v128.store(dx + i, tanhGradient(v128.load(dy + i), v128.load(y + i), unit));
}

@inline function tanhGradient(dy: v128, y: v128, unit: v128): v128 {
  return f32x4.mul(dy, f32x4.mul(f32x4.sub(unit, y), f32x4.add(unit, y)));
}

@unmanaged class SiluForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = x / (1 + e^-x). One item: a block of BLOCK elements. */
export function siluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SiluForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count), unit = one();
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(x + i);
    v128.store(y + i, f32x4.div(value, f32x4.add(unit, exp(f32x4.neg(value)))));
  }
}

@unmanaged class SiluBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/**
 * dx = dy s (1 + x (1 - s)) with s = 1 / (1 + e^-x). 1 - s is taken as e^-x s, which keeps its digits near s = 1; bounded,
 * so that it is 1, not NaN, where e^-x is infinite. One item: a block of BLOCK elements.
 */
export function siluBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SiluBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, x = a.x, last = flatEnd(end, a.count), unit = one(), most = huge();
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(x + i);
    const e = f32x4.min(exp(f32x4.neg(value)), most);
    const s = f32x4.div(unit, f32x4.add(unit, e));
    const slope = f32x4.mul(s, madd(value, f32x4.mul(e, s), unit));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), slope));
  }
}
