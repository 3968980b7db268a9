// ROI align: each bin of a box is the mean of bilinear samples at regular points. Coordinates are computed in f64, as many
// roundings of f32 would move points across pixel borders.

import { LANES, loadLanes, madd, splat, storeLanes } from "../simd";
import { Rois } from "./rois";

/** Samples along an axis of a bin, at most: boxes may be anything, and a batch of them must end. */
@inline const MOST: i32 = 1024;

/** Channels in an item of the backward pass: a cache line, of which each pixel has one. */
@inline const CHANNELS: i32 = 16;

@unmanaged class RoiAlignForwardArgs extends Rois {
  y: usize; // [n, count, outHeight, outWidth, channels]
  x: usize; // [n, inHeight, inWidth, channels]
  samples: i32; // along each axis of a bin; 0: as many as the bin has pixels
  offset: f32; // what is taken off coordinates: 0.5 if pixel centres are whole numbers
}

/** y = the mean of each bin's samples. One item: a row of bins. */
export function roiAlignForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<RoiAlignForwardArgs>(args);
  const row = <usize>(a.outWidth * a.channels) << 2, map = <usize>(a.inHeight * a.inWidth * a.channels) << 2;
  for (let item = begin; item < end; item++) {
    const y = a.y + <usize>item * row, roi = item / a.outHeight;
    memory.fill(y, 0, row);
    const image = a.x + <usize>(roi / a.count) * map;
    overBins(false, a, a.samples, a.offset, roi, item % a.outHeight, image, y, a.channels);
  }
}

@unmanaged class RoiAlignBackwardArgs extends Rois {
  dx: usize; // [n, inHeight, inWidth, channels]
  dy: usize; // [n, count, outHeight, outWidth, channels]
  samples: i32; // along each axis of a bin; 0: as many as the bin has pixels
  offset: f32; // what is taken off coordinates: 0.5 if pixel centres are whole numbers
}

/** dx = each sample's share of dy at its four pixels. One item: CHANNELS channels of an image, or those that are left. */
export function roiAlignBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<RoiAlignBackwardArgs>(args);
  const channels = a.channels, pixel = <usize>channels << 2, blocks = (channels + CHANNELS - 1) / CHANNELS;
  const row = <usize>a.outWidth * pixel, pixels = a.inHeight * a.inWidth;
  for (let item = begin; item < end; item++) {
    const image = item / blocks, first = item % blocks * CHANNELS, n = min(CHANNELS, channels - first);
    const dx = a.dx + <usize>(image * pixels) * pixel + (<usize>first << 2);
    for (let p = 0, to = dx; p < pixels; p++, to += pixel) memory.fill(to, 0, <usize>n << 2);
    for (let i = 0; i < a.count * a.outHeight; i++) {
      const dy = a.dy + <usize>(image * a.count * a.outHeight + i) * row + (<usize>first << 2);
      overBins(true, a, a.samples, a.offset, image * a.count + i / a.outHeight, i % a.outHeight, dx, dy, n);
    }
  }
}

/** Takes the samples of a row of bins, `row` of box `roi`: adds them to `bins`, or if `back` the bins' shares to `map`. */
@inline function overBins(
  back: bool, a: Rois, samples: i32, offset: f32, roi: i32, row: i32, map: usize, bins: usize, channels: i32,
): void {
  const box = a.boxes + (<usize>roi << 4), scale = <f64>a.scale, width = a.inWidth, height = a.inHeight;
  const pixel = <usize>a.channels << 2, line = <usize>width * pixel;
  const left = <f64>load<f32>(box) * scale - offset, top = <f64>load<f32>(box, 4) * scale - offset;
  const sizeX = extent(<f64>load<f32>(box, 8) * scale - offset - left, offset) / a.outWidth;
  const sizeY = extent(<f64>load<f32>(box, 12) * scale - offset - top, offset) / a.outHeight;
  const nx = samples ? samples : pixelsOf(sizeX), ny = samples ? samples : pixelsOf(sizeY);
  const share = 1 / <f64>max(nx * ny, 1), stepX = sizeX / nx, stepY = sizeY / ny;
  for (let i = 0; i < ny; i++) {
    const y = top + row * sizeY + (<f64>i + 0.5) * stepY;
    if (!(y >= -1 && y <= <f64>height)) continue;
    const y0 = lowOf(y, height), fy = fractionOf(y, y0, height);
    const upper = map + <usize>y0 * line, lower = y0 < height - 1 ? upper + line : upper;
    for (let b = 0; b < a.outWidth; b++) {
      const bin = bins + <usize>b * pixel;
      for (let j = 0; j < nx; j++) {
        const x = left + b * sizeX + (<f64>j + 0.5) * stepX;
        if (!(x >= -1 && x <= <f64>width)) continue;
        const x0 = lowOf(x, width), fx = fractionOf(x, x0, width);
        const at = <usize>x0 * pixel, next = x0 < width - 1 ? at + pixel : at;
        const w00 = splat(<f32>((1 - fy) * (1 - fx) * share)), w01 = splat(<f32>((1 - fy) * fx * share));
        const w10 = splat(<f32>(fy * (1 - fx) * share)), w11 = splat(<f32>(fy * fx * share));
        let c = 0;
        for (; c <= channels - LANES; c += LANES) {
          const k = <usize>c << 2;
          take(back, bin + k, upper + at + k, upper + next + k, lower + at + k, lower + next + k, w00, w01, w10, w11, LANES);
        }
        if (c < channels) {
          const k = <usize>c << 2, n = channels - c;
          take(back, bin + k, upper + at + k, upper + next + k, lower + at + k, lower + next + k, w00, w01, w10, w11, n);
        }
      }
    }
  }
}

/** One sample of `lanes` channels: added to the bin, or if `back` the bin's gradient to the four pixels, which may be the same. */
@inline function take(
  back: bool, bin: usize, p00: usize, p01: usize, p10: usize, p11: usize,
  w00: v128, w01: v128, w10: v128, w11: v128, lanes: i32,
): void {
  let v = loadLanes(bin, lanes);
  if (back) {
    storeLanes(p00, madd(w00, v, loadLanes(p00, lanes)), lanes);
    storeLanes(p01, madd(w01, v, loadLanes(p01, lanes)), lanes);
    storeLanes(p10, madd(w10, v, loadLanes(p10, lanes)), lanes);
    storeLanes(p11, madd(w11, v, loadLanes(p11, lanes)), lanes);
    return;
  }
  v = madd(w00, loadLanes(p00, lanes), v);
  v = madd(w01, loadLanes(p01, lanes), v);
  v = madd(w10, loadLanes(p10, lanes), v);
  storeLanes(bin, madd(w11, loadLanes(p11, lanes), v), lanes);
}

/** A box's size; without an offset at least 1, as before there was one. */
@inline function extent(size: f64, offset: f32): f64 {
  return offset > 0 || size > 1 ? size : 1;
}

/** How many pixels a bin of `size` meets; none for what is no size. */
@inline function pixelsOf(size: f64): i32 {
  if (!(size > 0)) return 0;
  return size < MOST ? <i32>ceil(size) : MOST;
}

/** The pixel at or before position `p`, which is from -1 to `pixels`. */
@inline function lowOf(p: f64, pixels: i32): i32 {
  return p > 0 ? min(<i32>p, pixels - 1) : 0;
}

/** How far `p` is from pixel `low` to the next. */
@inline function fractionOf(p: f64, low: i32, pixels: i32): f64 {
  return p > 0 && low < pixels - 1 ? p - low : 0;
}
