import { BLOCK } from "./flat";
import { LANES, loadLanes, splat } from "./simd";

@unmanaged class GuardFiniteArgs {
  halt: usize; // [1], i32
  x: usize; // [count]
  count: i32;
}

/**
 * Sets `halt` to 1 where x holds a NaN or an infinity; the tape then stops before its next stage. Several threads may
 * write the same 1. One item: a block of BLOCK elements.
 */
export function guardFinite(args: usize, begin: i32, end: i32): void {
  const a = changetype<GuardFiniteArgs>(args);
  const last = min(end * BLOCK, a.count);
  let sum = splat(0);
  for (let i = begin * BLOCK; i < last; i += LANES) {
    const x = loadLanes(a.x + (<usize>i << 2), min(LANES, last - i));
    sum = f32x4.add(sum, f32x4.sub(x, x)); // 0 for a finite number, else NaN
  }
  if (v128.any_true(f32x4.ne(sum, sum))) store<i32>(a.halt, 1);
}
