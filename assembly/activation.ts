import { flatBegin, flatEnd } from "./flat";
import { sigmoid, tanh } from "./math";
import { VECTOR, splat } from "./simd";

@unmanaged class ReluForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = max(x, 0); NaN stays NaN. One item: a block of BLOCK elements. */
export function reluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ReluForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(y + i, f32x4.pmax(v128.load(x + i), splat(0)));
  }
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
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), splat(0))));
  }
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
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const s = v128.load(y + i);
    const slope = f32x4.mul(s, f32x4.sub(splat(1), s));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), slope));
  }
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
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const t = v128.load(y + i);
    const slope = f32x4.mul(f32x4.sub(splat(1), t), f32x4.add(splat(1), t));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), slope));
  }
}
