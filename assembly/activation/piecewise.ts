// Activations of straight pieces. NaN stays NaN in all of them.

import { flatBegin, flatEnd } from "../flat";
import { VECTOR, madd, splat } from "../simd";

@unmanaged class LeakyReluForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  slope: f32;
  count: i32;
}

/** y = x where x > 0, else slope x. One item: a block of BLOCK elements. */
export function leakyReluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<LeakyReluForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count), slope = splat(a.slope);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(x + i);
    v128.store(y + i, v128.bitselect(value, f32x4.mul(slope, value), f32x4.gt(value, splat(0))));
  }
}

@unmanaged class LeakyReluBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count], or anything else that is above 0 where x is
  slope: f32;
  count: i32;
}

/** dx = dy where y > 0, else slope dy. One item: a block of BLOCK elements. */
export function leakyReluBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<LeakyReluBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count), slope = splat(a.slope);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const gradient = v128.load(dy + i);
    v128.store(dx + i, v128.bitselect(gradient, f32x4.mul(slope, gradient), f32x4.gt(v128.load(y + i), splat(0))));
  }
}

@unmanaged class ClampForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  slope: f32;
  offset: f32;
  low: f32;
  high: f32;
  count: i32;
}

/** y = slope x + offset, but not below low nor above high. One item: a block of BLOCK elements. */
export function clampForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ClampForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  const slope = splat(a.slope), offset = splat(a.offset), low = splat(a.low), high = splat(a.high);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(y + i, f32x4.pmin(f32x4.pmax(madd(slope, v128.load(x + i), offset), low), high));
  }
}

@unmanaged class ClampBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  slope: f32;
  low: f32;
  high: f32;
  count: i32;
}

/** dx = slope dy where low < y < high, else 0. One item: a block of BLOCK elements. */
export function clampBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ClampBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count);
  const slope = splat(a.slope), low = splat(a.low), high = splat(a.high);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(y + i), inside = v128.and(f32x4.gt(value, low), f32x4.lt(value, high));
    v128.store(dx + i, v128.and(f32x4.mul(slope, v128.load(dy + i)), inside));
  }
}

@unmanaged class HardSwishForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = x min(max(x + 3, 0), 6) / 6. One item: a block of BLOCK elements. */
export function hardSwishForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<HardSwishForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count);
  const three = splat(3), six = splat(6), sixth = splat(1 / 6), least = splat(-3);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = f32x4.pmax(v128.load(x + i), least); // the gate is closed below, even to -infinity
    const gate = f32x4.pmin(f32x4.add(value, three), six);
    v128.store(y + i, f32x4.mul(value, f32x4.mul(gate, sixth)));
  }
}

@unmanaged class HardSwishBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** dx = dy (x / 3 + 1/2) where -3 < x < 3, 0 below and dy above. One item: a block of BLOCK elements. */
export function hardSwishBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<HardSwishBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, x = a.x, last = flatEnd(end, a.count);
  const low = splat(-3), high = splat(3), third = splat(1 / 3), half = splat(0.5), one = splat(1);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(x + i), inner = madd(value, third, half);
    const slope = v128.bitselect(one, inner, f32x4.ge(value, high));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), v128.andnot(slope, f32x4.le(value, low))));
  }
}

@unmanaged class ThresholdForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  threshold: f32;
  value: f32;
  count: i32;
}

/** y = value where x <= threshold, else x. One item: a block of BLOCK elements. */
export function thresholdForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ThresholdForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count), threshold = splat(a.threshold), value = splat(a.value);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const input = v128.load(x + i);
    v128.store(y + i, v128.bitselect(value, input, f32x4.le(input, threshold)));
  }
}

@unmanaged class ThresholdBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  threshold: f32;
  count: i32;
}

/** dx = dy where x > threshold, else 0. One item: a block of BLOCK elements. */
export function thresholdBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ThresholdBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, x = a.x, last = flatEnd(end, a.count), threshold = splat(a.threshold);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(x + i), threshold)));
  }
}

@unmanaged class StepForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  low: f32;
  count: i32;
}

/** y = 1 where x >= 0, else low. One item: a block of BLOCK elements. */
export function stepForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<StepForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count), low = splat(a.low), one = splat(1);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(x + i);
    const side = v128.bitselect(one, low, f32x4.ge(value, splat(0)));
    v128.store(y + i, v128.bitselect(value, side, f32x4.ne(value, value)));
  }
}

@unmanaged class StepBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** dx = dy where |x| <= 1, else 0: as if y were x there. One item: a block of BLOCK elements. */
export function stepBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<StepBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, x = a.x, last = flatEnd(end, a.count), one = splat(1);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.le(f32x4.abs(v128.load(x + i)), one)));
  }
}
