// Smooth activations, their derivatives from y where it tells them, from x otherwise.

import { flatBegin, flatEnd } from "../flat";
import { exp, sigmoid, tanh } from "../math";
import { VECTOR } from "../simd";

// Constants are loaded before a loop: engines put those that stand in the code together anew every time.
const CONSTANTS: usize = memory.data<f32>([1, -100]);

@inline function one(): v128 { return v128.load32_splat(CONSTANTS); }

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

/** y = x / (1 + e^-x), with x bounded where e^-x is infinite, so that y is 0 even for -infinity. One item: a block of BLOCK elements. */
export function siluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SiluForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count), unit = one(), least = v128.load32_splat(CONSTANTS, 4);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = f32x4.pmax(v128.load(x + i), least);
    v128.store(y + i, f32x4.div(value, f32x4.add(unit, exp(f32x4.neg(value)))));
  }
}
