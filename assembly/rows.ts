import { expDown } from "./math";
import { LANES, VECTOR, laneMask, loadLanes, madd, maxLanes, splat, storeLanes, sumLanes } from "./simd";

// Passes over one row of n floats, which softmax and the losses share. A sum runs over the row in each of the four
// lanes, then over the lanes: an order that n alone decides.

/** The greatest of the row; NaN if any is NaN. */
@inline export function rowMax(x: usize, n: i32): f32 {
  let greatest = v128.load32_splat(x);
  let i = 0;
  for (; i <= n - LANES; i += LANES, x += VECTOR) greatest = f32x4.max(greatest, v128.load(x));
  if (i < n) greatest = f32x4.max(greatest, v128.bitselect(loadLanes(x, n - i), greatest, laneMask(n - i)));
  return maxLanes(greatest);
}

/** y = e^(x - shift), unless y is 0; returns the sum. No x is greater than the shift. */
@inline export function rowExp(y: usize, x: usize, shift: f32, n: i32): f32 {
  let sum = splat(0);
  for (let i = 0; i < n; i += LANES) {
    const lanes = min(LANES, n - i);
    const offset = <usize>i << 2;
    const e = expDown(f32x4.sub(loadLanes(x + offset, lanes), splat(shift)));
    if (y) storeLanes(y + offset, e, lanes);
    sum = f32x4.add(sum, v128.and(e, laneMask(lanes)));
  }
  return sumLanes(sum);
}

/** y *= factor. */
@inline export function rowScale(y: usize, factor: f32, n: i32): void {
  for (let i = 0; i < n; i += LANES) {
    const lanes = min(LANES, n - i);
    const to = y + (<usize>i << 2);
    storeLanes(to, f32x4.mul(loadLanes(to, lanes), splat(factor)), lanes);
  }
}

/** y = factor x. */
@inline export function rowScaled(y: usize, x: usize, factor: f32, n: i32): void {
  for (let i = 0; i < n; i += LANES) {
    const lanes = min(LANES, n - i);
    const offset = <usize>i << 2;
    storeLanes(y + offset, f32x4.mul(loadLanes(x + offset, lanes), splat(factor)), lanes);
  }
}

/** The sum of a times b. */
@inline export function rowDot(a: usize, b: usize, n: i32): f32 {
  let sum = splat(0);
  for (let i = 0; i < n; i += LANES) {
    const lanes = min(LANES, n - i);
    const offset = <usize>i << 2;
    sum = madd(loadLanes(a + offset, lanes), loadLanes(b + offset, lanes), sum);
  }
  return sumLanes(sum);
}
