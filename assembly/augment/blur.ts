// What mixes each pixel with those around it. Pictures are f32 [height, width, channels].

import { LANES, loadLanes, madd, splat, storeLanes } from "../simd";

/** The place of `i` in a row of `size` that is mirrored at its first and last pixel, again and again. */
@inline function reflect(i: i32, size: i32): i32 {
  const period = 2 * size - 2;
  if (period == 0) return 0;
  let place = i % period;
  if (place < 0) place += period;
  return min(place, period - place);
}

@unmanaged class BlurRowsArgs {
  y: usize; // [height, width, channels], not x's memory
  x: usize; // [height, width, channels]
  weights: usize; // [2 radius + 1]
  radius: i32;
  height: i32;
  width: i32;
  channels: i32;
}

/** y = sum over k of weights[k] times the pixel k - radius to the right, mirrored at the sides. One item: a row. */
export function blurRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<BlurRowsArgs>(args);
  const channels = a.channels, line = <usize>(a.width * channels) << 2;
  const inside = max(a.width - 2 * a.radius, 0); // pixels whose neighbours all lie in the row
  for (let row = begin; row < end; row++) {
    const x = a.x + <usize>row * line, y = a.y + <usize>row * line;
    const left = inside ? a.radius : a.width;
    blurEnds(a, y, x, 0, left);
    for (let i = left * channels, last = (left + inside) * channels; i < last; i += LANES) {
      const lanes = min(last - i, LANES);
      let sum = splat(0), from = x + (<usize>(i - a.radius * channels) << 2);
      for (let k = 0; k <= 2 * a.radius; k++, from += <usize>channels << 2)
        sum = madd(v128.load32_splat(a.weights + (<usize>k << 2)), loadLanes(from, lanes), sum);
      storeLanes(y + (<usize>i << 2), sum, lanes);
    }
    blurEnds(a, y, x, left + inside, a.width);
  }
}

/** The pixels `from` to before `to` of a row, of which some neighbours are mirrored. */
function blurEnds(a: BlurRowsArgs, y: usize, x: usize, from: i32, to: i32): void {
  for (let pixel = from; pixel < to; pixel++) {
    let sum = splat(0);
    for (let k = 0; k <= 2 * a.radius; k++) {
      const at = reflect(pixel + k - a.radius, a.width) * a.channels;
      sum = madd(v128.load32_splat(a.weights + (<usize>k << 2)), loadLanes(x + (<usize>at << 2), a.channels), sum);
    }
    storeLanes(y + (<usize>(pixel * a.channels) << 2), sum, a.channels);
  }
}

@unmanaged class BlurColumnsArgs {
  y: usize; // [height, width, channels], not x's memory
  x: usize; // [height, width, channels]
  weights: usize; // [2 radius + 1]
  radius: i32;
  height: i32;
  width: i32;
  channels: i32;
}

/** y = sum over k of weights[k] times the pixel k - radius below, mirrored at top and bottom. One item: a row. */
export function blurColumns(args: usize, begin: i32, end: i32): void {
  const a = changetype<BlurColumnsArgs>(args);
  const count = a.width * a.channels, line = <usize>count << 2;
  for (let row = begin; row < end; row++) {
    for (let i = 0; i < count; i += LANES) {
      const lanes = min(count - i, LANES), at = <usize>i << 2;
      let sum = splat(0);
      for (let k = 0; k <= 2 * a.radius; k++) {
        const from = a.x + <usize>reflect(row + k - a.radius, a.height) * line + at;
        sum = madd(v128.load32_splat(a.weights + (<usize>k << 2)), loadLanes(from, lanes), sum);
      }
      storeLanes(a.y + <usize>row * line + at, sum, lanes);
    }
  }
}

@unmanaged class SharpenArgs {
  y: usize; // [height, width, channels], not x's memory
  x: usize; // [height, width, channels]
  height: i32; // at least 3
  width: i32; // at least 3
  channels: i32;
  factor: f32;
}

/**
 * y = factor x + (1 - factor) s, kept within 0 and 255, where s is x smoothed by [1 1 1, 1 5 1, 1 1 1] / 13 and x itself at the
 * edges. One item: a row.
 */
export function sharpen(args: usize, begin: i32, end: i32): void {
  const a = changetype<SharpenArgs>(args);
  const count = a.width * a.channels, line = <usize>count << 2, pixel = <usize>a.channels << 2;
  const factor = splat(a.factor), rest = splat((1 - a.factor) / 13), four = splat(4), black = splat(0), white = splat(255);
  for (let row = begin; row < end; row++) {
    const x = a.x + <usize>row * line, y = a.y + <usize>row * line;
    memory.copy(y, x, line);
    if (row == 0 || row == a.height - 1) continue;
    for (let i = a.channels, last = count - a.channels; i < last; i += LANES) {
      const lanes = min(last - i, LANES), at = x + (<usize>i << 2);
      const own = loadLanes(at, lanes);
      let sum = madd(four, own, rowOf3(at, pixel, lanes));
      sum = f32x4.add(sum, f32x4.add(rowOf3(at - line, pixel, lanes), rowOf3(at + line, pixel, lanes)));
      const sharp = madd(factor, own, f32x4.mul(rest, sum));
      storeLanes(y + (<usize>i << 2), f32x4.min(f32x4.max(sharp, black), white), lanes);
    }
  }
}

/** The sum of a pixel and those to its left and right. */
@inline function rowOf3(at: usize, pixel: usize, lanes: i32): v128 {
  return f32x4.add(loadLanes(at, lanes), f32x4.add(loadLanes(at - pixel, lanes), loadLanes(at + pixel, lanes)));
}
