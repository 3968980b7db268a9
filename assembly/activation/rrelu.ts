import { BLOCK } from "../flat";
import { drawWords, fraction } from "../philox";
import { scratch } from "../scratch";
import { LANES, VECTOR, madd, splat } from "../simd";

@unmanaged class RreluForwardArgs {
  y: usize; // [count]
  factors: usize; // [count]
  x: usize; // [count]
  random: usize; // [3] seed low, seed high, step
  stream: i32;
  count: i32;
  lower: f32;
  upper: f32;
}

/**
 * y = factors x, with factors 1 where x > 0, else drawn from lower to upper: the i-th word of the stream is element i's. The factors
 * are kept, as the gradient's are the same. One item: a block of BLOCK elements; needs BLOCK words of scratch memory.
 */
export function rreluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<RreluForwardArgs>(args);
  const lower = splat(a.lower), range = splat(a.upper - a.lower), one = splat(1), words = scratch();
  for (let item = begin; item < end; item++) {
    const first = item * BLOCK, count = min(BLOCK, a.count - first);
    drawWords(words, a.random, a.stream, item * (BLOCK / LANES), (count + 31) >> 5);
    const y = a.y + (<usize>first << 2), factors = a.factors + (<usize>first << 2), x = a.x + (<usize>first << 2);
    for (let at: usize = 0, to = <usize>count << 2; at < to; at += VECTOR) {
      const value = v128.load(x + at), slope = madd(range, fraction(v128.load(words + at)), lower);
      const factor = v128.bitselect(one, slope, f32x4.gt(value, splat(0)));
      v128.store(factors + at, factor);
      v128.store(y + at, f32x4.mul(factor, value));
    }
  }
}
