// The derivative of silu, apart from it: what predicts with silu needs no more than the core.

import { flatBegin, flatEnd } from "../flat";
import { exp } from "../math";
import { VECTOR, madd } from "../simd";

// Constants are loaded before a loop: engines put those that stand in the code together anew every time.
const CONSTANTS: usize = memory.data<f32>([1, -85, 85]);

@unmanaged class SiluBackwardArgs {
  dx: usize; // [count]
  dy: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/**
 * dx = dy s (1 + x (1 - s)) with s = 1 / (1 + e^-x). 1 - s is taken as e^-x s, which keeps its digits near s = 1. x is bounded
 * where the slope is 0 or 1, so that nothing is infinite. One item: a block of BLOCK elements.
 */
export function siluBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SiluBackwardArgs>(args);
  const dx = a.dx, dy = a.dy, x = a.x, last = flatEnd(end, a.count), unit = v128.load32_splat(CONSTANTS);
  const least = v128.load32_splat(CONSTANTS, 4), most = v128.load32_splat(CONSTANTS, 8);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const value = f32x4.pmin(f32x4.pmax(v128.load(x + i), least), most);
    const e = exp(f32x4.neg(value));
    const s = f32x4.div(unit, f32x4.add(unit, e));
    const slope = f32x4.mul(s, madd(value, f32x4.mul(e, s), unit));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), slope));
  }
}
