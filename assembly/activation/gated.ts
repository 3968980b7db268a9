// x times a gate from 0 to 1 that x itself opens. Where the gate is shut or open x is bounded before it meets a factor that
// may be 0, so that infinities give limits, not NaN. NaN stays NaN.

import { normalShare, normalWeight } from "../erf";
import { flatBegin, flatEnd } from "../flat";
import { exp, expDown, sigmoid } from "../math";
import { VECTOR, madd, splat } from "../simd";

const CONSTANTS: usize = memory.data<f32>([
  -20, 20, // beyond these the normal gates are shut or open
  0.39894228, // 1 / sqrt(2 pi)
  // 2 sqrt(2 / pi) of 1, 0.044715 and three times that: the approximate gate's steepness
  1.5957691, 0.071354814, 0.21406444,
  -110, // mish's gate is shut
  1, 2, 4,
]);

@inline function constant(i: usize): v128 { return v128.load32_splat(CONSTANTS + (i << 2)); }

/** x from -20 to 20. */
@inline function bound(x: v128): v128 { return f32x4.pmin(f32x4.pmax(x, constant(0)), constant(1)); }

@unmanaged class GeluForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = x times the share of the standard normal distribution below x. One item: a block of BLOCK elements. */
export function geluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GeluForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = f32x4.pmax(v128.load(x + i), constant(0));
    v128.store(y + i, f32x4.mul(value, normalShare(value, normalWeight(value))));
  }
}

@unmanaged class GeluBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** dx = dy (that share + x times the density at x). One item: a block of BLOCK elements. */
export function geluBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GeluBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, x = a.x, last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = bound(v128.load(x + i)), weight = normalWeight(value);
    const slope = madd(f32x4.mul(value, constant(2)), weight, normalShare(value, weight));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), slope));
  }
}

@unmanaged class GeluTanhForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/**
 * y = x (1 + tanh u) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3), as x / (1 + e^-2u), which is the same.
 * One item: a block of BLOCK elements.
 */
export function geluTanhForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GeluTanhForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = f32x4.pmax(v128.load(x + i), constant(0)), inner = f32x4.pmin(value, constant(1));
    v128.store(y + i, f32x4.mul(value, sigmoid(twiceU(inner, f32x4.mul(inner, inner)))));
  }
}

@inline function twiceU(x: v128, square: v128): v128 {
  return f32x4.mul(x, madd(square, constant(4), constant(3)));
}

@unmanaged class GeluTanhBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** dx = dy (s + x s (1 - s) du) with s = 1 / (1 + e^-2u) and du the derivative of 2u. One item: a block of BLOCK elements. */
export function geluTanhBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GeluTanhBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, x = a.x, last = flatEnd(end, a.count), one = constant(7);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = bound(v128.load(x + i)), square = f32x4.mul(value, value);
    const e = expDown(f32x4.neg(f32x4.abs(twiceU(value, square))));
    const share = f32x4.div(one, f32x4.add(one, e)), rest = f32x4.mul(e, share);
    const s = v128.bitselect(rest, share, f32x4.lt(value, splat(0)));
    const steepness = f32x4.mul(value, madd(square, constant(5), constant(3)));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), madd(f32x4.mul(share, rest), steepness, s)));
  }
}

@unmanaged class MishForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/**
 * y = x tanh(log(1 + e^x)). With e = e^x and n = e (e + 2) the factor is n / (n + 2), in which nothing cancels.
 * One item: a block of BLOCK elements.
 */
export function mishForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<MishForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count), two = constant(8);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = f32x4.pmax(v128.load(x + i), constant(6)), e = exp(f32x4.pmin(value, constant(1)));
    const n = f32x4.mul(e, f32x4.add(e, two));
    v128.store(y + i, f32x4.mul(value, f32x4.div(n, f32x4.add(n, two))));
  }
}

@unmanaged class MishBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** dx = dy (n / (n + 2) + 4 x e (1 + e) / (n + 2)^2). One item: a block of BLOCK elements. */
export function mishBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<MishBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, x = a.x, last = flatEnd(end, a.count);
  const one = constant(7), two = constant(8), four = constant(9);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = f32x4.pmin(f32x4.pmax(v128.load(x + i), constant(6)), constant(1)), e = exp(value);
    const n = f32x4.mul(e, f32x4.add(e, two)), reciprocal = f32x4.div(one, f32x4.add(n, two));
    const steepness = f32x4.mul(f32x4.mul(four, value), f32x4.mul(f32x4.mul(e, reciprocal), f32x4.add(one, e)));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), f32x4.mul(f32x4.add(n, steepness), reciprocal)));
  }
}
