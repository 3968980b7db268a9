import { expDown } from "./math";
import { madd, splat } from "./simd";

/**
 * The error function and the normal distribution, four lanes at a time, without branches. The coefficients are minimax fits made
 * for this file, rounded to f32 one by one. Greatest error of either build: erf 1.6 units of the last place, normalShare 5
 * from -1.3 on (tests/math/accuracy.test.ts).
 */

const CONSTANTS: usize = memory.data<f32>([
  // erf(x) / x - 1 in x^2, for |x| up to 0.93, the highest power first
  -0.00059537, 0.00498593, -0.02676171, 0.11281682, -0.37612481, 0.12837915,
  // e^(t^2) erfc(t) / w in w = 1 / (1 + 0.4 t), for t from 0.9 to 10.2
  -0.11655982, 0.2444078, 0.00739237, 0.21353836, 0.19863341, 0.22671606, 0.22562553,
  0.4,
  1,
  0.93,
  10.2, // beyond it erfc is less than any f32
  0.70710678, // sqrt(1/2)
  0.5,
]);

@inline function constant(i: usize): v128 { return v128.load32_splat(CONSTANTS + (i << 2)); }
@inline function one(): v128 { return constant(14); }

/** erf(x) = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x; NaN stays NaN. */
@inline export function erf(x: v128): v128 {
  const t = bound(f32x4.abs(x));
  const far = v128.bitselect(x, f32x4.sub(one(), erfcFar(t, bell(t))), splat(-0.0));
  return v128.bitselect(erfNear(x), far, f32x4.lt(t, constant(15)));
}

/** e^(-x^2 / 2), the standard normal density but for its factor; NaN stays NaN. */
@inline export function normalWeight(x: v128): v128 {
  return bell(bound(f32x4.abs(f32x4.mul(x, constant(17)))));
}

/** The share of a standard normal distribution below x, (1 + erf(x / sqrt(2))) / 2, from x and its `normalWeight`. */
@inline export function normalShare(x: v128, weight: v128): v128 {
  const half = constant(18), scaled = f32x4.mul(x, constant(17)), t = bound(f32x4.abs(scaled));
  const tail = f32x4.mul(half, erfcFar(t, weight));
  const far = v128.bitselect(tail, f32x4.sub(one(), tail), f32x4.lt(x, splat(0)));
  return v128.bitselect(madd(half, erfNear(scaled), half), far, f32x4.lt(t, constant(15)));
}

@inline function bound(t: v128): v128 { return f32x4.pmin(t, constant(16)); }

/** e^(-t^2). */
@inline function bell(t: v128): v128 { return expDown(f32x4.neg(f32x4.mul(t, t))); }

/** erf(x) for |x| <= 0.93. */
@inline function erfNear(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = madd(constant(0), z, constant(1));
  p = madd(p, z, constant(2));
  p = madd(p, z, constant(3));
  p = madd(p, z, constant(4));
  p = madd(p, z, constant(5));
  return madd(x, p, x);
}

/** 1 - erf(t) for t from 0.9 to 10.2, of e^(-t^2); its relative errors grow as those do, with t^2. */
@inline function erfcFar(t: v128, bell: v128): v128 {
  const w = f32x4.div(one(), madd(constant(13), t, one()));
  let p = madd(constant(6), w, constant(7));
  p = madd(p, w, constant(8));
  p = madd(p, w, constant(9));
  p = madd(p, w, constant(10));
  p = madd(p, w, constant(11));
  p = madd(p, w, constant(12));
  return f32x4.mul(bell, f32x4.mul(w, p));
}
