// Average pooling, four channels at a time. Where windows lie: window.ts.

import { LANES, VECTOR, loadLanes, splat, storeLanes } from "../simd";
import { endOfCover, firstCover } from "./window";

@unmanaged class AveragePool2dForwardArgs {
  y: usize; // [n, outHeight, outWidth, channels]
  x: usize; // [n, inHeight, inWidth, channels]
  countPadding: i32; // 1: divide by the whole window's size, 0: by that of its part inside the image
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

/** y = sum of each window / its size. One item: an output row. */
export function averagePool2dForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<AveragePool2dForwardArgs>(args);
  const channels = a.channels, width = a.inWidth, pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (let row = begin; row < end; row++) {
    const image = a.x + <usize>(row / a.outHeight * a.inHeight) * line;
    const top = row % a.outHeight * a.strideY - a.top;
    const y0 = max(top, 0), rows = min(top + a.windowY, a.inHeight) - y0;
    for (let ox = 0; ox < a.outWidth; ox++) {
      const left = ox * a.strideX - a.left;
      const x0 = max(left, 0), cols = min(left + a.windowX, width) - x0;
      const share = splat(1 / <f32>(a.countPadding ? a.windowY * a.windowX : rows * cols));
      const x = image + <usize>(y0 * width + x0) * pixel, y = a.y + <usize>(row * a.outWidth + ox) * pixel;
      let c = 0;
      for (; c <= channels - 4 * LANES; c += 4 * LANES) meanOf16(y + (c << 2), x + (c << 2), share, rows, cols, line, pixel);
      for (; c <= channels - LANES; c += LANES) {
        meanOfWindow(y + (c << 2), x + (c << 2), share, rows, cols, line, pixel, LANES);
      }
      if (c == channels) continue;
      const last = max(channels - LANES, 0) << 2; // whole vectors to the end: some channels come twice, to the same result
      if (channels > LANES) meanOfWindow(y + last, x + last, share, rows, cols, line, pixel, LANES);
      else meanOfWindow(y, x, share, rows, cols, line, pixel, channels);
    }
  }
}

/** y = `share` of the sum of the window whose first pixel is at `x`, in `lanes` channels. */
@inline function meanOfWindow(
  y: usize, x: usize, share: v128, rows: i32, cols: i32, line: usize, pixel: usize, lanes: i32,
): void {
  let sum = splat(0);
  for (let r = 0; r < rows; r++, x += line) {
    for (let i = 0; i < cols; i++) sum = f32x4.add(sum, loadLanes(x + <usize>i * pixel, lanes));
  }
  storeLanes(y, f32x4.mul(sum, share), lanes);
}

/** The same in 16 channels, so that counting pixels costs little. */
@inline function meanOf16(y: usize, x: usize, share: v128, rows: i32, cols: i32, line: usize, pixel: usize): void {
  let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let r = 0; r < rows; r++, x += line) {
    let at = x;
    for (let i = 0; i < cols; i++, at += pixel) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, VECTOR));
      s2 = f32x4.add(s2, v128.load(at, 2 * VECTOR));
      s3 = f32x4.add(s3, v128.load(at, 3 * VECTOR));
    }
  }
  v128.store(y, f32x4.mul(s0, share));
  v128.store(y, f32x4.mul(s1, share), VECTOR);
  v128.store(y, f32x4.mul(s2, share), 2 * VECTOR);
  v128.store(y, f32x4.mul(s3, share), 3 * VECTOR);
}

@unmanaged class AveragePool2dBackwardArgs {
  dx: usize; // [n, inHeight, inWidth, channels]
  dy: usize; // [n, outHeight, outWidth, channels]
  countPadding: i32; // 1: divide by the whole window's size, 0: by that of its part inside the image
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
 * dx = sum of dy / its window's size over the windows that cover this pixel. One item: an input row, which alone adds
 * up the windows over it, in order.
 */
export function averagePool2dBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<AveragePool2dBackwardArgs>(args);
  const channels = a.channels, width = a.inWidth, pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const disjoint = a.strideY >= a.windowY && a.strideX >= a.windowX; // then no pixel lies in two windows
  for (let row = begin; row < end; row++) {
    const iy = row % a.inHeight, image = row / a.inHeight * a.outHeight;
    const dx = a.dx + <usize>row * line;
    if (!disjoint) {
      sumRow(a, dx, iy, image, pixel);
      continue;
    }
    memory.fill(dx, 0, line);
    const last = endOfCover(iy + a.top, a.strideY, a.outHeight);
    for (let oy = firstCover(iy + a.top, a.windowY, a.strideY); oy < last; oy++) {
      const top = oy * a.strideY - a.top;
      const rows = min(top + a.windowY, a.inHeight) - max(top, 0);
      for (let ox = 0; ox < a.outWidth; ox++) {
        const left = ox * a.strideX - a.left;
        const x0 = max(left, 0), cols = min(left + a.windowX, width) - x0;
        const share = splat(1 / <f32>(a.countPadding ? a.windowY * a.windowX : rows * cols));
        const to = dx + <usize>x0 * pixel, dy = a.dy + <usize>((image + oy) * a.outWidth + ox) * pixel;
        let c = 0;
        for (; c <= channels - LANES; c += LANES) writeShare(to + (c << 2), dy + (c << 2), share, cols, pixel, LANES);
        if (c == channels) continue;
        const last = max(channels - LANES, 0) << 2;
        if (channels > LANES) writeShare(to + last, dy + last, share, cols, pixel, LANES);
        else writeShare(to, dy, share, cols, pixel, channels);
      }
    }
  }
}

/** One input row at `dx`: each pixel adds up its share of the windows over it. Output row 0 of its image is number `image`. */
@inline function sumRow(a: AveragePool2dBackwardArgs, dx: usize, iy: i32, image: i32, pixel: usize): void {
  const y0 = firstCover(iy + a.top, a.windowY, a.strideY), y1 = endOfCover(iy + a.top, a.strideY, a.outHeight);
  for (let ix = 0; ix < a.inWidth; ix++, dx += pixel) {
    const x0 = firstCover(ix + a.left, a.windowX, a.strideX), x1 = endOfCover(ix + a.left, a.strideX, a.outWidth);
    const inside = y0 * a.strideY >= a.top && (y1 - 1) * a.strideY - a.top + a.windowY <= a.inHeight
      && x0 * a.strideX >= a.left && (x1 - 1) * a.strideX - a.left + a.windowX <= a.inWidth;
    let c: usize = 0;
    if (inside || a.countPadding) {
      const whole = splat(1 / <f32>(a.windowY * a.windowX));
      for (; c + 4 * VECTOR <= pixel; c += 4 * VECTOR) {
        sumOf16(false, a, dx + c, image, c, pixel, y0, y1, x0, x1, whole);
      }
    } else {
      for (; c + 4 * VECTOR <= pixel; c += 4 * VECTOR) {
        sumOf16(true, a, dx + c, image, c, pixel, y0, y1, x0, x1, splat(1));
      }
    }
    for (; c < pixel; c += VECTOR) {
      sumOf4(a, dx + c, image, c, pixel, y0, y1, x0, x1, min(LANES, <i32>(pixel - c) >> 2));
    }
  }
}

/** 1 / the size of window (oy, ox). */
@inline function shareOf(a: AveragePool2dBackwardArgs, oy: i32, ox: i32): v128 {
  if (a.countPadding) return splat(1 / <f32>(a.windowY * a.windowX));
  const top = oy * a.strideY - a.top, left = ox * a.strideX - a.left;
  const rows = min(top + a.windowY, a.inHeight) - max(top, 0), cols = min(left + a.windowX, a.inWidth) - max(left, 0);
  return splat(1 / <f32>(rows * cols));
}

/** 16 channels; `cut`: windows differ in size, else `share` is that of all. */
@inline function sumOf16(
  cut: bool, a: AveragePool2dBackwardArgs, dx: usize, image: i32, c: usize, pixel: usize,
  y0: i32, y1: i32, x0: i32, x1: i32, share: v128,
): void {
  let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let oy = y0; oy < y1; oy++) {
    let dy = a.dy + <usize>((image + oy) * a.outWidth + x0) * pixel + c;
    for (let ox = x0; ox < x1; ox++, dy += pixel) {
      const own = cut ? shareOf(a, oy, ox) : share;
      s0 = f32x4.add(s0, cut ? f32x4.mul(v128.load(dy), own) : v128.load(dy));
      s1 = f32x4.add(s1, cut ? f32x4.mul(v128.load(dy, VECTOR), own) : v128.load(dy, VECTOR));
      s2 = f32x4.add(s2, cut ? f32x4.mul(v128.load(dy, 2 * VECTOR), own) : v128.load(dy, 2 * VECTOR));
      s3 = f32x4.add(s3, cut ? f32x4.mul(v128.load(dy, 3 * VECTOR), own) : v128.load(dy, 3 * VECTOR));
    }
  }
  v128.store(dx, f32x4.mul(s0, share));
  v128.store(dx, f32x4.mul(s1, share), VECTOR);
  v128.store(dx, f32x4.mul(s2, share), 2 * VECTOR);
  v128.store(dx, f32x4.mul(s3, share), 3 * VECTOR);
}

@inline function sumOf4(
  a: AveragePool2dBackwardArgs, dx: usize, image: i32, c: usize, pixel: usize,
  y0: i32, y1: i32, x0: i32, x1: i32, lanes: i32,
): void {
  let sum = splat(0);
  for (let oy = y0; oy < y1; oy++) {
    let dy = a.dy + <usize>((image + oy) * a.outWidth + x0) * pixel + c;
    for (let ox = x0; ox < x1; ox++, dy += pixel) {
      sum = f32x4.add(sum, f32x4.mul(loadLanes(dy, lanes), shareOf(a, oy, ox)));
    }
  }
  storeLanes(dx, sum, lanes);
}

/** Writes `share` of dy to `cols` pixels from `dx` on, in `lanes` channels. */
@inline function writeShare(dx: usize, dy: usize, share: v128, cols: i32, pixel: usize, lanes: i32): void {
  const gradient = f32x4.mul(loadLanes(dy, lanes), share);
  for (let i = 0; i < cols; i++, dx += pixel) storeLanes(dx, gradient, lanes);
}
