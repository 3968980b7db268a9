// Activations with one exponential, their derivatives from y. NaN stays NaN in all of them.

import { flatBegin, flatEnd } from "../flat";
import { expm1, softplusCorner, tanh } from "../math";
import { VECTOR, splat } from "../simd";

@unmanaged class ExponentialUnitForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  above: f32;
  below: f32;
  rate: f32;
  count: i32;
}

/** y = above x where x > 0, else below (e^(rate x) - 1). One item: a block of BLOCK elements. */
export function exponentialUnitForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ExponentialUnitForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  const above = splat(a.above), below = splat(a.below), rate = splat(a.rate), zero = splat(0);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(x + i);
    const curve = f32x4.mul(below, expm1(f32x4.mul(rate, f32x4.pmin(value, zero))));
    v128.store(y + i, v128.bitselect(f32x4.mul(above, value), curve, f32x4.gt(value, zero)));
  }
}

@unmanaged class ExponentialUnitBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  above: f32;
  below: f32;
  rate: f32;
  count: i32;
}

/** dx = above dy where y > 0, else rate (y + below) dy, for positive coefficients. One item: a block of BLOCK elements. */
export function exponentialUnitBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ExponentialUnitBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count);
  const above = splat(a.above), below = splat(a.below), rate = splat(a.rate);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(y + i);
    const curve = f32x4.mul(rate, f32x4.add(value, below));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), v128.bitselect(above, curve, f32x4.gt(value, splat(0)))));
  }
}

@unmanaged class SoftplusForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  beta: f32;
  count: i32;
}

/**
 * y = log(1 + e^(beta x)) / beta, as max(x, 0) + log(1 + e^-|beta x|) / beta; with a negative beta, min(x, 0) stands first.
 * One item: a block of BLOCK elements.
 */
export function softplusForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftplusForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count), beta = splat(a.beta), scale = splat(1 / a.beta);
  const sign = v128.and(beta, splat(-0.0)), zero = splat(0);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(x + i), corner = f32x4.mul(softplusCorner(f32x4.mul(beta, value)), scale);
    v128.store(y + i, f32x4.add(v128.xor(f32x4.pmax(v128.xor(value, sign), zero), sign), corner));
  }
}

@unmanaged class SoftplusBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  beta: f32;
  count: i32;
}

/** dx = dy (1 - e^(-beta y)), which is dy / (1 + e^(-beta x)). One item: a block of BLOCK elements. */
export function softplusBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftplusBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count), rate = splat(-a.beta);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), f32x4.neg(expm1(f32x4.mul(rate, v128.load(y + i))))));
  }
}

@unmanaged class AbsTanhForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = |tanh(x)|. One item: a block of BLOCK elements. */
export function absTanhForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<AbsTanhForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(y + i, f32x4.abs(tanh(v128.load(x + i))));
  }
}

@unmanaged class AbsTanhBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** dx = dy (1 - y) (1 + y) with the sign of x, 0 where x is. One item: a block of BLOCK elements. */
export function absTanhBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<AbsTanhBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, x = a.x, last = flatEnd(end, a.count), one = splat(1), sign = splat(-0.0);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(y + i), input = v128.load(x + i);
    const slope = v128.xor(f32x4.mul(f32x4.sub(one, value), f32x4.add(one, value)), v128.and(input, sign));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), v128.andnot(slope, f32x4.eq(input, splat(0)))));
  }
}

@unmanaged class SoftsignForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = x / (1 + |x|). One item: a block of BLOCK elements. */
export function softsignForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftsignForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  const one = splat(1), sign = splat(-0.0), greatest = splat(f32.MAX_VALUE);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(x + i), size = f32x4.pmin(f32x4.abs(value), greatest);
    v128.store(y + i, v128.bitselect(value, f32x4.div(size, f32x4.add(one, size)), sign));
  }
}

@unmanaged class SoftsignBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  count: i32;
}

/** dx = dy (1 - |y|)^2, which is dy / (1 + |x|)^2. One item: a block of BLOCK elements. */
export function softsignBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftsignBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count), one = splat(1);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const root = f32x4.sub(one, f32x4.abs(v128.load(y + i)));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), f32x4.mul(root, root)));
  }
}
