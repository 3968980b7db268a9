// Max pooling, four channels at a time. Where windows lie: window.ts.

import { LANES, loadLanes, splat, storeLanes } from "../simd";
import { endOfCover, firstCover } from "./window";

@unmanaged class MaxPool2dForwardArgs {
  y: usize; // [n, outHeight, outWidth, channels]
  argmax: usize; // [n, outHeight, outWidth, channels], i32 iy inWidth + ix, or 0
  x: usize; // [n, inHeight, inWidth, channels]
  channels: i32;
  inHeight: i32;
  inWidth: i32;
  outHeight: i32;
  outWidth: i32;
  windowY: i32;
  windowX: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
}

/**
 * y = the greatest of each window, argmax = its place in the image: the first of equals; a NaN beats every number.
 * One item: an output row.
 */
export function maxPool2dForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<MaxPool2dForwardArgs>(args);
  const y = a.y, argmax = a.argmax, channels = a.channels, width = a.inWidth, pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (let row = begin; row < end; row++) {
    const image = a.x + <usize>(row / a.outHeight * a.inHeight) * line;
    const top = row % a.outHeight * a.strideY - a.top;
    const y0 = max(top, 0), rows = min(top + a.windowY, a.inHeight) - y0;
    for (let ox = 0; ox < a.outWidth; ox++) {
      const left = ox * a.strideX - a.left;
      const x0 = max(left, 0), cols = min(left + a.windowX, width) - x0;
      const place = y0 * width + x0, x = image + <usize>place * pixel;
      const to = <usize>(row * a.outWidth + ox) * pixel;
      let c = 0;
      for (; c <= channels - LANES; c += LANES) {
        maxOfWindow(y, argmax, to + (c << 2), x + (c << 2), place, rows, cols, width, line, pixel, LANES);
      }
      if (c < channels) {
        maxOfWindow(y, argmax, to + (c << 2), x + (c << 2), place, rows, cols, width, line, pixel, channels - c);
      }
    }
  }
}

/** Writes `lanes` channels at offset `to`. The window's first pixel is at `x` and number `place` of its image. */
@inline function maxOfWindow(
  y: usize, argmax: usize, to: usize, x: usize,
  place: i32, rows: i32, cols: i32, width: i32, line: usize, pixel: usize, lanes: i32,
): void {
  if (argmax) maxWithPlace(y + to, argmax + to, x, place, rows, cols, width, line, pixel, lanes);
  else maxAlone(y + to, x, rows, cols, line, pixel, lanes);
}

/** Without places, a comparison for the maximum and one to notice NaN are enough. */
@inline function maxAlone(y: usize, x: usize, rows: i32, cols: i32, line: usize, pixel: usize, lanes: i32): void {
  let greatest = splat(-Infinity), nan = splat(0);
  for (let r = 0; r < rows; r++, x += line) {
    let at = x;
    for (let i = 0; i < cols; i++, at += pixel) {
      const value = loadLanes(at, lanes);
      greatest = f32x4.pmax(greatest, value); // the first of equals, and never a NaN
      nan = v128.or(nan, f32x4.ne(value, value));
    }
  }
  storeLanes(y, v128.or(greatest, nan), lanes);
}

@inline function maxWithPlace(
  y: usize, argmax: usize, x: usize,
  place: i32, rows: i32, cols: i32, width: i32, line: usize, pixel: usize, lanes: i32,
): void {
  let greatest = splat(-Infinity), at = i32x4.splat(place);
  for (let r = 0; r < rows; r++, x += line, place += width) {
    for (let i = 0; i < cols; i++) {
      const value = loadLanes(x + <usize>i * pixel, lanes);
      const better = v128.or(f32x4.gt(value, greatest), f32x4.ne(value, value));
      greatest = v128.bitselect(value, greatest, better);
      at = v128.bitselect(i32x4.splat(place + i), at, better);
    }
  }
  storeLanes(y, greatest, lanes);
  storeLanes(argmax, at, lanes);
}

@unmanaged class MaxPool2dBackwardArgs {
  dx: usize; // [n, inHeight, inWidth, channels]
  dy: usize; // [n, outHeight, outWidth, channels]
  argmax: usize; // [n, outHeight, outWidth, channels], i32 iy inWidth + ix
  channels: i32;
  inHeight: i32;
  inWidth: i32;
  outHeight: i32;
  outWidth: i32;
  windowY: i32;
  windowX: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
}

/**
 * dx = sum of dy over the windows whose greatest stands at this pixel. One item: an input row, which alone adds up the
 * windows over it, in order.
 */
export function maxPool2dBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<MaxPool2dBackwardArgs>(args);
  const channels = a.channels, width = a.inWidth, pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (let row = begin; row < end; row++) {
    const iy = row % a.inHeight, image = row / a.inHeight * a.outHeight;
    const dx = a.dx + <usize>row * line;
    memory.fill(dx, 0, line);
    const last = endOfCover(iy + a.top, a.strideY, a.outHeight);
    for (let oy = firstCover(iy + a.top, a.windowY, a.strideY); oy < last; oy++) {
      for (let ox = 0; ox < a.outWidth; ox++) {
        const left = ox * a.strideX - a.left;
        const x0 = max(left, 0), cols = min(left + a.windowX, width) - x0;
        const to = dx + <usize>x0 * pixel, from = <usize>((image + oy) * a.outWidth + ox) * pixel;
        const dy = a.dy + from, argmax = a.argmax + from, place = iy * width + x0;
        let c = 0;
        for (; c <= channels - LANES; c += LANES) {
          addWhere(to + (c << 2), dy + (c << 2), argmax + (c << 2), place, cols, pixel, LANES);
        }
        if (c < channels) addWhere(to + (c << 2), dy + (c << 2), argmax + (c << 2), place, cols, pixel, channels - c);
      }
    }
  }
}

/** Adds one window's dy to that of the `cols` pixels from `dx` on whose place, counted from `place`, is its argmax. */
@inline function addWhere(dx: usize, dy: usize, argmax: usize, place: i32, cols: i32, pixel: usize, lanes: i32): void {
  const gradient = loadLanes(dy, lanes), at = loadLanes(argmax, lanes);
  for (let i = 0; i < cols; i++, dx += pixel) {
    const here = v128.and(gradient, i32x4.eq(at, i32x4.splat(place + i)));
    storeLanes(dx, f32x4.add(loadLanes(dx, lanes), here), lanes);
  }
}
