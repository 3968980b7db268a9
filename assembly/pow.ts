import { madd64, splat } from "./simd";

/**
 * x^y as 2^(y log2 x), in f64 between: y log2 x has up to seven bits before the point, which f32 would lack behind it.
 * The coefficients are minimax fits made for this file. Greatest error of either build: 0.6 units of the last place
 * (tests/math/accuracy.test.ts); subnormal results are rounded as well as others.
 */

const CONSTANTS: usize = memory.data<f64>([
  // log2(m) / s in s^2 with s = (m - 1) / (m + 1), for m from sqrt(1/2) to sqrt(2), the highest power first
  0.34072888644752075, 0.41167278053899703, 0.577083584034955, 0.9617966733458954, 2.8853900817900837,
  // 2^r for |r| <= 1/2
  0.00015345823296592404, 0.0013399935737817253, 0.009618488958528704, 0.055503287658859854, 0.2402264689021984,
  0.6931472057423036, 1.0000000005542762,
  -160, 160, // 2^v is 0 below and infinite above
  6755399441055744, // 3 * 2^51
  1,
]);

@inline function constant(i: usize): v128 { return v128.load64_splat(CONSTANTS + (i << 3)); }

/**
 * x^y for x >= 0, lane by lane, with the limits of a power at 0 and infinity: x^0 = 1 for every x, 0^y is 0 or infinite. NaN
 * where x < 0 or x or y is NaN, but for x^0.
 */
@inline export function pow(x: v128, y: v128): v128 {
  const zero = splat(0), infinite = splat(Infinity);
  const tiny = f32x4.lt(x, splat(1.17549435e-38));
  const bits = v128.bitselect(f32x4.mul(x, splat(8388608)), x, tiny);
  // x = 2^k m with m from sqrt(1/2) to sqrt(2).
  const exponent = i32x4.shr_s(i32x4.sub(bits, i32x4.splat(0x3f3504f3)), 23);
  const m = i32x4.sub(bits, i32x4.shl(exponent, 23));
  const k = i32x4.sub(exponent, v128.and(tiny, i32x4.splat(23)));
  const low = power(m, k, y), high = power(upper(m), upper(k), upper(y));
  const finite = v128.shuffle<i32>(low, high, 0, 1, 4, 5);
  // 0 and infinity: their power is 0 or infinite as the sign of y says.
  const none = f32x4.eq(x, zero);
  const limit = f32x4.pmax(f32x4.mul(y, v128.bitselect(splat(-Infinity), infinite, none)), zero);
  const limited = v128.bitselect(limit, finite, v128.or(none, f32x4.eq(x, infinite)));
  const real = v128.bitselect(limited, splat(NaN), f32x4.ge(x, zero));
  return v128.bitselect(splat(1), real, f32x4.eq(y, zero));
}

/** The upper two lanes in the place of the lower. */
@inline function upper(v: v128): v128 { return v128.shuffle<i64>(v, v, 1, 1); }

/** (2^k m)^y in the lower two lanes. */
@inline function power(m: v128, k: v128, y: v128): v128 {
  const wide = f64x2.promote_low_f32x4(m), one = constant(15);
  const s = f64x2.div(f64x2.sub(wide, one), f64x2.add(wide, one));
  const z = f64x2.mul(s, s);
  let p = madd64(constant(0), z, constant(1));
  p = madd64(p, z, constant(2));
  p = madd64(p, z, constant(3));
  p = madd64(p, z, constant(4));
  const log2 = madd64(s, p, f64x2.convert_low_i32x4_s(k));
  return f32x4.demote_f64x2_zero(exp2(f64x2.mul(f64x2.promote_low_f32x4(y), log2)));
}

/** 2^v. Adding 3 * 2^51 leaves the whole part in the low bits. */
@inline function exp2(v: v128): v128 {
  const bounded = f64x2.pmin(f64x2.pmax(v, constant(12)), constant(13));
  const shifted = f64x2.add(bounded, constant(14));
  const r = f64x2.sub(bounded, f64x2.sub(shifted, constant(14)));
  let p = madd64(constant(5), r, constant(6));
  p = madd64(p, r, constant(7));
  p = madd64(p, r, constant(8));
  p = madd64(p, r, constant(9));
  p = madd64(p, r, constant(10));
  p = madd64(p, r, constant(11));
  return f64x2.mul(p, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52));
}
