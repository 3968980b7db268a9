// Normal noise added or multiplied. The noise is not kept: forward and backward draw the same numbers.

import { BLOCK } from "../flat";
import { boxMuller, drawWords, fraction } from "../philox";
import { scratch } from "../scratch";
import { LANES, loadLanes, madd, splat, storeLanes } from "../simd";

@unmanaged class GaussianNoiseArgs {
  y: usize; // [count]
  x: usize; // [count]
  random: usize; // [3] seed low, seed high, step
  stream: i32;
  count: i32;
  deviation: f32;
  multiplied: i32; // 1: the noise is multiplied
}

/**
 * y = x + deviation n, or multiplied x + deviation n x, where n is the stream's normal number of the element (boxMuller).
 * One item: a block of BLOCK elements; needs BLOCK words of scratch memory.
 */
export function gaussianNoise(args: usize, begin: i32, end: i32): void {
  const a = changetype<GaussianNoiseArgs>(args);
  const deviation = splat(a.deviation), multiplied = a.multiplied != 0, words = scratch();
  for (let item = begin; item < end; item++) {
    const first = item * BLOCK, count = min(BLOCK, a.count - first);
    drawWords(words, a.random, a.stream, item * (BLOCK / 4), (count + 31) >> 5);
    for (let i = 0; i < count; i += LANES) {
      const lanes = min(LANES, count - i), at = <usize>i << 2, place = (<usize>first << 2) + at;
      const x = loadLanes(a.x + place, lanes);
      const noise = f32x4.mul(deviation, boxMuller(fraction(v128.load(words + at))));
      storeLanes(a.y + place, multiplied ? madd(noise, x, x) : f32x4.add(noise, x), lanes);
    }
  }
}
