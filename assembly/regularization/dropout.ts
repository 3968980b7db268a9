// Elements dropped at random. What was kept is remembered in a bit each: reading it costs less than drawing it again.

import { BLOCK } from "../flat";
import { drawWords } from "../philox";
import { scratch } from "../scratch";
import { LANES, VECTOR, madd, splat, storeLanes } from "../simd";

@unmanaged class DropoutForwardArgs {
  y: usize; // [count]
  kept: usize; // [count] bits
  x: usize; // [count]
  random: usize; // [3] seed low, seed high, step
  stream: i32;
  count: i32;
  threshold: i32; // of 65536: so many values of an element's 16 bits drop it
  factor: f32;
  offset: f32;
  dropped: f32;
}

/**
 * y = factor x + offset, or `dropped` where element i is dropped, which the i-th 16 bits of the stream say: below the
 * threshold. One item: a block of BLOCK elements; needs BLOCK / 2 words of scratch memory.
 */
export function dropoutForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<DropoutForwardArgs>(args);
  const factor = splat(a.factor), offset = splat(a.offset), dropped = splat(a.dropped);
  const threshold = i16x8.splat(<i16>a.threshold), bits = scratch();
  for (let item = begin; item < end; item++) {
    const first = item * BLOCK, count = min(BLOCK, a.count - first);
    drawWords(bits, a.random, a.stream, item * (BLOCK / 8), (count + 63) >> 6);
    const x = a.x + (<usize>first << 2), y = a.y + (<usize>first << 2), kept = a.kept + (first >> 3);
    for (let i = 0; i < count; i += 8) {
      const keep = i16x8.ge_u(v128.load(bits + (<usize>i << 1)), threshold), at = <usize>i << 2;
      store<u8>(kept + (i >> 3), <u8>i16x8.bitmask(keep));
      const low = madd(factor, v128.load(x + at), offset);
      v128.store(y + at, v128.bitselect(low, dropped, i32x4.extend_low_i16x8_s(keep)));
      if (count - i <= LANES) break;
      const high = madd(factor, v128.load(x + at, VECTOR), offset);
      v128.store(y + at, v128.bitselect(high, dropped, i32x4.extend_high_i16x8_s(keep)), VECTOR);
    }
  }
}

@unmanaged class DropoutBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  kept: usize; // [count] bits
  count: i32;
  factor: f32;
}

/** dx = factor dy where x was kept, else 0. One item: a block of BLOCK elements. */
export function dropoutBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<DropoutBackwardArgs>(args);
  const factor = splat(a.factor), last = min(end * BLOCK, a.count);
  for (let i = begin * BLOCK; i < last; i += 8) {
    const kept = i32x4.splat(load<u8>(a.kept + (i >> 3))), at = <usize>i << 2;
    v128.store(a.dx + at, v128.and(f32x4.mul(factor, v128.load(a.dy + at)), maskOf(kept, i32x4(1, 2, 4, 8))));
    if (last - i <= LANES) break;
    const high = f32x4.mul(factor, v128.load(a.dy + at, VECTOR));
    v128.store(a.dx + at, v128.and(high, maskOf(kept, i32x4(16, 32, 64, 128))), VECTOR);
  }
}

@inline function maskOf(kept: v128, bits: v128): v128 {
  return i32x4.eq(v128.and(kept, bits), bits);
}

@unmanaged class DropoutFactorsArgs {
  y: usize; // [count]
  random: usize; // [3] seed low, seed high, step
  stream: i32;
  count: i32;
  threshold: i32; // of 65536: so many values of an element's 16 bits drop it
  factor: f32;
}

/**
 * y = factor, or 0 where element i is dropped, as in dropoutForward. One item: a block of BLOCK elements; scratch as
 * there.
 */
export function dropoutFactors(args: usize, begin: i32, end: i32): void {
  const a = changetype<DropoutFactorsArgs>(args);
  const factor = splat(a.factor), threshold = i16x8.splat(<i16>a.threshold), bits = scratch();
  for (let item = begin; item < end; item++) {
    const first = item * BLOCK, count = min(BLOCK, a.count - first);
    drawWords(bits, a.random, a.stream, item * (BLOCK / 8), (count + 63) >> 6);
    const y = a.y + (<usize>first << 2);
    for (let i = 0; i < count; i += LANES) {
      const keep = i32x4.extend_low_i16x8_s(i16x8.ge_u(v128.load_zero<u64>(bits + (<usize>i << 1)), threshold));
      storeLanes(y + (<usize>i << 2), v128.and(factor, keep), min(LANES, count - i));
    }
  }
}
