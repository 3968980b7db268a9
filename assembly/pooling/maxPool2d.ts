// Max pooling, four channels at a time. Where windows lie: window.ts.

import { LANES, VECTOR, loadLanes, splat, storeLanes } from "../simd";
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
      if (!argmax) for (; c <= channels - 4 * LANES; c += 4 * LANES) {
        maxAlone16(y + to + (c << 2), x + (c << 2), rows, cols, line, pixel);
      }
      else for (; c <= channels - 2 * LANES; c += 2 * LANES) {
        const at = to + (c << 2);
        maxWithPlace8(y + at, argmax + at, x + (c << 2), place, rows, cols, width, line, pixel);
      }
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

/** The same of 16 channels, so that counting pixels costs little. */
@inline function maxAlone16(y: usize, x: usize, rows: i32, cols: i32, line: usize, pixel: usize): void {
  let m0 = splat(-Infinity), m1 = m0, m2 = m0, m3 = m0;
  let n0 = splat(0), n1 = n0, n2 = n0, n3 = n0;
  for (let r = 0; r < rows; r++, x += line) {
    let at = x;
    for (let i = 0; i < cols; i++, at += pixel) {
      const x0 = v128.load(at), x1 = v128.load(at, VECTOR), x2 = v128.load(at, 2 * VECTOR), x3 = v128.load(at, 3 * VECTOR);
      m0 = f32x4.pmax(m0, x0);
      m1 = f32x4.pmax(m1, x1);
      m2 = f32x4.pmax(m2, x2);
      m3 = f32x4.pmax(m3, x3);
      n0 = v128.or(n0, f32x4.ne(x0, x0));
      n1 = v128.or(n1, f32x4.ne(x1, x1));
      n2 = v128.or(n2, f32x4.ne(x2, x2));
      n3 = v128.or(n3, f32x4.ne(x3, x3));
    }
  }
  v128.store(y, v128.or(m0, n0));
  v128.store(y, v128.or(m1, n1), VECTOR);
  v128.store(y, v128.or(m2, n2), 2 * VECTOR);
  v128.store(y, v128.or(m3, n3), 3 * VECTOR);
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

/** The same of 8 channels. */
@inline function maxWithPlace8(
  y: usize, argmax: usize, x: usize, place: i32, rows: i32, cols: i32, width: i32, line: usize, pixel: usize,
): void {
  let m0 = splat(-Infinity), m1 = m0, at0 = i32x4.splat(place), at1 = at0;
  for (let r = 0; r < rows; r++, x += line, place += width) {
    let from = x;
    for (let i = 0; i < cols; i++, from += pixel) {
      const x0 = v128.load(from), x1 = v128.load(from, VECTOR), here = i32x4.splat(place + i);
      const better0 = v128.or(f32x4.gt(x0, m0), f32x4.ne(x0, x0)), better1 = v128.or(f32x4.gt(x1, m1), f32x4.ne(x1, x1));
      m0 = v128.bitselect(x0, m0, better0);
      m1 = v128.bitselect(x1, m1, better1);
      at0 = v128.bitselect(here, at0, better0);
      at1 = v128.bitselect(here, at1, better1);
    }
  }
  v128.store(y, m0);
  v128.store(y, m1, VECTOR);
  v128.store(argmax, at0);
  v128.store(argmax, at1, VECTOR);
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
 * dx = sum of dy over the windows whose greatest stands at this pixel, in their order. One item: an input row.
 */
export function maxPool2dBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<MaxPool2dBackwardArgs>(args);
  const channels = a.channels, width = a.inWidth, pixel = <usize>channels << 2, line = <usize>a.outWidth * pixel;
  for (let row = begin; row < end; row++) {
    const iy = row % a.inHeight, image = <usize>(row / a.inHeight * a.outHeight) * line;
    const y0 = firstCover(iy + a.top, a.windowY, a.strideY), rows = endOfCover(iy + a.top, a.strideY, a.outHeight) - y0;
    for (let ix = 0; ix < width; ix++) {
      const x0 = firstCover(ix + a.left, a.windowX, a.strideX), cols = endOfCover(ix + a.left, a.strideX, a.outWidth) - x0;
      const dx = a.dx + <usize>(row * width + ix) * pixel, from = image + <usize>y0 * line + <usize>x0 * pixel;
      const dy = a.dy + from, argmax = a.argmax + from, place = i32x4.splat(iy * width + ix);
      let c: usize = 0;
      for (; c + 2 * VECTOR <= pixel; c += 2 * VECTOR) sumWhere8(dx + c, dy + c, argmax + c, place, rows, cols, line, pixel);
      for (; c < pixel; c += VECTOR) {
        sumWhere(dx + c, dy + c, argmax + c, place, rows, cols, line, pixel, min(LANES, <i32>(pixel - c) >> 2));
      }
    }
  }
}

/** dx = the sum of dy over rows and cols of windows, where their argmax is the pixel's place. */
@inline function sumWhere(
  dx: usize, dy: usize, argmax: usize, place: v128, rows: i32, cols: i32, line: usize, pixel: usize, lanes: i32,
): void {
  let sum = splat(0);
  for (let r = 0; r < rows; r++, dy += line, argmax += line) {
    for (let i = 0, at: usize = 0; i < cols; i++, at += pixel) {
      const here = i32x4.eq(loadLanes(argmax + at, lanes), place);
      sum = f32x4.add(sum, v128.and(loadLanes(dy + at, lanes), here));
    }
  }
  storeLanes(dx, sum, lanes);
}

/** The same of 8 channels. */
@inline function sumWhere8(
  dx: usize, dy: usize, argmax: usize, place: v128, rows: i32, cols: i32, line: usize, pixel: usize,
): void {
  let low = splat(0), high = low;
  for (let r = 0; r < rows; r++, dy += line, argmax += line) {
    for (let i = 0, at: usize = 0; i < cols; i++, at += pixel) {
      const g = dy + at, p = argmax + at;
      low = f32x4.add(low, v128.and(v128.load(g), i32x4.eq(v128.load(p), place)));
      high = f32x4.add(high, v128.and(v128.load(g, VECTOR), i32x4.eq(v128.load(p, VECTOR), place)));
    }
  }
  v128.store(dx, low);
  v128.store(dx, high, VECTOR);
}
