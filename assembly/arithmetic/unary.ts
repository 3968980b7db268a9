// Functions of one number, and their derivatives from y where it tells them, from x otherwise. Where multiply or divide of
// two tensors is the derivative (of exp and log), there is no kernel for it.

import { flatBegin, flatEnd } from "../flat";
import { exp, log } from "../math";
import { VECTOR, madd, splat } from "../simd";

// Each is compiled into kernels of its own.
@inline const ABS: i32 = 0;
@inline const SQUARE: i32 = 1;
@inline const SQRT: i32 = 2;
@inline const RECIPROCAL: i32 = 3;
@inline const SIGN: i32 = 4;
@inline const CLIP: i32 = 5;
@inline const SCALE: i32 = 6;
@inline const EXP: i32 = 7;
@inline const LOG: i32 = 8;

/** y = f(x) from byte `i` to before `last`; two vectors an iteration, as the loop's counting may cost as much as the work. */
@inline function map(f: i32, y: usize, x: usize, p: v128, q: v128, i: usize, last: usize): void {
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(y + i, apply(f, v128.load(x + i), p, q));
    v128.store(y + i, apply(f, v128.load(x + i, VECTOR), p, q), VECTOR);
  }
  if (i < last) v128.store(y + i, apply(f, v128.load(x + i), p, q));
}

@inline function apply(f: i32, x: v128, p: v128, q: v128): v128 {
  if (f == ABS) return f32x4.abs(x);
  if (f == SQUARE) return f32x4.mul(x, x);
  if (f == SQRT) return f32x4.sqrt(x);
  if (f == RECIPROCAL) return f32x4.div(splat(1), x);
  if (f == SIGN) return sign(x);
  if (f == CLIP) return f32x4.pmin(f32x4.pmax(x, p), q); // NaN stays NaN
  if (f == SCALE) return madd(x, p, q);
  return f == EXP ? exp(x) : log(x);
}

@inline function sign(x: v128): v128 {
  return f32x4.sub(v128.and(f32x4.gt(x, splat(0)), splat(1)), v128.and(f32x4.lt(x, splat(0)), splat(1)));
}

/** dx = dy f' from byte `i` to before `last`, where f' is told by `v`: x, or y. */
@inline function mapGradient(
  f: i32, dx: usize, dy: usize, v: usize, p: v128, q: v128, i: usize, last: usize,
): void {
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(dx + i, gradient(f, v128.load(dy + i), v128.load(v + i), p, q));
    v128.store(dx + i, gradient(f, v128.load(dy + i, VECTOR), v128.load(v + i, VECTOR), p, q), VECTOR);
  }
  if (i < last) v128.store(dx + i, gradient(f, v128.load(dy + i), v128.load(v + i), p, q));
}

@inline function gradient(f: i32, dy: v128, v: v128, p: v128, q: v128): v128 {
  if (f == ABS) return f32x4.mul(dy, sign(v));
  if (f == SQUARE) return f32x4.mul(f32x4.add(v, v), dy);
  if (f == SQRT) return f32x4.div(f32x4.mul(dy, splat(0.5)), v);
  if (f == RECIPROCAL) return f32x4.neg(f32x4.mul(dy, f32x4.mul(v, v)));
  return v128.and(dy, v128.and(f32x4.ge(v, p), f32x4.le(v, q))); // CLIP
}

@unmanaged class AbsForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = |x|. One item: a block of BLOCK elements. */
export function absForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<AbsForwardArgs>(args);
  map(ABS, a.y, a.x, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class AbsBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** dx = dy times the sign of x, 0 at 0. One item: a block of BLOCK elements. */
export function absBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<AbsBackwardArgs>(args);
  mapGradient(ABS, a.dx, a.dy, a.x, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class SquareForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = x^2. One item: a block of BLOCK elements. */
export function squareForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SquareForwardArgs>(args);
  map(SQUARE, a.y, a.x, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class SquareBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** dx = 2 x dy. One item: a block of BLOCK elements. */
export function squareBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SquareBackwardArgs>(args);
  mapGradient(SQUARE, a.dx, a.dy, a.x, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class SqrtForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = the square root of x. One item: a block of BLOCK elements. */
export function sqrtForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SqrtForwardArgs>(args);
  map(SQRT, a.y, a.x, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class SqrtBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  count: i32;
}

/** dx = dy / (2 y). One item: a block of BLOCK elements. */
export function sqrtBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SqrtBackwardArgs>(args);
  mapGradient(SQRT, a.dx, a.dy, a.y, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class ReciprocalForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = 1 / x. One item: a block of BLOCK elements. */
export function reciprocalForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ReciprocalForwardArgs>(args);
  map(RECIPROCAL, a.y, a.x, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class ReciprocalBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  count: i32;
}

/** dx = -dy y^2. One item: a block of BLOCK elements. */
export function reciprocalBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ReciprocalBackwardArgs>(args);
  mapGradient(RECIPROCAL, a.dx, a.dy, a.y, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class SignForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = 1 where x > 0, -1 where x < 0, else 0. One item: a block of BLOCK elements. */
export function signForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SignForwardArgs>(args);
  map(SIGN, a.y, a.x, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class ClipForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  low: f32;
  high: f32;
  count: i32;
}

/** y = min(max(x, low), high); NaN stays NaN. One item: a block of BLOCK elements. */
export function clipForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ClipForwardArgs>(args);
  map(CLIP, a.y, a.x, splat(a.low), splat(a.high), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class ClipBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  low: f32;
  high: f32;
  count: i32;
}

/** dx = dy where low <= x <= high, else 0. One item: a block of BLOCK elements. */
export function clipBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ClipBackwardArgs>(args);
  mapGradient(CLIP, a.dx, a.dy, a.x, splat(a.low), splat(a.high), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class ScaleArgs {
  y: usize; // [count]
  x: usize; // [count]
  factor: f32;
  offset: f32;
  count: i32;
}

/** y = factor x + offset. One item: a block of BLOCK elements. */
export function scale(args: usize, begin: i32, end: i32): void {
  const a = changetype<ScaleArgs>(args);
  map(SCALE, a.y, a.x, splat(a.factor), splat(a.offset), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class ExpForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = e^x. One item: a block of BLOCK elements. */
export function expForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ExpForwardArgs>(args);
  map(EXP, a.y, a.x, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}

@unmanaged class LogForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = the natural logarithm of x. One item: a block of BLOCK elements. */
export function logForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<LogForwardArgs>(args);
  map(LOG, a.y, a.x, splat(0), splat(0), flatBegin(begin), flatEnd(end, a.count));
}
