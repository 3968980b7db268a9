import { madd, splat } from "./simd";

/**
 * exp, log, their like near 0, tanh, sigmoid and the sine, four lanes at a time, without branches: the same bits in every
 * runtime, which no runtime's own Math gives. The coefficients are minimax fits made for this file, rounded to f32 one by one.
 *
 * Greatest errors of either build, in units of the last place: exp 1.0, expm1 1.8, log 0.9, log1p 1.4, tanh 1.8, sigmoid 1.8,
 * softplus 1.7; tests/math/accuracy.test.ts holds the builds to them. Subnormal results of exp keep their leading bits.
 * erf and pow stand in erf.ts and pow.ts.
 */

// Constants of the functions that run over whole activations are loaded and spread: one instruction each. A constant vector
// in the code is put together from several, every time that it is used.

const CONSTANTS: usize = memory.data<f32>([
  1.442695041, // log2 e
  // ln 2 in two parts, negative: the first has ten bits, so that its product with an exponent is exact (Cody and Waite 1980)
  -0.693359375, 0.00021219444,
  // (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2, the highest power first
  0.001381432, 0.008368851, 0.0416684, 0.1666652, 0.49999994,
  1,
  -104, 89, // exp is 0 below and infinite above
  9.1, // beyond it tanh rounds to 1
  12582912, // 3 * 2^22
  0.5,
  -26, // below it e^x - 1 rounds to -1
  5.42101086e-20, // 2^-64
  // (log(1 + f) - 2 s) / s in s^2 with s = f / (2 + f), for 1 + f from sqrt(1/2) to sqrt(2), the highest power first
  0.23582152, 0.2853731, 0.40000334, 0.6666666,
  0.6931381, 0.0000090580006, // ln 2 in two parts
  2,
  // of log
  1.17549435e-38, 8388608, -23, f32.POSITIVE_INFINITY, f32.NEGATIVE_INFINITY, f32.NaN,
]);
const INTEGERS: usize = memory.data<i32>([
  0x4b400000, // the bits of 3 * 2^22
  127, // a float's exponent bias
  i32.MIN_VALUE, // its sign
  126, // the bias for a half of a power of two
  127 + 64, // and for 2^64 times one
  0x3f3504f3, // the bits of sqrt(1/2)
]);

@inline function constant(i: usize): v128 { return v128.load32_splat(CONSTANTS + (i << 2)); }
@inline function integer(i: usize): v128 { return v128.load32_splat(INTEGERS + (i << 2)); }

@inline function log2E(): v128 { return constant(0); }
@inline function one(): v128 { return constant(8); }

/** e^x: below -104 it is 0, above 88.73 infinite; NaN stays NaN. */
@inline export function exp(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, constant(9)), constant(10)); // one instruction each, and NaN stays NaN
  const shifted = shiftedRound(f32x4.mul(bounded, log2E()));
  const y = expReduced(bounded, shifted);
  // 2^n overflows or underflows before the result does, its two halves do not.
  const exponent = shiftedInteger(shifted);
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

/** e^x for x <= 0, the same bits as exp's with less work; NaN stays NaN. */
@inline export function expDown(x: v128): v128 {
  const bounded = f32x4.pmax(x, constant(9));
  const shifted = shiftedRound(f32x4.mul(bounded, log2E()));
  return f32x4.mul(f32x4.mul(expReduced(bounded, shifted), shiftedPower(shifted, 4)), constant(15));
}

// Rounding without the instructions for it, which engines make of several others: adding 3 * 2^22 pushes the fraction
// of a number below 2^22 out of the mantissa and leaves its whole part in the low bits.

@inline function shiftedRound(x: v128): v128 { return f32x4.add(x, constant(12)); }
@inline function shiftedValue(x: v128): v128 { return f32x4.sub(x, constant(12)); }
@inline function shiftedInteger(x: v128): v128 { return i32x4.sub(x, integer(0)); }

/** 2^n, or what the integer `bias` makes of it: the bits of 3 * 2^22 are shifted out. */
@inline function shiftedPower(x: v128, bias: usize): v128 { return i32x4.shl(i32x4.add(x, integer(bias)), 23); }

/** e^r where x = n ln 2 + r. */
@inline function expReduced(x: v128, shifted: v128): v128 {
  const r = reduce(x, shiftedValue(shifted));
  return f32x4.add(expm1Beyond(r, r), one());
}

/** x - n ln 2. */
@inline function reduce(x: v128, n: v128): v128 {
  return madd(n, constant(2), madd(n, constant(1), x));
}

/** e^r - 1 - r + low for |r| <= ln(2) / 2: r^2 p(r) + low. */
@inline function expm1Beyond(r: v128, low: v128): v128 {
  let p = madd(constant(3), r, constant(4));
  p = madd(p, r, constant(5));
  p = madd(p, r, constant(6));
  p = madd(p, r, constant(7));
  return madd(f32x4.mul(r, r), p, low);
}

/**
 * (e^x - 1) 2^-halvings for x from -26 to 88, halvings 0 or 1. With x = n ln 2 + r it is 2^n (e^r - 1) + (2^n - 1), where nothing
 * cancels. The two parts of r are added where each costs no more than one rounding of the whole.
 */
@inline function expm1Scaled(x: v128, halvings: i32): v128 {
  const shifted = shiftedRound(f32x4.mul(x, log2E()));
  const n = shiftedValue(shifted);
  const power = shiftedPower(shifted, halvings ? 3 : 1);
  const high = madd(n, constant(1), x);
  const low = f32x4.mul(n, constant(2));
  const start = f32x4.sub(power, halvings ? constant(13) : one());
  return madd(expm1Beyond(f32x4.add(high, low), low), power, madd(high, power, start));
}

/** e^x - 1 for x <= 0, with all its digits near 0; NaN stays NaN. */
@inline export function expm1(x: v128): v128 {
  return expm1Scaled(f32x4.pmax(x, constant(14)), 0);
}

/** 2^n for whole n from -126 to 127. */
@inline function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, integer(1)), 23);
}

/** The natural logarithm: of 0 it is -infinity, of numbers below 0 NaN; NaN stays NaN. */
@inline export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, constant(23));
  const bits = v128.bitselect(f32x4.mul(x, constant(24)), x, tiny);
  // x = 2^k (1 + f) with 1 + f from sqrt(1/2) to sqrt(2).
  const k = i32x4.shr_s(i32x4.sub(bits, integer(5)), 23);
  const f = f32x4.sub(i32x4.sub(bits, i32x4.shl(k, 23)), one());
  const exponent = f32x4.add(f32x4.convert_i32x4_s(k), v128.and(tiny, constant(25)));
  const y = log1pReduced(f, exponent);
  const finite = v128.bitselect(y, x, f32x4.lt(x, constant(26)));
  const positive = v128.bitselect(constant(27), finite, f32x4.eq(x, splat(0)));
  return v128.bitselect(constant(28), positive, f32x4.lt(x, splat(0)));
}

/**
 * k ln 2 + log(1 + f). With s = f / (2 + f): log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + s^2 r(s^2)),
 * summed from the small terms up. Source: the scheme of fdlibm's e_log.c.
 */
@inline function log1pReduced(f: v128, k: v128): v128 {
  const s = f32x4.div(f, f32x4.add(f, constant(22)));
  const z = f32x4.mul(s, s);
  let r = madd(constant(16), z, constant(17));
  r = madd(r, z, constant(18));
  r = f32x4.mul(madd(r, z, constant(19)), z);
  const half = f32x4.mul(f32x4.mul(constant(13), f), f);
  const low = madd(s, f32x4.add(half, r), f32x4.mul(k, constant(21)));
  return madd(k, constant(20), f32x4.sub(f, f32x4.sub(half, low)));
}

/** log(1 + x) for x from 0 to 2^100, with all its digits near 0; NaN stays NaN. */
@inline export function log1p(x: v128): v128 {
  // 1 + x = 2^k (1 + f); f is found from x, not from the rounded sum.
  const k = i32x4.shr_s(i32x4.sub(f32x4.add(one(), x), integer(5)), 23);
  const scale = powerOfTwo(i32x4.neg(k));
  return log1pReduced(madd(x, scale, f32x4.sub(scale, one())), f32x4.convert_i32x4_s(k));
}

/** -|x|. */
@inline function negative(x: v128): v128 { return v128.or(x, integer(2)); }

/** log(1 + e^x), as max(x, 0) + log(1 + e^-|x|): without overflow, and NaN stays NaN. */
@inline export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, splat(0)), softplusCorner(x));
}

/** log(1 + e^-|x|), by which the softplus is rounder than max(x, 0); NaN stays NaN. */
@inline export function softplusCorner(x: v128): v128 { return log1p(expDown(negative(x))); }

/**
 * (e^2|x| - 1) / (e^2|x| + 1), with the sign of x. With h = (e^2|x| - 1) / 2 it is h - h h / (1 + h), and 1 - 1 / (1 + h): the
 * quotient's errors shrink with its share, the first where h is small, the second where it is large.
 */
@inline export function tanh(x: v128): v128 {
  const a = f32x4.pmin(f32x4.abs(x), constant(11));
  const h = expm1Scaled(f32x4.add(a, a), 1);
  const s = f32x4.pmin(h, one());
  const y = f32x4.sub(s, f32x4.mul(s, f32x4.div(s, f32x4.add(h, one()))));
  return v128.bitselect(x, y, integer(2));
}

/** 1 / (1 + e^-x). With e = e^-|x| it is 1 - e / (1 + e), and e - e e / (1 + e) below 0. */
@inline export function sigmoid(x: v128): v128 {
  const e = expDown(negative(x));
  const start = v128.bitselect(e, one(), f32x4.lt(x, splat(0)));
  return f32x4.sub(start, f32x4.mul(start, f32x4.div(e, f32x4.add(one(), e))));
}

/** sin(2 pi t) for |t| <= 1/4. */
@inline export function sineOfTurn(t: v128): v128 {
  const z = f32x4.mul(t, t);
  let p = madd(splat(39.710976), z, splat(-76.575));
  p = madd(p, z, splat(81.602234));
  p = madd(p, z, splat(-41.34168));
  return f32x4.mul(madd(p, z, splat(6.2831855)), t);
}
