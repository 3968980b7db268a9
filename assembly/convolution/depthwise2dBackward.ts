// Gradient of a depthwise convolution with respect to its weights:
//
//   dw[ky, kx, c] = sum over images and outputs of x[output's tap (ky, kx), c] * dy[output, c]
//
// The walks are those of depthwiseWalk.ts: input columns one after the other, each loaded once and multiplied by the
// gradients of the outputs that it reaches; those and the sums for up to 3 x 3 taps are in registers. Rows of outputs
// are cut into slices that depend on shapes alone; each slice writes a partial sum, sumSlices adds them in order.

import { Depthwise, Walk, blockStart, countBefore, firstInside, loadIf, planWalk } from "./depthwiseWalk";
import { scratch } from "../scratch";
import { VECTOR, madd, splat } from "../simd";

@unmanaged class Depthwise2dBackwardWeightsArgs extends Depthwise {
  partials: usize; // [slices, tapsY * tapsX, channels]
  dy: usize; // [n, outHeight, outWidth, channels]
  slices: i32; // of the n * outHeight rows of outputs
}

/** Outputs that are walked, in several rows if they are short, before the sums go back to memory. */
@inline const OUTPUTS: i32 = 28;

/** One item is a slice of the rows by a block of channels. */
export function depthwise2dBackwardWeights(args: usize, begin: i32, end: i32): void {
  const a = changetype<Depthwise2dBackwardWeightsArgs>(args), w = changetype<Walk>(scratch());
  const pitch: usize = a.channels << 2;
  w.yStep = a.outGap * pitch;
  w.xLine = a.tapStepY * a.inWidth * pitch;
  w.tapStep = a.tapGap * pitch;
  w.tapLine = a.tapsX * pitch;
  for (let item = begin; item < end; item++) {
    const block = item % a.blocks, slice = item / a.blocks;
    const to = blockStart(a, block + 1);
    w.from = blockStart(a, block);
    w.to = to & ~(VECTOR - 1);
    addSlice(a, w, slice);
    if (to == w.to) continue;
    w.from = to - VECTOR; // the last channels, with some before them once more to make a whole vector
    w.to = to;
    addSlice(a, w, slice);
  }
}

function addSlice(a: Depthwise2dBackwardWeightsArgs, w: Walk, slice: i32): void {
  const pitch: usize = a.channels << 2;
  const partials = a.partials + slice * a.tapsY * a.tapsX * pitch;
  for (let tap = 0, taps = a.tapsY * a.tapsX; tap < taps; tap++) {
    const sums = partials + tap * pitch;
    for (let channel = w.from; channel < w.to; channel += VECTOR) v128.store(sums + channel, splat(0));
  }
  const lines = a.n * a.outHeight;
  const from = ((<i64>slice * lines) / a.slices) as i32, to = ((<i64>(slice + 1) * lines) / a.slices) as i32;
  const groups = min(a.tapGap, a.tapsX), length = a.stretch * a.outGap;
  for (let first = 0; first < a.outWidth; first += length) {
    const cols = min(first + length, a.outWidth);
    for (let col = first, end = min(first + a.outGap, cols); col < end; col++) {
      for (let group = 0; group < groups; group++) {
        for (let tap = group; tap < a.tapsX; ) {
          const taps = planWalk(a, w, col, cols, tap);
          if (w.columns) addTaps(a, w, partials + tap * pitch, from, to, taps);
          tap += taps * a.tapGap;
        }
      }
    }
  }
}

/** Adds the planned walks of the output rows `from` to before `to` (of all images) to the sums at `partials`. */
function addTaps(a: Depthwise2dBackwardWeightsArgs, w: Walk, partials: usize, from: i32, to: i32, taps: i32): void {
  const pitch: usize = a.channels << 2;
  const x = w.x, y = a.dy + w.y * pitch;
  const most = max(1, OUTPUTS / min(a.stretch, a.outWidth));
  for (let line = from; line < to; ) {
    const image = line / a.outHeight, row = line % a.outHeight;
    const inRow = row * a.strideY - a.top;
    const tyFrom = firstInside(inRow, a.tapStepY), tyTo = countBefore(inRow, a.tapStepY, a.tapsY, a.inHeight);
    let rows = 1; // that miss no tap, or one that does
    if (tyTo - tyFrom == a.tapsY) {
      const room = (a.inHeight - 1 - inRow - (a.tapsY - 1) * a.tapStepY) / a.strideY + 1;
      rows = min(min(most, room), min(to - line, a.outHeight - row));
    }
    w.y = y + line * a.outWidth * pitch;
    for (let ty = tyFrom; ty < tyTo; ty += 3) {
      w.x = a.x + (image * a.inHeight + inRow + ty * a.tapStepY) * a.inWidth * pitch + x;
      w.weights = partials + ty * w.tapLine;
      walk(w, min(3, tyTo - ty), taps, rows, a.outWidth * pitch, a.strideY * a.inWidth * pitch);
    }
    line += rows;
  }
}

function walk(w: Walk, lines: i32, taps: i32, rows: i32, yRow: usize, xRow: usize): void {
  if (taps == 3) {
    if (lines == 3) along(w, 3, 3, rows, yRow, xRow);
    else if (lines == 2) along(w, 2, 3, rows, yRow, xRow);
    else along(w, 1, 3, rows, yRow, xRow);
  } else if (taps == 2) {
    if (lines == 3) along(w, 3, 2, rows, yRow, xRow);
    else if (lines == 2) along(w, 2, 2, rows, yRow, xRow);
    else along(w, 1, 2, rows, yRow, xRow);
  } else {
    if (lines == 3) along(w, 3, 1, rows, yRow, xRow);
    else if (lines == 2) along(w, 2, 1, rows, yRow, xRow);
    else along(w, 1, 1, rows, yRow, xRow);
  }
}

/** `lines` and `taps` are constants: each combination is compiled to a loop of its own. */
@inline function along(w: Walk, lines: i32, taps: i32, rows: i32, yRow: usize, xRow: usize): void {
  const xStep = w.xStep, yStep = w.yStep, xLine = w.xLine;
  const fresh = max(0, min(w.columns, w.outputs - w.before)); // columns that are the first tap of an output
  const rest = w.columns - fresh;
  const zero = splat(0);
  for (let channel = w.from; channel < w.to; channel += VECTOR) {
    const q0 = w.weights + channel, q1 = q0 + w.tapLine, q2 = q1 + w.tapLine, t1 = w.tapStep, t2 = 2 * t1;
    let s00 = v128.load(q0), s01 = loadIf(taps > 1, q0 + t1, zero), s02 = loadIf(taps > 2, q0 + t2, zero);
    let s10 = loadIf(lines > 1, q1, zero), s20 = loadIf(lines > 2, q2, zero);
    let s11 = loadIf(lines > 1 && taps > 1, q1 + t1, zero), s12 = loadIf(lines > 1 && taps > 2, q1 + t2, zero);
    let s21 = loadIf(lines > 2 && taps > 1, q2 + t1, zero), s22 = loadIf(lines > 2 && taps > 2, q2 + t2, zero);
    let x = w.x + channel, y = w.y + channel;
    for (let row = rows; row > 0; row--, x += xRow, y += yRow) {
      let x0 = x, x1 = x0 + xLine, x2 = x1 + xLine, d = y + w.before * yStep;
      // Gradients of the outputs that see a column as their second tap, and as their third; 0 where there are none.
      let d1 = loadIf(taps > 1 && w.before > 0 && w.before <= w.outputs, d - yStep, zero);
      let d2 = loadIf(taps > 2 && w.before > 1, d - 2 * yStep, zero);
      for (let n = fresh; n > 0; n--) {
        const d0 = v128.load(d), v0 = v128.load(x0), v1 = loadIf(lines > 1, x1, v0), v2 = loadIf(lines > 2, x2, v0);
        s00 = madd(v0, d0, s00);
        if (taps > 1) s01 = madd(v0, d1, s01);
        if (taps > 2) s02 = madd(v0, d2, s02);
        if (lines > 1) s10 = madd(v1, d0, s10);
        if (lines > 1 && taps > 1) s11 = madd(v1, d1, s11);
        if (lines > 1 && taps > 2) s12 = madd(v1, d2, s12);
        if (lines > 2) s20 = madd(v2, d0, s20);
        if (lines > 2 && taps > 1) s21 = madd(v2, d1, s21);
        if (lines > 2 && taps > 2) s22 = madd(v2, d2, s22);
        if (taps > 2) d2 = d1;
        if (taps > 1) d1 = d0;
        d += yStep, x0 += xStep, x1 += xStep, x2 += xStep;
      }
      for (let n = rest; n > 0; n--) {
        const v0 = v128.load(x0), v1 = loadIf(lines > 1, x1, v0), v2 = loadIf(lines > 2, x2, v0);
        if (taps > 1) s01 = madd(v0, d1, s01);
        if (taps > 2) s02 = madd(v0, d2, s02);
        if (lines > 1 && taps > 1) s11 = madd(v1, d1, s11);
        if (lines > 1 && taps > 2) s12 = madd(v1, d2, s12);
        if (lines > 2 && taps > 1) s21 = madd(v2, d1, s21);
        if (lines > 2 && taps > 2) s22 = madd(v2, d2, s22);
        if (taps > 2) d2 = d1;
        d1 = zero;
        x0 += xStep, x1 += xStep, x2 += xStep;
      }
    }
    v128.store(q0, s00);
    if (taps > 1) v128.store(q0 + t1, s01);
    if (taps > 2) v128.store(q0 + t2, s02);
    if (lines > 1) v128.store(q1, s10);
    if (lines > 1 && taps > 1) v128.store(q1 + t1, s11);
    if (lines > 1 && taps > 2) v128.store(q1 + t2, s12);
    if (lines > 2) v128.store(q2, s20);
    if (lines > 2 && taps > 1) v128.store(q2 + t1, s21);
    if (lines > 2 && taps > 2) v128.store(q2 + t2, s22);
  }
}
