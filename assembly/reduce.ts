// Sums in a fixed order: partial sums over slices that depend on shapes alone, then the partial sums in order.

import { loadLanes, storeLanes } from "./simd";
import { BLOCK } from "./flat";

/** partials[s, c] = sum of x[p, c] over the pixels p of slice s: the gradient of a bias, in slices. */
@unmanaged class ColumnSumsArgs {
  partials: usize; // [slices, channels]
  x: usize; // [pixels, channels]
  pixels: i32;
  channels: i32;
  slices: i32;
}

/** One item is one slice. */
export function columnSums(args: usize, begin: i32, end: i32): void {
  const a = changetype<ColumnSumsArgs>(args);
  const pitch: usize = a.channels << 2;
  for (let slice = begin; slice < end; slice++) {
    const from = ((slice as i64 * a.pixels) / a.slices) as i32;
    const to = (((slice + 1) as i64 * a.pixels) / a.slices) as i32;
    for (let channel = 0; channel < a.channels; channel += 4) {
      const lanes = min(4, a.channels - channel);
      const x = a.x + (channel << 2);
      const sum = lanes == 4 ? columnSum(x, from, to, pitch) : columnTailSum(x, from, to, pitch, lanes);
      const y = a.partials + slice * pitch + (channel << 2);
      if (lanes == 4) v128.store(y, sum);
      else storeLanes(y, sum, lanes);
    }
  }
}

@inline function columnSum(x: usize, from: i32, to: i32, pitch: usize): v128 {
  let sum = f32x4.splat(0);
  for (let p = from; p < to; p++) sum = f32x4.add(sum, v128.load(x + p * pitch));
  return sum;
}

@inline function columnTailSum(x: usize, from: i32, to: i32, pitch: usize, lanes: i32): v128 {
  let sum = f32x4.splat(0);
  for (let p = from; p < to; p++) sum = f32x4.add(sum, loadLanes(x + p * pitch, lanes));
  return sum;
}

/** y[i] = sum of partials[s, i] over the slices s, in order. */
@unmanaged class SumSlicesArgs {
  y: usize; // [count]
  partials: usize; // [slices, count]
  count: i32;
  slices: i32;
}

/** One item is a block of 1024 elements. */
export function sumSlices(args: usize, begin: i32, end: i32): void {
  const a = changetype<SumSlicesArgs>(args);
  const pitch: usize = a.count << 2;
  const to = min(end * BLOCK, a.count);
  for (let i = begin * BLOCK; i < to; i += 4) {
    let x = a.partials + (i << 2);
    let sum = v128.load(x);
    for (let slice = 1; slice < a.slices; slice++) sum = f32x4.add(sum, v128.load((x += pitch)));
    v128.store(a.y + (i << 2), sum);
  }
}
