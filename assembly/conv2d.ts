// Direct convolution, channels last: no im2col, no copy of the input. Drawn for tiles of 6 pixels by 8 channels:
//
//                  8 channels                      weights come in panels of 8 output channels,
//             +---- b0 ----+---- b1 ----+          [tapsY][tapsX * cin][8], so that the loop over k reads
//   pixel 0   |    c00     |    c01     |          them one after the other. For each k every pixel's
//     ...     |    ...     |    ...     |          input value is spread over a register and multiplied in.
//   pixel 5   |    c50     |    c51     |
//
// Channels last means that the taps of one kernel row are one contiguous run of tapsX * cin floats of the input.
// The pixels of a tile follow each other through rows and images, or one place through the images and then the next, so
// that small images leave no half-empty tiles. In the second order all pixels of a tile miss the same taps at an edge.

import { madd, store8 } from "./simd";
import { CHANNELS, ITEM, LONG } from "./tile";

/** Pixels that share one pass over the weights: their inputs stay in the nearest cache while the panels go by. */
@inline const BLOCK_PIXELS: i32 = 8 * ITEM;

/**
 * One convolution, with where its pixels and taps lie. Grid pixel (r, c) is written to output pixel
 * (r * rowStep + rowOrigin, c * colStep + colOrigin); its tap (ty, tx) reads input pixel
 * (r * strideY + ty * tapStepY - top, c * strideX + tx * tapStepX - left), or zeros outside the image.
 * The gradient with respect to the input is the same loop with other numbers (src/ops/conv2d.ts).
 */
@unmanaged class Conv2dForwardArgs {
  y: usize; // [n, outHeight, outWidth, outPitch]
  x: usize; // [n, inHeight, inWidth, inPitch]
  panels: usize; // [groups, ceil(cout / 8), tapsY, tapsX * cin, 8], from pack
  bias: usize; // [groups * cout] or 0
  zeros: usize; // [cin] zeros
  groups: i32;
  cin: i32; // channels of one group
  cout: i32; // channels of one group
  inHeight: i32;
  inWidth: i32;
  inPitch: i32; // floats from one pixel to the next
  outHeight: i32;
  outWidth: i32;
  outPitch: i32;
  n: i32;
  rows: i32;
  cols: i32;
  imagesFirst: i32; // 1: the pixels of a tile are one place in several images, 0: neighbours in one image
  rowStep: i32;
  colStep: i32;
  rowOrigin: i32;
  colOrigin: i32;
  tapsY: i32;
  tapsX: i32;
  tapStepY: i32;
  tapStepX: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
}

/** y = bias + sum over taps and input channels of x * w. One item is 12 pixels, all channels. */
export function conv2dForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<Conv2dForwardArgs>(args);
  const pixels = a.n * a.rows * a.cols;
  const last = min(end * ITEM, pixels);
  for (let block = begin * ITEM; block < last; block += BLOCK_PIXELS) {
    const blockEnd = min(block + BLOCK_PIXELS, last);
    const first = locate(a, block);
    let panel = a.panels;
    for (let group = 0; group < a.groups; group++) {
      for (let channel = 0; channel < a.cout; channel += CHANNELS) {
        let at = first;
        for (let p = block; p < blockEnd; p += LONG) at = tile(a, at, pixels - p, group, channel, panel);
        panel += panelRow(a) * a.tapsY;
      }
    }
  }
}

/** Bytes of a panel's weights for one row of taps. */
@inline function panelRow(a: Conv2dForwardArgs): usize {
  return (a.tapsX * a.cin * CHANNELS) << 2;
}

// A grid pixel's place, packed: image in bits 46..63, row in 28..45, column in 0..27.

@inline const IMAGE: u64 = 1 << 46;
@inline const ROW: u64 = 1 << 28;

@inline function image(at: u64): i32 { return (at >> 46) as i32; }
@inline function row(at: u64): i32 { return (at >> 28) as i32 & 0x3ffff; }
@inline function col(at: u64): i32 { return at as i32 & 0xfffffff; }

function locate(a: Conv2dForwardArgs, pixel: i32): u64 {
  const place = a.rows * a.cols;
  const i = a.imagesFirst ? pixel % a.n : pixel / place;
  const p = a.imagesFirst ? pixel / a.n : pixel % place;
  return (i as u64) * IMAGE + (p / a.cols as u64) * ROW + (p % a.cols as u64);
}

/** The pixel after `at`; the last one again where there is none left. */
@inline function next(a: Conv2dForwardArgs, at: u64, left: i32): u64 {
  if (left <= 1) return at;
  if (a.imagesFirst) {
    at += IMAGE;
    return image(at) < a.n ? at : nextPlace(a, at - (a.n as u64) * IMAGE);
  }
  at = nextPlace(a, at);
  return row(at) < a.rows ? at : at + IMAGE - (a.rows as u64) * ROW;
}

/** One column on; behind a row's end the next row, though it may not exist. */
@inline function nextPlace(a: Conv2dForwardArgs, at: u64): u64 {
  return col(++at) < a.cols ? at : at + ROW - a.cols;
}

/** Input row and column of the first tap. */
@inline function inputRow(a: Conv2dForwardArgs, at: u64): i32 { return row(at) * a.strideY - a.top; }
@inline function inputCol(a: Conv2dForwardArgs, at: u64): i32 { return col(at) * a.strideX - a.left; }

/** Address of the first tap's input, which may lie outside the image. */
@inline function source(a: Conv2dForwardArgs, at: u64, group: i32): usize {
  const pixel = (image(at) * a.inHeight + inputRow(a, at)) * a.inWidth + inputCol(a, at);
  return a.x + ((pixel * a.inPitch + group * a.cin) << 2);
}

@inline function target(a: Conv2dForwardArgs, at: u64, channel: i32): usize {
  const y = row(at) * a.rowStep + a.rowOrigin;
  const x = col(at) * a.colStep + a.colOrigin;
  return a.y + ((((image(at) * a.outHeight + y) * a.outWidth + x) * a.outPitch + channel) << 2);
}

/** True when a pixel's taps all lie in the image. */
@inline function inside(a: Conv2dForwardArgs, at: u64): bool {
  const y = inputRow(a, at);
  const x = inputCol(a, at);
  return y >= 0 && x >= 0 && y + (a.tapsY - 1) * a.tapStepY < a.inHeight && x + (a.tapsX - 1) * a.tapStepX < a.inWidth;
}

/** The input of a tap that lies (dy, dx) from a pixel's first tap, or 0 where that is outside. */
@inline function tapOrNone(a: Conv2dForwardArgs, at: u64, first: usize, dy: i32, dx: i32, offset: usize): usize {
  const within = ((inputRow(a, at) + dy) as u32) < (a.inHeight as u32) && ((inputCol(a, at) + dx) as u32) < (a.inWidth as u32);
  return within ? first + offset : 0;
}

/** The first tap, counted from 0, that lies at input position 0 or later, if the first of all lies at `from`. */
@inline function firstTap(from: i32, step: i32): i32 {
  return from >= 0 ? 0 : (step - 1 - from) / step;
}

/** How many of `taps` lie before input position `size`. */
@inline function tapsBefore(from: i32, step: i32, taps: i32, size: i32): i32 {
  return from >= size ? 0 : min(taps, (size - 1 - from) / step + 1);
}

/** Computes one tile from `at0` on; returns the pixel after it. `left` pixels are left to compute, LONG of them at most here. */
function tile(a: Conv2dForwardArgs, at0: u64, left: i32, group: i32, channel: i32, panel: usize): u64 {
  // Mostly the pixels follow each other at one distance; at the end of a row or of the images each is looked up.
  const apart = a.imagesFirst ? image(at0) + LONG <= a.n : col(at0) + LONG <= a.cols;
  const regular = apart && left >= LONG;
  const unit: u64 = a.imagesFirst ? IMAGE : 1;
  const at1 = regular ? at0 + unit : next(a, at0, left);
  const at2 = regular ? at1 + unit : next(a, at1, left - 1);
  const at3 = regular ? at2 + unit : next(a, at2, left - 2);
  const at4 = LONG < 6 ? at3 : regular ? at3 + unit : next(a, at3, left - 3);
  const at5 = LONG < 6 ? at3 : regular ? at4 + unit : next(a, at4, left - 4);
  const step: usize = ((a.imagesFirst ? a.inHeight * a.inWidth : a.strideX) * a.inPitch) << 2;
  const x0 = source(a, at0, group);
  const x1 = regular ? x0 + step : source(a, at1, group);
  const x2 = regular ? x1 + step : source(a, at2, group);
  const x3 = regular ? x2 + step : source(a, at3, group);
  const x4 = regular ? x3 + step : source(a, at4, group);
  const x5 = regular ? x4 + step : source(a, at5, group);

  let c00 = f32x4.splat(0), c01 = c00;
  const lanes = min(CHANNELS, a.cout - channel);
  const firstChannel = group * a.cout + channel;
  if (a.bias) {
    c00 = v128.load(a.bias + (firstChannel << 2)); // lanes behind the last channel are read and never stored
    c01 = v128.load(a.bias + (firstChannel << 2), 16);
  }
  let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01, c50 = c00, c51 = c01;

  // Either all taps of all pixels lie in the image, or all pixels have the same taps there, or each is asked for each tap.
  const whole = inside(a, at0) && inside(a, at5) &&
    (regular || (inside(a, at1) && inside(a, at2) && inside(a, at3) && inside(a, at4)));
  const clipped = !whole && regular && a.imagesFirst;
  const y = inputRow(a, at0), x = inputCol(a, at0);
  const tyFrom = clipped ? firstTap(y, a.tapStepY) : 0;
  const txFrom = clipped ? firstTap(x, a.tapStepX) : 0;
  const tyTo = clipped ? tapsBefore(y, a.tapStepY, a.tapsY, a.inHeight) : a.tapsY;
  const txTo = clipped ? tapsBefore(x, a.tapStepX, a.tapsX, a.inWidth) : a.tapsX;
  // Those taps of a row are one run, unless dilation or other groups' channels lie between them.
  const merged = (whole || clipped) && a.tapStepX == 1 && a.cin == a.inPitch;
  const taps = merged ? max(0, txTo - txFrom) : 1; // of a run
  const runBytes: usize = (taps * a.cin) << 2;

  for (let ty = tyFrom; ty < tyTo; ty++) {
    const dy = ty * a.tapStepY;
    let weights = panel + panelRow(a) * ty + ((txFrom * a.cin * CHANNELS) << 2);
    for (let tx = txFrom; tx < txTo; tx += max(1, taps)) {
      const dx = tx * a.tapStepX;
      const offset: usize = ((dy * a.inWidth + dx) * a.inPitch) << 2;
      let p0 = x0 + offset, p1 = x1 + offset, p2 = x2 + offset, p3 = x3 + offset, p4 = x4 + offset, p5 = x5 + offset;
      if (!whole && !clipped) {
        p0 = tapOrNone(a, at0, x0, dy, dx, offset);
        p1 = tapOrNone(a, at1, x1, dy, dx, offset);
        p2 = tapOrNone(a, at2, x2, dy, dx, offset);
        p3 = tapOrNone(a, at3, x3, dy, dx, offset);
        p4 = tapOrNone(a, at4, x4, dy, dx, offset);
        p5 = tapOrNone(a, at5, x5, dy, dx, offset);
        if (!(p0 | p1 | p2 | p3 | p4 | p5)) {
          weights += runBytes * CHANNELS;
          continue;
        }
        if (!p0) p0 = a.zeros;
        if (!p1) p1 = a.zeros;
        if (!p2) p2 = a.zeros;
        if (!p3) p3 = a.zeros;
        if (!p4) p4 = a.zeros;
        if (!p5) p5 = a.zeros;
      }
      for (let k: usize = 0; k < runBytes; k += 4) {
        const b0 = v128.load(weights);
        const b1 = v128.load(weights, 16);
        weights += CHANNELS << 2;
        let s = v128.load32_splat(p0 + k);
        c00 = madd(s, b0, c00);
        c01 = madd(s, b1, c01);
        s = v128.load32_splat(p1 + k);
        c10 = madd(s, b0, c10);
        c11 = madd(s, b1, c11);
        s = v128.load32_splat(p2 + k);
        c20 = madd(s, b0, c20);
        c21 = madd(s, b1, c21);
        s = v128.load32_splat(p3 + k);
        c30 = madd(s, b0, c30);
        c31 = madd(s, b1, c31);
        if (LONG < 6) continue;
        s = v128.load32_splat(p4 + k);
        c40 = madd(s, b0, c40);
        c41 = madd(s, b1, c41);
        s = v128.load32_splat(p5 + k);
        c50 = madd(s, b0, c50);
        c51 = madd(s, b1, c51);
      }
    }
  }

  store8(target(a, at0, firstChannel), c00, c01, lanes);
  if (left > 1) store8(target(a, at1, firstChannel), c10, c11, lanes);
  if (left > 2) store8(target(a, at2, firstChannel), c20, c21, lanes);
  if (left > 3) store8(target(a, at3, firstChannel), c30, c31, lanes);
  if (LONG == 6 && left > 4) store8(target(a, at4, firstChannel), c40, c41, lanes);
  if (LONG == 6 && left > 5) store8(target(a, at5, firstChannel), c50, c51, lanes);
  return next(a, at5, left - LONG + 1);
}
