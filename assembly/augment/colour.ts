// What changes each pixel's colour by that pixel alone. Pictures are f32 [height, width, channels].

import { VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";

@unmanaged class MixChannelsArgs {
  y: usize; // [pixels, to]; x's own memory, where that is not needed any more and to is no more than from
  x: usize; // [pixels, from]
  matrix: usize; // [from + 1, 4]: what one unit of each channel adds to all of the result's, then what those begin with
  pixels: i32;
  from: i32; // channels, 1 to 4
  to: i32; // channels, 1 to 4
  low: f32;
  high: f32;
}

/** y = matrix x + offsets for each pixel, kept within low and high. One item: a pixel. */
export function mixChannels(args: usize, begin: i32, end: i32): void {
  const a = changetype<MixChannelsArgs>(args);
  const from = a.from, low = splat(a.low), high = splat(a.high);
  const c0 = v128.load(a.matrix), c1 = v128.load(a.matrix, VECTOR);
  const c2 = from > 1 ? v128.load(a.matrix, 2 * VECTOR) : c1, c3 = from > 2 ? v128.load(a.matrix, 3 * VECTOR) : c1;
  const offsets = v128.load(a.matrix + <usize>from * VECTOR);
  for (let i = begin; i < end; i++) {
    const x = loadLanes(a.x + (<usize>(i * from) << 2), from);
    let y = madd(c0, v128.shuffle<f32>(x, x, 0, 0, 0, 0), offsets);
    if (from > 1) y = madd(c1, v128.shuffle<f32>(x, x, 1, 1, 1, 1), y);
    if (from > 2) y = madd(c2, v128.shuffle<f32>(x, x, 2, 2, 2, 2), y);
    if (from > 3) y = madd(c3, v128.shuffle<f32>(x, x, 3, 3, 3, 3), y);
    storeLanes(a.y + (<usize>(i * a.to) << 2), f32x4.min(f32x4.max(y, low), high), a.to);
  }
}

@unmanaged class ShiftHueArgs {
  y: usize; // [pixels, 3]; may be x's own memory
  x: usize; // [pixels, 3], not negative
  pixels: i32;
  turn: f32; // what is added to the hue, in sixths of the colour circle, from 0 to 6
}

/**
 * Turns each pixel's hue and leaves its value (greatest channel) and its chroma (greatest less least). One item: a pixel.
 * With the hue h in sixths from red, red, green and blue are value - chroma clamp(min(k, 4 - k), 0, 1) with k = h + 5, h + 3
 * and h + 1 modulo 6: the edges of the hexagon of Smith 1978 in one formula, for three lanes at once.
 */
export function shiftHue(args: usize, begin: i32, end: i32): void {
  const a = changetype<ShiftHueArgs>(args);
  const start = f32x4(5, 3, 1, 0), six = splat(6);
  for (let i = begin; i < end; i++) {
    const at = <usize>(i * 3) << 2;
    const r = load<f32>(a.x + at), g = load<f32>(a.x + at, 4), b = load<f32>(a.x + at, 8);
    const value = max(r, max(g, b)), chroma = value - min(r, min(g, b));
    if (chroma == 0) {
      storeLanes(a.y + at, splat(value), 3);
      continue;
    }
    const hue = value == r ? (g - b) / chroma : value == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
    let k = f32x4.add(start, splat(hue + a.turn)); // from -1 + 1 + 0 to 5 + 5 + 6
    k = f32x4.sub(k, f32x4.mul(six, f32x4.floor(f32x4.div(k, six))));
    const slope = f32x4.min(f32x4.max(f32x4.min(k, f32x4.sub(splat(4), k)), splat(0)), splat(1));
    storeLanes(a.y + at, f32x4.sub(splat(value), f32x4.mul(splat(chroma), slope)), 3);
  }
}

@unmanaged class MapValuesArgs {
  y: usize; // [pixels, channels]; may be x's own memory
  x: usize; // [pixels, channels]
  table: usize; // [channels, 256]
  pixels: i32;
  channels: i32;
}

/** y = table[channel][x rounded to a byte]. One item: a pixel. */
export function mapValues(args: usize, begin: i32, end: i32): void {
  const a = changetype<MapValuesArgs>(args);
  for (let i = begin * a.channels, last = end * a.channels, c = 0; i < last; i++) {
    const place = (c << 8) + byteOf(load<f32>(a.x + (<usize>i << 2)));
    store<f32>(a.y + (<usize>i << 2), load<f32>(a.table + (<usize>place << 2)));
    if (++c == a.channels) c = 0;
  }
}

@unmanaged class CountValuesArgs {
  counts: usize; // [channels, 256] i32
  x: usize; // [pixels, channels]
  pixels: i32;
  channels: i32;
}

/** counts[channel][v] = pixels that round to the byte v. One item: a channel. */
export function countValues(args: usize, begin: i32, end: i32): void {
  const a = changetype<CountValuesArgs>(args);
  memory.fill(a.counts + (<usize>begin << 10), 0, <usize>(end - begin) << 10);
  for (let c = begin; c < end; c++) {
    const counts = a.counts + (<usize>c << 10);
    for (let i = c, last = a.pixels * a.channels; i < last; i += a.channels) {
      const at = counts + (<usize>byteOf(load<f32>(a.x + (<usize>i << 2))) << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
  }
}

/** The nearest whole number from 0 to 255, the even one of two. */
@inline function byteOf(x: f32): i32 {
  return <i32>nearest(min<f32>(max<f32>(x, 0), 255));
}

@unmanaged class MeasureChannelsArgs {
  means: usize; // [channels]
  lows: usize; // [channels]
  highs: usize; // [channels]
  x: usize; // [pixels, channels]
  pixels: i32;
  channels: i32;
}

/** Mean, least and greatest value of each channel. One item: a channel; its pixels are added up in f64, in order. */
export function measureChannels(args: usize, begin: i32, end: i32): void {
  const a = changetype<MeasureChannelsArgs>(args);
  for (let c = begin; c < end; c++) {
    let sum: f64 = 0, low = f32.POSITIVE_INFINITY, high = f32.NEGATIVE_INFINITY;
    for (let i = c, last = a.pixels * a.channels; i < last; i += a.channels) {
      const x = load<f32>(a.x + (<usize>i << 2));
      sum += <f64>x;
      low = min(low, x);
      high = max(high, x);
    }
    store<f32>(a.means + (<usize>c << 2), <f32>(sum / <f64>a.pixels));
    store<f32>(a.lows + (<usize>c << 2), low);
    store<f32>(a.highs + (<usize>c << 2), high);
  }
}
