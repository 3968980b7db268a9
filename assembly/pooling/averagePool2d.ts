// Average pooling, four channels at a time. Where windows lie: window.ts.

import { LANES, loadLanes, splat, storeLanes } from "../simd";
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
        if (disjoint) {
          for (; c <= channels - LANES; c += LANES) writeShare(to + (c << 2), dy + (c << 2), share, cols, pixel, LANES);
          if (c == channels) continue;
          const last = max(channels - LANES, 0) << 2;
          if (channels > LANES) writeShare(to + last, dy + last, share, cols, pixel, LANES);
          else writeShare(to, dy, share, cols, pixel, channels);
        } else {
          for (; c <= channels - LANES; c += LANES) addShare(to + (c << 2), dy + (c << 2), share, cols, pixel, LANES);
          if (c < channels) addShare(to + (c << 2), dy + (c << 2), share, cols, pixel, channels - c);
        }
      }
    }
  }
}

/** Adds `share` of dy to `cols` pixels from `dx` on, in `lanes` channels. */
@inline function addShare(dx: usize, dy: usize, share: v128, cols: i32, pixel: usize, lanes: i32): void {
  const gradient = f32x4.mul(loadLanes(dy, lanes), share);
  for (let i = 0; i < cols; i++, dx += pixel) storeLanes(dx, f32x4.add(loadLanes(dx, lanes), gradient), lanes);
}

/** Writes `share` of dy to `cols` pixels from `dx` on, in `lanes` channels. */
@inline function writeShare(dx: usize, dy: usize, share: v128, cols: i32, pixel: usize, lanes: i32): void {
  const gradient = f32x4.mul(loadLanes(dy, lanes), share);
  for (let i = 0; i < cols; i++, dx += pixel) storeLanes(dx, gradient, lanes);
}
