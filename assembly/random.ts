import { flatBegin, flatEnd } from "./flat";
import { log, sineOfTurn } from "./math";
import { VECTOR, madd, splat } from "./simd";

@unmanaged class RandomUniformArgs {
  y: usize; // [count]
  count: i32;
  low: f32;
  high: f32;
  seedLow: i32;
  seedHigh: i32;
  stream: i32;
  step: i32;
  purpose: i32;
}

/**
 * y uniform from low to high. Element i depends on i, seed, stream, step and purpose alone.
 * One item: a block of BLOCK elements.
 */
export function randomUniform(args: usize, begin: i32, end: i32): void {
  const a = changetype<RandomUniformArgs>(args);
  const low = splat(a.low), range = splat(a.high - a.low), last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const bits = philox(a.stream, <u32>(i / VECTOR), a.step, a.purpose, a.seedLow, a.seedHigh);
    v128.store(a.y + i, madd(range, fraction(bits), low));
  }
}

@unmanaged class RandomNormalArgs {
  y: usize; // [count]
  count: i32;
  mean: f32;
  deviation: f32;
  seedLow: i32;
  seedHigh: i32;
  stream: i32;
  step: i32;
  purpose: i32;
}

/** y normal, with the given mean and standard deviation. Dependence and item as in randomUniform. */
export function randomNormal(args: usize, begin: i32, end: i32): void {
  const a = changetype<RandomNormalArgs>(args);
  const mean = splat(a.mean), deviation = splat(a.deviation), last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const bits = philox(a.stream, <u32>(i / VECTOR), a.step, a.purpose, a.seedLow, a.seedHigh);
    v128.store(a.y + i, madd(deviation, boxMuller(fraction(bits)), mean));
  }
}

/** The upper 24 bits of each lane as a fraction of 2^24: exact, from 0 to less than 1. */
@inline function fraction(bits: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(bits, 8)), splat(5.9604645e-8));
}

/**
 * Two independent pairs of standard normals from two pairs (u, v) of uniforms: sqrt(-2 log(1 - u)) times cos and sin of
 * v turns. Source: Box and Muller 1958.
 */
@inline function boxMuller(uniforms: v128): v128 {
  const u = v128.shuffle<f32>(uniforms, uniforms, 0, 0, 2, 2);
  const v = v128.shuffle<f32>(uniforms, uniforms, 1, 1, 3, 3);
  const radius = f32x4.sqrt(f32x4.mul(splat(-2), log(f32x4.sub(splat(1), u))));
  // sin t = cos(t - 1/4), and cos t = sin(1/4 - |t|) once t is within half a turn of 0: exact steps, as v has 24 bits.
  const turn = f32x4.sub(v, f32x4(0, 0.25, 0, 0.25));
  const t = f32x4.sub(turn, f32x4.nearest(turn));
  return f32x4.mul(radius, sineOfTurn(f32x4.sub(splat(0.25), f32x4.abs(t))));
}

/** Four random words: Philox 4x32-10 of counter (c0, c1, c2, c3) under key (k0, k1). Source: Salmon et al. 2011. */
@inline function philox(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): v128 {
  for (let round = 0; round < 10; round++) {
    const a = <u64>c0 * 0xd2511f53, b = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(b >> 32) ^ c1 ^ k0;
    c1 = <u32>b;
    c2 = <u32>(a >> 32) ^ c3 ^ k1;
    c3 = <u32>a;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  return i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(c0), 1, c1), 2, c2), 3, c3);
}
