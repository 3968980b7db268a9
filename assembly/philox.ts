// Random numbers by counter, as src/random.ts has them, and what is made of them.

import { log, sineOfTurn } from "./math";
import { VECTOR, madd, splat } from "./simd";

/** What the random numbers of ops are drawn for: `purpose.dropout` of src/random.ts. */
@inline const DROPOUT: i32 = 4;

/** The upper 24 bits of each lane as a fraction of 2^24: exact, from 0 to less than 1. */
@inline export function fraction(bits: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(bits, 8)), splat(5.9604645e-8));
}

/**
 * Two independent pairs of standard normals from two pairs (u, v) of uniforms: sqrt(-2 log(1 - u)) times cos and sin of
 * v turns. Source: Box and Muller 1958.
 */
@inline export function boxMuller(uniforms: v128): v128 {
  const u = v128.shuffle<f32>(uniforms, uniforms, 0, 0, 2, 2);
  const v = v128.shuffle<f32>(uniforms, uniforms, 1, 1, 3, 3);
  const radius = f32x4.sqrt(f32x4.mul(splat(-2), log(f32x4.sub(splat(1), u))));
  // sin t = cos(t - 1/4), and cos t = sin(1/4 - |t|) once t is within half a turn of 0: exact steps, as v has 24 bits.
  const turn = f32x4.sub(v, f32x4(0, 0.25, 0, 0.25));
  const t = f32x4.sub(turn, f32x4.nearest(turn));
  return f32x4.mul(radius, sineOfTurn(f32x4.sub(splat(0.25), f32x4.abs(t))));
}

/**
 * Writes the random words of an op: blocks `first` to before `first + 8 groups` of its stream, four words each. `key` points
 * at seed low, seed high and step, as the host writes them before each run. Two sets of four blocks at a time, as one
 * alone would wait for its own multiplications.
 */
export function drawWords(to: usize, key: usize, stream: i32, first: u32, groups: i32): void {
  const purpose = i32x4.splat(DROPOUT), step = i32x4.splat(load<i32>(key, 8));
  const m0 = i32x4.splat(0xd2511f53), m1 = i32x4.splat(0xcd9e8d57);
  const w0 = i32x4.splat(0x9e3779b9), w1 = i32x4.splat(0xbb67ae85);
  let block = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  for (let group = 0; group < groups; group++, to += 8 * VECTOR) {
    let c0 = i32x4.splat(stream), c1 = block, c2 = step, c3 = purpose;
    let d0 = c0, d1 = i32x4.add(block, i32x4.splat(4)), d2 = step, d3 = purpose;
    let k0 = v128.load32_splat(key), k1 = v128.load32_splat(key, 4);
    for (let round = 0; round < 10; round++) {
      const a = i64x2.extmul_low_i32x4_u(c0, m0), b = i64x2.extmul_high_i32x4_u(c0, m0);
      const c = i64x2.extmul_low_i32x4_u(c2, m1), d = i64x2.extmul_high_i32x4_u(c2, m1);
      const e = i64x2.extmul_low_i32x4_u(d0, m0), f = i64x2.extmul_high_i32x4_u(d0, m0);
      const g = i64x2.extmul_low_i32x4_u(d2, m1), h = i64x2.extmul_high_i32x4_u(d2, m1);
      c0 = v128.xor(highWords(c, d), v128.xor(c1, k0));
      c1 = lowWords(c, d);
      c2 = v128.xor(highWords(a, b), v128.xor(c3, k1));
      c3 = lowWords(a, b);
      d0 = v128.xor(highWords(g, h), v128.xor(d1, k0));
      d1 = lowWords(g, h);
      d2 = v128.xor(highWords(e, f), v128.xor(d3, k1));
      d3 = lowWords(e, f);
      k0 = i32x4.add(k0, w0);
      k1 = i32x4.add(k1, w1);
    }
    storeBlocks(to, c0, c1, c2, c3);
    storeBlocks(to + 4 * VECTOR, d0, d1, d2, d3);
    block = i32x4.add(block, i32x4.splat(8));
  }
}

@inline function lowWords(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

@inline function highWords(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7);
}

/** Stores four blocks, of which each lane holds one. */
@inline function storeBlocks(to: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  const low01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5), low23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7), high23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3), VECTOR);
  v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2), 2 * VECTOR);
  v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3), 3 * VECTOR);
}

/** Four random words: Philox 4x32-10 of counter (c0, c1, c2, c3) under key (k0, k1). Source: Salmon et al. 2011. */
@inline export function philox(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): v128 {
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
