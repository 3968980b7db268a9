// Gradient of a convolution with respect to its weights, straight from channels-last tensors:
//
//   dw[ky, kx, i, o] = sum over images and output pixels of x[pixel's tap (ky, kx), i] * dy[pixel, o]
//
// A tile is LONG weight rows (ky, kx, i) by 8 output channels, held in registers while the pixels go by: outer products,
// nothing packed. Rows of one run (a tap's channels; a whole kernel row where no padding interferes) see the same pixels.
// Rows of pixels are cut into slices that depend on shapes alone; each slice writes a partial sum, sumSlices adds them in order.

import { madd, store8 } from "./simd";
import { CHANNELS, ITEM, LONG } from "./tile";

@unmanaged class Conv2dBackwardWeightsArgs {
  partials: usize; // [slices, tapsY * tapsX * cin, groups * cout]
  dy: usize; // [n, outHeight, outWidth, groups * cout]
  x: usize; // [n, inHeight, inWidth, groups * cin]
  n: i32;
  slices: i32; // of the n * outHeight rows
  groups: i32;
  cin: i32; // channels of one group
  cout: i32; // channels of one group
  inHeight: i32;
  inWidth: i32;
  outHeight: i32;
  outWidth: i32;
  tapsY: i32;
  tapsX: i32;
  strideY: i32;
  strideX: i32;
  dilationY: i32;
  dilationX: i32;
  top: i32;
  left: i32;
  runs: i32; // runs in a kernel row: 1 if a kernel row is one run, else tapsX
}

/** One item is 12 rows of one run, for all groups and output channels: slices * tapsY * runs * ceil(run / 12) items. */
export function conv2dBackwardWeights(args: usize, begin: i32, end: i32): void {
  const a = changetype<Conv2dBackwardWeightsArgs>(args);
  const run = (a.tapsX / a.runs) * a.cin;
  const items = (run + ITEM - 1) / ITEM; // of one run
  for (let item = begin; item < end; item++) {
    const segment = item / items;
    const tap = segment % (a.tapsY * a.runs);
    const slice = segment / (a.tapsY * a.runs);
    const from = (item % items) * ITEM;
    const to = min(from + ITEM, run);
    for (let group = 0; group < a.groups; group++) {
      for (let channel = 0; channel < a.cout; channel += CHANNELS) {
        for (let row = from; row < to; row += LONG) {
          weightTile(a, slice, tap / a.runs, tap % a.runs, row, min(LONG, to - row), group, channel);
        }
      }
    }
  }
}

/** First output position whose tap, `offset` from its window's start, is at input position 0 or later. */
@inline function firstInside(offset: i32, stride: i32): i32 {
  return offset >= 0 ? 0 : (stride - 1 - offset) / stride;
}

/** Output positions, counted from 0, whose tap lies before the input's end. */
@inline function insideCount(offset: i32, stride: i32, input: i32, output: i32): i32 {
  const last = input - 1 - offset;
  return last < 0 ? 0 : min(output, last / stride + 1);
}

function weightTile(
  a: Conv2dBackwardWeightsArgs, slice: i32, ky: i32, kx: i32, first: i32, rows: i32, group: i32, channel: i32,
): void {
  const inPitch = a.groups * a.cin;
  const outPitch = a.groups * a.cout;
  const offsetY = ky * a.dilationY - a.top;
  const offsetX = kx * a.dilationX - a.left;
  const rowFrom = firstInside(offsetY, a.strideY);
  const rowTo = insideCount(offsetY, a.strideY, a.inHeight, a.outHeight);
  const colFrom = firstInside(offsetX, a.strideX);
  // A run over a whole kernel row is used only where every window lies inside the input.
  const colTo = insideCount(offsetX, a.strideX, a.inWidth, a.outWidth);
  const cols = colTo - colFrom;
  const xStep: usize = (a.strideX * inPitch) << 2;
  const dyStep: usize = outPitch << 2;

  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  const lines = a.n * a.outHeight; // rows of pixels of all images
  const lineFrom = ((slice as i64 * lines) / a.slices) as i32;
  const lineTo = (((slice + 1) as i64 * lines) / a.slices) as i32;
  let image = lineFrom / a.outHeight;
  let row = lineFrom % a.outHeight;
  for (let line = lineFrom; line < lineTo; line++, row++) {
    if (row == a.outHeight) {
      row = 0;
      image++;
    }
    if (row < rowFrom || row >= rowTo) continue;
    const inRow = image * a.inHeight + row * a.strideY + offsetY;
    let x = a.x + (((inRow * a.inWidth + colFrom * a.strideX + offsetX) * inPitch + group * a.cin + first) << 2);
    let dy = a.dy + (((line * a.outWidth + colFrom) * outPitch + group * a.cout + channel) << 2);
    for (let col = 0; col < cols; col++) {
      const b0 = v128.load(dy); // rows and channels behind the last are read and never stored
      const b1 = v128.load(dy, 16);
      dy += dyStep;
      let s = v128.load32_splat(x);
      c00 = madd(s, b0, c00);
      c01 = madd(s, b1, c01);
      s = v128.load32_splat(x, 4);
      c10 = madd(s, b0, c10);
      c11 = madd(s, b1, c11);
      if (rows > 2) {
        s = v128.load32_splat(x, 8);
        c20 = madd(s, b0, c20);
        c21 = madd(s, b1, c21);
        s = v128.load32_splat(x, 12);
        c30 = madd(s, b0, c30);
        c31 = madd(s, b1, c31);
      }
      if (LONG == 6) {
        s = v128.load32_splat(x, 16);
        c40 = madd(s, b0, c40);
        c41 = madd(s, b1, c41);
        s = v128.load32_splat(x, 20);
        c50 = madd(s, b0, c50);
        c51 = madd(s, b1, c51);
      }
      x += xStep;
    }
  }

  const weights = a.tapsY * a.tapsX * a.cin;
  const firstRow = slice * weights + (ky * a.tapsX + kx) * a.cin + first;
  const to = a.partials + ((firstRow * outPitch + group * a.cout + channel) << 2);
  const pitch: usize = outPitch << 2;
  const lanes = min(CHANNELS, a.cout - channel);
  store8(to, c00, c01, lanes);
  if (rows > 1) store8(to + pitch, c10, c11, lanes);
  if (rows > 2) store8(to + 2 * pitch, c20, c21, lanes);
  if (rows > 3) store8(to + 3 * pitch, c30, c31, lanes);
  if (LONG == 6 && rows > 4) store8(to + 4 * pitch, c40, c41, lanes);
  if (LONG == 6 && rows > 5) store8(to + 5 * pitch, c50, c51, lanes);
}
