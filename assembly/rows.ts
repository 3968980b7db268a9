import { expDown } from "./math";
import { VECTOR, laneMask, loadLanes, madd, maxLanes, splat, storeLanes, sumLanes } from "./simd";

// Passes over one row of n floats, which softmax and the losses share. A sum runs over the row in each of the four
// lanes, then over the lanes: an order that n alone decides.

/** The greatest of the row; NaN if any is NaN. Two instructions find NaN that f32x4.max would need five more for on some machines. */
@inline export function rowMax(x: usize, n: i32): f32 {
  const first = v128.load32_splat(x), whole = x + (<usize>(n & ~3) << 2), left = n & 3;
  let m0 = first, m1 = first, nan = splat(0);
  for (; x + VECTOR < whole; x += 2 * VECTOR) {
    const x0 = v128.load(x), x1 = v128.load(x, VECTOR);
    m0 = f32x4.pmax(m0, x0);
    m1 = f32x4.pmax(m1, x1);
    nan = v128.or(nan, v128.or(f32x4.ne(x0, x0), f32x4.ne(x1, x1)));
  }
  if (x < whole) {
    const x0 = v128.load(x);
    m0 = f32x4.pmax(m0, x0);
    nan = v128.or(nan, f32x4.ne(x0, x0));
  }
  if (left) {
    const x0 = v128.bitselect(loadLanes(whole, left), first, laneMask(left));
    m1 = f32x4.pmax(m1, x0);
    nan = v128.or(nan, f32x4.ne(x0, x0));
  }
  return maxLanes(v128.or(f32x4.max(m0, m1), nan));
}

/** y = e^(x - shift), unless y is 0; returns the sum. No x is greater than the shift. */
@inline export function rowExp(y: usize, x: usize, shift: f32, n: i32): f32 {
  const shifts = splat(shift), whole = <usize>(n & ~3) << 2, left = n & 3;
  let sum = splat(0), i: usize = 0;
  if (y) {
    for (; i < whole; i += VECTOR) {
      const e = expDown(f32x4.sub(v128.load(x + i), shifts));
      v128.store(y + i, e);
      sum = f32x4.add(sum, e);
    }
  } else {
    for (; i < whole; i += VECTOR) sum = f32x4.add(sum, expDown(f32x4.sub(v128.load(x + i), shifts)));
  }
  if (left) {
    const e = expDown(f32x4.sub(loadLanes(x + i, left), shifts));
    if (y) storeLanes(y + i, e, left);
    sum = f32x4.add(sum, v128.and(e, laneMask(left)));
  }
  return sumLanes(sum);
}

/** y *= factor. */
@inline export function rowScale(y: usize, factor: f32, n: i32): void {
  rowScaled(y, y, factor, n);
}

/** y = factor x. */
@inline export function rowScaled(y: usize, x: usize, factor: f32, n: i32): void {
  const factors = splat(factor), whole = <usize>(n & ~3) << 2, left = n & 3;
  let i: usize = 0;
  for (; i < whole; i += VECTOR) v128.store(y + i, f32x4.mul(v128.load(x + i), factors));
  if (left) storeLanes(y + i, f32x4.mul(loadLanes(x + i, left), factors), left);
}

/** The sum of a times b. */
@inline export function rowDot(a: usize, b: usize, n: i32): f32 {
  const whole = <usize>(n & ~3) << 2, left = n & 3;
  let sum = splat(0), i: usize = 0;
  for (; i < whole; i += VECTOR) sum = madd(v128.load(a + i), v128.load(b + i), sum);
  if (left) sum = madd(loadLanes(a + i, left), loadLanes(b + i, left), sum);
  return sumLanes(sum);
}
