import { flatBegin, flatEnd } from "../flat";
import { VECTOR, splat } from "../simd";

@unmanaged class HardShrinkForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  threshold: f32;
  count: i32;
}

/** y = 0 where |x| <= threshold, else x; NaN stays NaN. One item: a block of BLOCK elements. */
export function hardShrinkForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<HardShrinkForwardArgs>(args);
  const y = a.y, x = a.x, last = flatEnd(end, a.count), threshold = splat(a.threshold);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = v128.load(x + i);
    v128.store(y + i, v128.andnot(value, f32x4.le(f32x4.abs(value), threshold)));
  }
}

@unmanaged class HardShrinkBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  count: i32;
}

/** dx = dy where y is not 0, else 0. One item: a block of BLOCK elements. */
export function hardShrinkBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<HardShrinkBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, y = a.y, last = flatEnd(end, a.count), zero = splat(0);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.ne(v128.load(y + i), zero)));
  }
}
