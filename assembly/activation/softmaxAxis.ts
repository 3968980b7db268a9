// Softmax over an axis that is not the last: x [outer, size, inner]. Four columns are worked on at a time, so that there are no sums
// across lanes; sums run along the axis in order. And the logarithm of softmax over the last axis.

import { expDown, log } from "../math";
import { rowExp, rowMax } from "../rows";
import { LANES, VECTOR, loadLanes, madd, splat, storeLanes, sumLanes } from "../simd";

@unmanaged class SoftmaxAxisForwardArgs {
  y: usize; // [outer, size, inner]
  x: usize; // [outer, size, inner]
  size: i32;
  inner: i32;
  logarithm: i32;
}

/** y = e^(x - max) / sum of e^(x - max), or its logarithm, along the axis. One item: up to four columns of an `outer`. */
export function softmaxAxisForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftmaxAxisForwardArgs>(args);
  const size = a.size, pitch = <usize>a.inner << 2, groups = (a.inner + LANES - 1) / LANES;
  for (let item = begin; item < end; item++) {
    const column = item % groups * LANES, lanes = min(LANES, a.inner - column);
    const from = <usize>(item / groups) * size * pitch + (<usize>column << 2), to = from + size * pitch;
    let greatest = loadLanes(a.x + from, lanes), sum = splat(0);
    for (let i = from + pitch; i < to; i += pitch) greatest = f32x4.max(greatest, loadLanes(a.x + i, lanes));
    for (let i = from; i < to; i += pitch) {
      const e = expDown(f32x4.sub(loadLanes(a.x + i, lanes), greatest));
      sum = f32x4.add(sum, e);
      if (!a.logarithm) storeLanes(a.y + i, e, lanes);
    }
    const rest = a.logarithm ? log(sum) : f32x4.div(splat(1), sum);
    for (let i = from; i < to; i += pitch) {
      const result = a.logarithm
        ? f32x4.sub(f32x4.sub(loadLanes(a.x + i, lanes), greatest), rest)
        : f32x4.mul(loadLanes(a.y + i, lanes), rest);
      storeLanes(a.y + i, result, lanes);
    }
  }
}

@unmanaged class SoftmaxAxisBackwardArgs {
  dx: usize; // [outer, size, inner]
  dy: usize; // [outer, size, inner]
  y: usize; // [outer, size, inner]
  size: i32;
  inner: i32;
  logarithm: i32;
}

/** dx = y (dy - sum of dy y), or of the logarithm dy - e^y sum of dy, along the axis. One item as above. */
export function softmaxAxisBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftmaxAxisBackwardArgs>(args);
  const size = a.size, pitch = <usize>a.inner << 2, groups = (a.inner + LANES - 1) / LANES;
  for (let item = begin; item < end; item++) {
    const column = item % groups * LANES, lanes = min(LANES, a.inner - column);
    const from = <usize>(item / groups) * size * pitch + (<usize>column << 2), to = from + size * pitch;
    let sum = splat(0);
    for (let i = from; i < to; i += pitch) {
      const dy = loadLanes(a.dy + i, lanes);
      sum = a.logarithm ? f32x4.add(sum, dy) : madd(dy, loadLanes(a.y + i, lanes), sum);
    }
    for (let i = from; i < to; i += pitch) {
      const dy = loadLanes(a.dy + i, lanes), y = loadLanes(a.y + i, lanes);
      const dx = a.logarithm ? logGradient(dy, y, sum) : f32x4.mul(y, f32x4.sub(dy, sum));
      storeLanes(a.dx + i, dx, lanes);
    }
  }
}

/** dy - e^y sum; y is the logarithm of a probability. */
@inline function logGradient(dy: v128, y: v128, sum: v128): v128 {
  return f32x4.sub(dy, f32x4.mul(expDown(y), sum));
}

@unmanaged class LogSoftmaxForwardArgs {
  y: usize; // [rows, size]
  x: usize; // [rows, size]
  size: i32;
}

/** y = x - max - log(sum of e^(x - max)), over a row. One item: a row. */
export function logSoftmaxForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<LogSoftmaxForwardArgs>(args);
  for (let row = begin; row < end; row++) {
    const offset = (<usize>row * a.size) << 2, x = a.x + offset, y = a.y + offset;
    const greatest = rowMax(x, a.size), rest = log(splat(rowExp(0, x, greatest, a.size)));
    const shift = splat(greatest), whole = <usize>(a.size & ~3) << 2, left = a.size & 3;
    let i: usize = 0;
    for (; i < whole; i += VECTOR) v128.store(y + i, f32x4.sub(f32x4.sub(v128.load(x + i), shift), rest));
    if (left) storeLanes(y + i, f32x4.sub(f32x4.sub(loadLanes(x + i, left), shift), rest), left);
  }
}

@unmanaged class LogSoftmaxBackwardArgs {
  dx: usize; // [rows, size]
  dy: usize; // [rows, size]
  y: usize; // [rows, size]
  size: i32;
}

/** dx = dy - e^y (sum of dy), over a row. One item: a row. */
export function logSoftmaxBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<LogSoftmaxBackwardArgs>(args);
  for (let row = begin; row < end; row++) {
    const offset = (<usize>row * a.size) << 2;
    const dx = a.dx + offset, dy = a.dy + offset, y = a.y + offset;
    const sum = splat(rowSum(dy, a.size));
    const whole = <usize>(a.size & ~3) << 2, left = a.size & 3;
    let i: usize = 0;
    for (; i < whole; i += VECTOR) v128.store(dx + i, logGradient(v128.load(dy + i), v128.load(y + i), sum));
    if (left) storeLanes(dx + i, logGradient(loadLanes(dy + i, left), loadLanes(y + i, left), sum), left);
  }
}

/** The sum of a row. */
@inline function rowSum(x: usize, n: i32): f32 {
  const whole = <usize>(n & ~3) << 2, left = n & 3;
  let sum = splat(0), i: usize = 0;
  for (; i < whole; i += VECTOR) sum = f32x4.add(sum, v128.load(x + i));
  if (left) sum = f32x4.add(sum, loadLanes(x + i, left));
  return sumLanes(sum);
}
