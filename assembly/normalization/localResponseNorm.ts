// Local response normalisation: a number is divided by a power of the squares around it. The window is a run of `size`
// numbers that lie `stride` floats apart: channels of a pixel (stride 1), or pixels of a row (stride channels), and
// then that of so many rows too.

import { flatBegin, flatEnd } from "../flat";
import { exp, log } from "../math";
import { scratch } from "../scratch";
import { LANES, VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";

// t^-beta: the usual exponents need square roots only.
@inline const ANY: i32 = 0;
@inline const HALF: i32 = 1; // 1/2
@inline const THREE_QUARTERS: i32 = 2; // 3/4
@inline const ONE: i32 = 3; // 1

@inline function negativePower(t: v128, beta: f32, exponent: i32): v128 {
  if (exponent == THREE_QUARTERS) {
    const root = f32x4.sqrt(t);
    return f32x4.div(splat(1), f32x4.mul(root, f32x4.sqrt(root)));
  }
  if (exponent == HALF) return f32x4.div(splat(1), f32x4.sqrt(t));
  if (exponent == ONE) return f32x4.div(splat(1), t);
  return exp(f32x4.mul(splat(-beta), log(t)));
}

@unmanaged class LocalResponseNormForwardArgs {
  y: usize; // [rows, floats]
  t: usize; // [rows, floats] or 0
  x: usize; // [rows, floats]
  imageRows: i32; // windows do not reach beyond them; 1: windows are of one row
  floats: i32;
  stride: i32;
  size: i32;
  k: f32;
  alpha: f32; // over the numbers of a window
  beta: f32;
  exponent: i32;
}

/**
 * t = k + alpha times the sum of x^2 over the window, y = x t^-beta. One item: a row; needs floats + (size + 1) stride
 * + 4 floats of scratch memory.
 */
export function localResponseNormForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<LocalResponseNormForwardArgs>(args);
  const k = splat(a.k), alpha = splat(a.alpha), before = a.size / 2, columns = scratch();
  for (let row = begin; row < end; row++) {
    addUp(columns, a.x, row, a.imageRows, a.floats, a.stride, before, a.size, true);
    const place = <usize>row * a.floats << 2;
    for (let i = 0; i < a.floats; i += LANES) {
      const lanes = min(LANES, a.floats - i), at = place + (<usize>i << 2);
      const t = madd(alpha, sumOfWindow(columns, i, a.stride, a.size), k);
      if (a.t) storeLanes(a.t + at, t, lanes);
      storeLanes(a.y + at, f32x4.mul(loadLanes(a.x + at, lanes), negativePower(t, a.beta, a.exponent)), lanes);
    }
  }
}

/**
 * Writes to `columns` the sums of x (or of its squares) over the rows of the windows of `row`, with zeros for the
 * `before` numbers in front of the first, and the size - 1 - before behind the last.
 */
@inline function addUp(
  columns: usize, x: usize, row: i32, imageRows: i32, floats: i32, stride: i32, before: i32, size: i32, squared: bool,
): void {
  const sums = columns + (<usize>(before * stride) << 2), pitch = <usize>floats << 2;
  memory.fill(columns, 0, <usize>(before * stride) << 2);
  memory.fill(sums + pitch, 0, <usize>((size - before) * stride + LANES) << 2);
  const inImage = row % imageRows, first = row - min(before, inImage);
  const last = imageRows == 1 ? row : row + min(size - 1 - before, imageRows - 1 - inImage);
  for (let i = 0; i < floats; i += LANES) {
    const lanes = min(LANES, floats - i);
    let from = x + <usize>first * pitch + (<usize>i << 2), sum = splat(0);
    for (let r = first; r <= last; r++, from += pitch) {
      const value = loadLanes(from, lanes);
      sum = squared ? madd(value, value, sum) : f32x4.add(sum, value);
    }
    storeLanes(sums + (<usize>i << 2), sum, lanes);
  }
}

/** Sum over the window of the four numbers from i on, of what addUp left. */
@inline function sumOfWindow(columns: usize, i: i32, stride: i32, size: i32): v128 {
  let from = columns + (<usize>i << 2), sum = splat(0);
  for (let j = 0; j < size; j++, from += <usize>stride << 2) sum = f32x4.add(sum, v128.load(from));
  return sum;
}

@unmanaged class LocalResponseNormRatiosArgs {
  ratios: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  t: usize; // [count]
  count: i32;
  beta: f32;
  exponent: i32;
}

/** ratios = dy x t^(-beta - 1): what a number passes on to those of its window. One item: a block of BLOCK elements. */
export function localResponseNormRatios(args: usize, begin: i32, end: i32): void {
  const a = changetype<LocalResponseNormRatiosArgs>(args);
  const last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const t = v128.load(a.t + i), product = f32x4.mul(v128.load(a.dy + i), v128.load(a.x + i));
    v128.store(a.ratios + i, f32x4.div(f32x4.mul(product, negativePower(t, a.beta, a.exponent)), t));
  }
}

@unmanaged class LocalResponseNormBackwardArgs {
  dx: usize; // [rows, floats]
  dy: usize; // [rows, floats]
  x: usize; // [rows, floats]
  t: usize; // [rows, floats]
  ratios: usize; // [rows, floats]
  imageRows: i32; // as forward
  floats: i32;
  stride: i32;
  size: i32;
  slope: f32; // 2 alpha beta over the numbers of a window
  beta: f32;
  exponent: i32;
}

/**
 * dx = dy t^-beta - slope x times the sum of ratios of those whose window x is in. One item: a row; scratch memory as
 * forward.
 */
export function localResponseNormBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<LocalResponseNormBackwardArgs>(args);
  const slope = splat(a.slope), before = a.size - 1 - a.size / 2, columns = scratch();
  for (let row = begin; row < end; row++) {
    addUp(columns, a.ratios, row, a.imageRows, a.floats, a.stride, before, a.size, false);
    const place = <usize>row * a.floats << 2;
    for (let i = 0; i < a.floats; i += LANES) {
      const lanes = min(LANES, a.floats - i), at = place + (<usize>i << 2);
      const passed = f32x4.mul(f32x4.mul(slope, loadLanes(a.x + at, lanes)), sumOfWindow(columns, i, a.stride, a.size));
      const power = negativePower(loadLanes(a.t + at, lanes), a.beta, a.exponent);
      const own = f32x4.mul(loadLanes(a.dy + at, lanes), power);
      storeLanes(a.dx + at, f32x4.sub(own, passed), lanes);
    }
  }
}
