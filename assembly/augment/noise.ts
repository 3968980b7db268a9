// Random numbers on pictures, f32 [height, width, channels]: Philox under a key that the host draws for each picture.

import { boxMuller, fraction, philox } from "../philox";
import { LANES, loadLanes, madd, splat, storeLanes } from "../simd";

/** What the numbers are drawn for: `purpose.augment` of src/random.ts. */
@inline const AUGMENT: i32 = 6;

@unmanaged class AddNoiseArgs {
  y: usize; // [count]; may be x's own memory
  x: usize; // [count]
  count: i32;
  deviation: f32;
  keyLow: i32;
  keyHigh: i32;
  low: f32;
  high: f32;
}

/** y = x + deviation n, kept within low and high, n the key's normal numbers. One item: four numbers. */
export function addNoise(args: usize, begin: i32, end: i32): void {
  const a = changetype<AddNoiseArgs>(args);
  const deviation = splat(a.deviation), low = splat(a.low), high = splat(a.high);
  for (let i = begin; i < end; i++) {
    const at = <usize>i << 4, lanes = min(a.count - i * LANES, LANES);
    const noise = boxMuller(fraction(philox(0, i, 0, AUGMENT, a.keyLow, a.keyHigh)));
    const y = madd(deviation, noise, loadLanes(a.x + at, lanes));
    storeLanes(a.y + at, f32x4.min(f32x4.max(y, low), high), lanes);
  }
}

@unmanaged class FillBoxArgs {
  x: usize; // [height, width, channels]
  values: usize; // [channels, padded to 4], or 0: uniform random numbers from 0 to 255
  width: i32;
  channels: i32; // 1 to 4
  left: i32;
  top: i32;
  right: i32;
  bottom: i32;
  keyLow: i32;
  keyHigh: i32;
}

/** Fills the box from left and top to before right and bottom. One item: a row of the box. */
export function fillBox(args: usize, begin: i32, end: i32): void {
  const a = changetype<FillBoxArgs>(args);
  const columns = a.right - a.left, pixel = <usize>a.channels << 2, range = splat(255);
  for (let row = begin; row < end; row++) {
    let at = a.x + <usize>((a.top + row) * a.width + a.left) * pixel;
    if (a.values) {
      const value = v128.load(a.values);
      for (let i = 0; i < columns; i++, at += pixel) storeLanes(at, value, a.channels);
      continue;
    }
    const count = columns * a.channels;
    for (let i = 0; i < count; i += LANES, at += 16) {
      const bits = philox(row, i / LANES, 1, AUGMENT, a.keyLow, a.keyHigh);
      storeLanes(at, f32x4.mul(range, fraction(bits)), min(count - i, LANES));
    }
  }
}
