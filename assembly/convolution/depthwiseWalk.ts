// Depthwise convolution, channels last: every channel has a filter of its own, and four channels share a vector.
//
// A walk goes along one row of outputs with the weights of up to 3 x 3 taps in registers. It visits input columns one
// after the other, loads each once and multiplies it into the outputs that it reaches, which are in registers too:
//
//   column j of a walk of three taps:   output j - 2 gets its last tap and is stored,
//                                       output j - 1 its middle tap,
//                                       output j its first.
//
// Columns outside the image are not visited, so that edges need no tests. Wider kernels take several walks, which add
// to what the earlier ones left. Taps s apart see columns s apart, so with stride s every s-th tap makes a walk of
// stride 1; with dilation d so does every d-th output.

import { VECTOR, madd, splat } from "../simd";

/** What a convolution and its weights' gradient have in common. Tap (ty, tx) of the output at (r, c) reads input pixel
 * (r strideY + ty tapStepY - top, c strideX + tx tapStepX - left), or 0 outside the image. */
@unmanaged export class Depthwise {
  x: usize; // [n, inHeight, inWidth, channels]
  n: i32;
  channels: i32; // 4 or more
  blocks: i32; // that channels are cut into, of about 32 or more each, or 1
  inHeight: i32;
  inWidth: i32;
  outHeight: i32;
  outWidth: i32;
  tapsY: i32;
  tapsX: i32;
  tapStepY: i32;
  tapStepX: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
  tapGap: i32; // taps from one to the next of its walk: strideX / gcd(strideX, tapStepX)
  outGap: i32; // outputs from one to the next of their walk: tapStepX / gcd(strideX, tapStepX)
  stretch: i32; // outputs of a walk at most
}

/** A walk to be done, in scratch memory: WALK_BYTES of src/ops/conv2d/depthwise.ts. Steps are bytes, modulo 2^32. */
@unmanaged export class Walk {
  from: usize; // channels, as byte offsets: whole vectors
  to: usize;
  x: usize; // first column that is visited, in the first row of taps
  xStep: usize;
  xLine: usize; // to the next row of taps
  y: usize; // first output that is reached
  yStep: usize;
  start: usize; // what is added to the output that the first column is the first tap of
  startStep: usize; // to the next output's, or 0: they share it
  weights: usize; // the first tap's
  tapStep: usize; // to the next tap's
  tapLine: usize; // to those of the next row of taps
  columns: i32; // visited
  outputs: i32; // reached
  before: i32; // of these, before the one that the first column is the first tap of: 0, 1 or 2
  low: f32;
  high: f32;
}

/** ceil(a / b) */
@inline export function divideUp(a: i32, b: i32): i32 {
  return b == 1 ? a : (a + b - 1) / b;
}

/** The first of the positions `from`, `from` + `step`, ... that is 0 or later, counted from 0. */
@inline export function firstInside(from: i32, step: i32): i32 {
  return from < 0 ? divideUp(-from, step) : 0;
}

/** How many of `count` positions `from`, `from` + `step`, ... lie before `size`. */
@inline export function countBefore(from: i32, step: i32, count: i32, size: i32): i32 {
  return from < size ? min(count, divideUp(size - from, step)) : 0;
}

/** Byte offset of a block's first channel, at a cache line; that of block number `blocks` is where the channels end. */
@inline export function blockStart(a: Depthwise, block: i32): usize {
  const offset = ((block * a.channels) / a.blocks) << 2;
  return block < a.blocks ? offset & ~63 : offset;
}

/**
 * Plans walks along the outputs out, out + outGap, ... before `cols` with taps tap, tap + tapGap, ..., at most three;
 * returns how many. `w.x` becomes the way from a row's first pixel to the first column, `w.y` the first output's number.
 */
export function planWalk(a: Depthwise, w: Walk, out: i32, cols: i32, tap: i32): i32 {
  const step = a.strideX * a.outGap, pitch: usize = a.channels << 2;
  const origin = out * a.strideX + tap * a.tapStepX - a.left; // column of the first output's first tap
  let taps = min(3, divideUp(a.tapsX - tap, a.tapGap));
  if (origin >= 0 && origin + step >= a.inWidth) taps = min(taps, 2); // a walk of three begins with two columns
  const outputs = divideUp(cols - out, a.outGap);
  const from = firstInside(origin, step), to = countBefore(origin, step, outputs + taps - 1, a.inWidth);
  const first = max(0, from - taps + 1);
  w.columns = max(0, to - from);
  w.outputs = w.columns ? min(outputs, to) - first : 0;
  w.before = from - first;
  w.x = (origin + from * step) * pitch;
  w.y = out + first * a.outGap;
  w.xStep = step * pitch;
  return taps;
}

/** Whether `walk` can clamp its results. A walk of two taps is rarely its outputs' last, and is faster without. */
@inline export function canClamp(taps: i32): bool {
  return taps != 2;
}

/** Multiplies and adds for `rows` rows of `taps` taps, 1 to 3 each, and clamps the results if told so. */
export function walk(w: Walk, rows: i32, taps: i32, clamped: bool): void {
  if (taps == 3) {
    if (rows == 3 && clamped) along(w, 3, 3, true);
    else if (rows == 3) along(w, 3, 3, false);
    else if (rows == 2) along(w, 2, 3, clamped);
    else along(w, 1, 3, clamped);
  } else if (taps == 2) {
    if (rows == 3) along(w, 3, 2, false);
    else if (rows == 2) along(w, 2, 2, false);
    else along(w, 1, 2, false);
  } else {
    if (rows == 3) along(w, 3, 1, clamped);
    else if (rows == 2) along(w, 2, 1, clamped);
    else along(w, 1, 1, clamped);
  }
}

/** The walk itself. `rows` and `taps` are constants, so that each pair of them is compiled to a loop of its own. */
@inline function along(w: Walk, rows: i32, taps: i32, clamped: bool): void {
  const xStep = w.xStep, yStep = w.yStep, startStep = w.startStep;
  const idle = taps - 1 - w.before; // columns before the first that finishes an output
  const finishing = w.columns - idle;
  const begun = w.outputs - w.before; // outputs whose first tap a column is
  const ending = taps > 1 ? min(finishing, max(0, w.columns - begun)) : 0; // columns after those
  const left = w.outputs - finishing; // outputs that no column finishes: their last taps lie outside the image
  for (let channel = w.from; channel < w.to; channel += VECTOR) {
    const q0 = w.weights + channel, q1 = q0 + w.tapLine, q2 = q1 + w.tapLine, t1 = w.tapStep, t2 = 2 * t1;
    const w00 = v128.load(q0), w01 = loadIf(taps > 1, q0 + t1, w00), w02 = loadIf(taps > 2, q0 + t2, w00);
    const w10 = loadIf(rows > 1, q1, w00), w20 = loadIf(rows > 2, q2, w00);
    const w11 = loadIf(rows > 1 && taps > 1, q1 + t1, w00), w12 = loadIf(rows > 1 && taps > 2, q1 + t2, w00);
    const w21 = loadIf(rows > 2 && taps > 1, q2 + t1, w00), w22 = loadIf(rows > 2 && taps > 2, q2 + t2, w00);
    let x0 = w.x + channel, x1 = x0 + w.xLine, x2 = x1 + w.xLine, y = w.y + channel, start = w.start + channel;
    const lastStart = start + max(0, begun - 1) * startStep;
    // Outputs under way: `near` has had its first tap, `far` its first two.
    let near = loadIf(taps > 1 && w.before > 0, start - startStep, w00);
    let far = loadIf(taps > 2 && w.before > 1, start - 2 * startStep, w00);
    if (taps > 1 && idle > taps - 2) {
      const v0 = v128.load(x0), v1 = loadIf(rows > 1, x1, v0), v2 = loadIf(rows > 2, x2, v0);
      near = column(rows, v0, v1, v2, w00, w10, w20, v128.load(start));
      x0 += xStep, x1 += xStep, x2 += xStep, start = min(start + startStep, lastStart);
    }
    if (taps > 2 && idle > 0) {
      const v0 = v128.load(x0), v1 = loadIf(rows > 1, x1, v0), v2 = loadIf(rows > 2, x2, v0);
      far = column(rows, v0, v1, v2, w01, w11, w21, near);
      near = column(rows, v0, v1, v2, w00, w10, w20, v128.load(start));
      x0 += xStep, x1 += xStep, x2 += xStep, start = min(start + startStep, lastStart);
    }
    for (let n = finishing - ending; n > 0; n--) {
      const v0 = v128.load(x0), v1 = loadIf(rows > 1, x1, v0), v2 = loadIf(rows > 2, x2, v0), fresh = v128.load(start);
      let done = far;
      if (taps == 1) {
        done = column(rows, v0, v1, v2, w00, w10, w20, fresh);
      } else if (taps == 2) {
        done = column(rows, v0, v1, v2, w01, w11, w21, near);
        near = column(rows, v0, v1, v2, w00, w10, w20, fresh);
      } else {
        done = column(rows, v0, v1, v2, w02, w12, w22, far);
        far = column(rows, v0, v1, v2, w01, w11, w21, near);
        near = column(rows, v0, v1, v2, w00, w10, w20, fresh);
      }
      put(w, y, done, clamped);
      x0 += xStep, x1 += xStep, x2 += xStep, start += startStep, y += yStep;
    }
    if (taps > 1 && ending > 0) {
      const v0 = v128.load(x0), v1 = loadIf(rows > 1, x1, v0), v2 = loadIf(rows > 2, x2, v0);
      if (taps == 2) put(w, y, column(rows, v0, v1, v2, w01, w11, w21, near), clamped);
      else put(w, y, column(rows, v0, v1, v2, w02, w12, w22, far), clamped);
      far = column(rows, v0, v1, v2, w01, w11, w21, near);
      x0 += xStep, x1 += xStep, x2 += xStep, y += yStep;
    }
    if (taps > 2 && ending > 1) {
      const v0 = v128.load(x0), v1 = loadIf(rows > 1, x1, v0), v2 = loadIf(rows > 2, x2, v0);
      put(w, y, column(rows, v0, v1, v2, w02, w12, w22, far), clamped);
      y += yStep;
    }
    if (taps > 2 && left > 0) {
      put(w, y, far, clamped);
      y += yStep;
    }
    if (taps > 1 && left > taps - 2) put(w, y, near, clamped);
  }
}

/** The vector at `from`, if there is one. */
@inline export function loadIf(condition: bool, from: usize, otherwise: v128): v128 {
  return condition ? v128.load(from) : otherwise;
}

/** sum + v * w over a column's rows of taps. */
@inline function column(rows: i32, v0: v128, v1: v128, v2: v128, w0: v128, w1: v128, w2: v128, sum: v128): v128 {
  sum = madd(v0, w0, sum);
  if (rows > 1) sum = madd(v1, w1, sum);
  if (rows > 2) sum = madd(v2, w2, sum);
  return sum;
}

@inline function put(w: Walk, y: usize, v: v128, clamped: bool): void {
  v128.store(y, clamped ? clamp(v, w.low, w.high) : v);
}

/** `v` within [low, high]; NaN stays NaN. */
@inline export function clamp(v: v128, low: f32, high: f32): v128 {
  return f32x4.pmin(f32x4.pmax(v, splat(low)), splat(high));
}
