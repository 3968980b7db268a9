// The greatest of each channel over a whole image. The mean is a sum over rows, its gradient a
// spreading over them: sumRows.ts and broadcast.ts.

import { LANES, VECTOR, loadLanes, splat, storeLanes } from "../simd";

/** Channels in an item: a cache line, of which each pixel has one. */
@inline const CHANNELS: i32 = 16;

@unmanaged class GlobalMaxPool2dForwardArgs {
  y: usize; // [n, channels]
  argmax: usize; // [n, channels], i32 pixel, or 0
  x: usize; // [n, pixels, channels]
  pixels: i32;
  channels: i32;
}

/**
 * y = the greatest of each channel, argmax = its pixel: the first of equals; a NaN beats every number.
 * One item: CHANNELS channels of an image, or those that are left.
 */
export function globalMaxPool2dForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GlobalMaxPool2dForwardArgs>(args);
  const channels = a.channels, pixels = a.pixels, pitch = <usize>channels << 2;
  const blocks = (channels + CHANNELS - 1) / CHANNELS;
  for (let item = begin; item < end; item++) {
    const image = item / blocks, first = item % blocks * CHANNELS, n = min(CHANNELS, channels - first);
    const to = <usize>(image * channels + first) << 2, x = a.x + (<usize>(image * pixels * channels + first) << 2);
    const y = a.y + to, argmax = a.argmax ? a.argmax + to : 0;
    if (n == CHANNELS) maxOf16(y, argmax, x, pitch, pixels);
    else {
      let c = 0;
      for (; c <= n - LANES; c += LANES) maxOf4(y, argmax, x, <usize>c << 2, pitch, pixels, LANES);
      if (c < n) maxOf4(y, argmax, x, <usize>c << 2, pitch, pixels, n - c);
    }
  }
}

/** Four vectors of channels at a time: each comparison waits for the one before, but not for the other vectors'. */
@inline function maxOf16(y: usize, argmax: usize, x: usize, pitch: usize, pixels: i32): void {
  let y0 = splat(-Infinity), y1 = y0, y2 = y0, y3 = y0;
  let at0 = i32x4.splat(0), at1 = at0, at2 = at0, at3 = at0;
  for (let p = 0; p < pixels; p++, x += pitch) {
    const pixel = i32x4.splat(p);
    const x0 = v128.load(x), x1 = v128.load(x, VECTOR), x2 = v128.load(x, 2 * VECTOR), x3 = v128.load(x, 3 * VECTOR);
    const better0 = beats(x0, y0), better1 = beats(x1, y1), better2 = beats(x2, y2), better3 = beats(x3, y3);
    y0 = v128.bitselect(x0, y0, better0);
    y1 = v128.bitselect(x1, y1, better1);
    y2 = v128.bitselect(x2, y2, better2);
    y3 = v128.bitselect(x3, y3, better3);
    at0 = v128.bitselect(pixel, at0, better0);
    at1 = v128.bitselect(pixel, at1, better1);
    at2 = v128.bitselect(pixel, at2, better2);
    at3 = v128.bitselect(pixel, at3, better3);
  }
  store16(y, y0, y1, y2, y3);
  if (argmax) store16(argmax, at0, at1, at2, at3);
}

@inline function store16(to: usize, v0: v128, v1: v128, v2: v128, v3: v128): void {
  v128.store(to, v0);
  v128.store(to, v1, VECTOR);
  v128.store(to, v2, 2 * VECTOR);
  v128.store(to, v3, 3 * VECTOR);
}

/** Up to four channels, those at byte `c` of each pixel. */
@inline function maxOf4(
  y: usize, argmax: usize, x: usize, c: usize, pitch: usize, pixels: i32, lanes: i32,
): void {
  let greatest = splat(-Infinity), at = i32x4.splat(0);
  x += c;
  for (let p = 0; p < pixels; p++, x += pitch) {
    const value = loadLanes(x, lanes), better = beats(value, greatest);
    greatest = v128.bitselect(value, greatest, better);
    at = v128.bitselect(i32x4.splat(p), at, better);
  }
  storeLanes(y + c, greatest, lanes);
  if (argmax) storeLanes(argmax + c, at, lanes);
}

@inline function beats(value: v128, greatest: v128): v128 {
  return v128.or(f32x4.gt(value, greatest), f32x4.ne(value, value));
}

@unmanaged class GlobalMaxPool2dBackwardArgs {
  dx: usize; // [n, pixels, channels]
  dy: usize; // [n, channels]
  argmax: usize; // [n, channels], i32 pixel
  pixels: i32;
  channels: i32;
}

/** dx = dy at the pixel of each channel's greatest, 0 elsewhere. One item: an image. */
export function globalMaxPool2dBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GlobalMaxPool2dBackwardArgs>(args);
  const channels = a.channels, size = <usize>(a.pixels * channels) << 2;
  for (let image = begin; image < end; image++) {
    const dx = a.dx + <usize>image * size;
    memory.fill(dx, 0, size);
    for (let c = 0; c < channels; c++) {
      const at = <usize>(image * channels + c) << 2, pixel = load<i32>(a.argmax + at);
      store<f32>(dx + (<usize>(pixel * channels + c) << 2), load<f32>(a.dy + at));
    }
  }
}
