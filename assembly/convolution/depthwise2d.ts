// Depthwise convolution: rows of outputs, and which walks (depthwiseWalk.ts) compute them.

import {
  Depthwise, Walk, blockStart, canClamp, clamp, countBefore, divideUp, firstInside, planWalk, walk,
} from "./depthwiseWalk";
import { scratch } from "../scratch";
import { VECTOR } from "../simd";

/** Where outputs and weights lie: as for conv2dForward, the gradient with respect to the input is the same convolution
 * with other numbers. The output at (r, c) is written to pixel (r rowStep + rowOrigin, c colStep + colOrigin). */
@unmanaged class Depthwise2dForwardArgs extends Depthwise {
  y: usize; // [n, outHeight, outWidth, channels]
  weights: usize; // [taps, channels]
  bias: usize; // [channels]
  residual: usize; // added to the result, as large as y, or 0
  bands: i32; // of rows, that an image is cut into
  rows: i32; // of the grid
  cols: i32;
  rowStep: i32;
  colStep: i32;
  rowOrigin: i32;
  colOrigin: i32;
  weightOrigin: i32; // floats to the weights of tap (0, 0)
  weightStepY: i32; // floats from a tap's weights to those of the next
  weightStepX: i32;
  low: f32; // the result is clamped to [low, high]
  high: f32;
}

/** y = clamp(bias + residual + sum over taps of x * w). One item: a band of an image's rows by a block of channels. */
export function depthwise2dForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<Depthwise2dForwardArgs>(args), w = changetype<Walk>(scratch());
  const pitch: usize = a.channels << 2;
  w.yStep = a.outGap * a.colStep * pitch;
  w.xLine = a.tapStepY * a.inWidth * pitch;
  w.tapStep = (a.tapGap * a.weightStepX) << 2;
  w.tapLine = a.weightStepY << 2;
  w.low = a.low;
  w.high = a.high;
  for (let item = begin; item < end; item++) {
    const block = item % a.blocks, band = (item / a.blocks) % a.bands, image = item / a.blocks / a.bands;
    const to = blockStart(a, block + 1);
    w.from = blockStart(a, block);
    w.to = to & ~(VECTOR - 1);
    computeBand(a, w, image, band);
    if (to == w.to) continue;
    w.from = to - VECTOR; // the last channels, with some before them once more to make a whole vector
    w.to = to;
    computeBand(a, w, image, band);
  }
}

function computeBand(a: Depthwise2dForwardArgs, w: Walk, image: i32, band: i32): void {
  const row = (band * a.rows) / a.bands, rowEnd = ((band + 1) * a.rows) / a.bands;
  const groups = min(a.tapGap, a.tapsX), length = a.stretch * a.outGap;
  for (let from = 0; from < a.cols; from += length) {
    const cols = min(from + length, a.cols);
    for (let col = from, end = min(from + a.outGap, cols); col < end; col++) {
      for (let group = 0; group < groups; group++) {
        for (let tap = group; tap < a.tapsX; ) {
          const taps = planWalk(a, w, col, cols, tap), next = tap + taps * a.tapGap;
          addTaps(a, w, image, row, rowEnd, col, cols, tap, taps, group == groups - 1 && next >= a.tapsX);
          tap = next;
        }
      }
    }
  }
}

/** Walks along every row as planned, and settles outputs that this does not reach. `last`: no taps come after these. */
function addTaps(
  a: Depthwise2dForwardArgs, w: Walk, image: i32, row: i32, rowEnd: i32, col: i32, colEnd: i32, tap: i32, taps: i32,
  last: bool,
): void {
  const pitch: usize = a.channels << 2, cols = divideUp(colEnd - col, a.outGap);
  const x = w.x, y = w.y * a.colStep * pitch, first = tap == 0;
  const clamped = last && (a.low > -Infinity || a.high < Infinity), walkClamps = clamped && canClamp(taps);
  for (; row < rowEnd; row++) {
    const inRow = row * a.strideY - a.top;
    const lineFrom = firstInside(inRow, a.tapStepY), lineTo = countBefore(inRow, a.tapStepY, a.tapsY, a.inHeight);
    const yRow = a.y + ((image * a.outHeight + row * a.rowStep + a.rowOrigin) * a.outWidth + a.colOrigin) * pitch;
    const complete = w.outputs == cols && lineFrom < lineTo && !a.residual;
    if (first && !complete) settle(a, w, yRow + col * a.colStep * pitch, cols, true);
    w.y = yRow + y;
    w.start = first && complete ? a.bias : w.y + w.before * w.yStep;
    w.startStep = first && complete ? 0 : w.yStep;
    for (let line = w.columns ? lineFrom : lineTo; line < lineTo; line += 3) {
      w.x = a.x + (image * a.inHeight + inRow + line * a.tapStepY) * a.inWidth * pitch + x;
      w.weights = a.weights + ((a.weightOrigin + line * a.weightStepY + tap * a.weightStepX) << 2);
      walk(w, min(3, lineTo - line), taps, walkClamps && line + 3 >= lineTo);
      w.start = w.y + w.before * w.yStep;
      w.startStep = w.yStep;
    }
    if (clamped && !(walkClamps && complete)) settle(a, w, yRow + col * a.colStep * pitch, cols, false);
  }
}

/** Goes over a row's outputs alone: to begin with, sets them to bias + residual; in the end, clamps them. */
function settle(a: Depthwise2dForwardArgs, w: Walk, y: usize, cols: i32, begin: bool): void {
  for (; cols > 0; cols--, y += w.yStep) {
    for (let channel = w.from; channel < w.to; channel += VECTOR) {
      let v = v128.load(begin ? a.bias + channel : y + channel);
      if (begin && a.residual) v = f32x4.add(v, v128.load(a.residual - a.y + y + channel));
      v128.store(y + channel, begin ? v : clamp(v, a.low, a.high));
    }
  }
}

@unmanaged class Depthwise2dScaleArgs {
  y: usize; // [taps, channels]
  weights: usize; // [taps, channels]
  factor: usize; // [channels]
  channels: i32; // 4 or more
}

/** y = weights * factor. One item is a tap. */
export function depthwise2dScale(args: usize, begin: i32, end: i32): void {
  const a = changetype<Depthwise2dScaleArgs>(args);
  const pitch: usize = a.channels << 2;
  for (let item = begin; item < end; item++) {
    for (let i: usize = 0; i < pitch; i += VECTOR) {
      const channel = min(i, pitch - VECTOR), at = item * pitch + channel;
      v128.store(a.y + at, f32x4.mul(v128.load(a.weights + at), v128.load(a.factor + channel)));
    }
  }
}
