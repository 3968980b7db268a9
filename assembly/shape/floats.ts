import { VECTOR, loadLanes, splat, storeLanes } from "../simd";

// Runs of neighbouring floats, which all kernels of this folder move.

/** From here on calling memory.copy costs less than what it saves. */
@inline const LONG: i32 = 256;

/** Bytes of so many floats; negative ones go back. */
@inline export function bytes(floats: i32): usize {
  return <usize>floats << 2;
}

/** The `n` floats at `from` go to `to`; the two must not overlap. */
@inline export function copyFloats(to: usize, from: usize, n: i32): void {
  if (n >= LONG) {
    memory.copy(to, from, bytes(n));
    return;
  }
  const end = to + bytes(n & ~3), left = n & 3;
  for (const far = to + bytes(n & ~15); to < far; to += 4 * VECTOR, from += 4 * VECTOR) {
    const v0 = v128.load(from), v1 = v128.load(from, VECTOR), v2 = v128.load(from, 2 * VECTOR), v3 = v128.load(from, 3 * VECTOR);
    v128.store(to, v0);
    v128.store(to, v1, VECTOR);
    v128.store(to, v2, 2 * VECTOR);
    v128.store(to, v3, 3 * VECTOR);
  }
  for (; to < end; to += VECTOR, from += VECTOR) v128.store(to, v128.load(from));
  if (left) storeLanes(to, loadLanes(from, left), left);
}

/** The `n` floats at `to` become `value`. */
@inline export function fillFloats(to: usize, value: f32, n: i32): void {
  const v = splat(value), end = to + bytes(n & ~3), left = n & 3;
  for (; to < end; to += VECTOR) v128.store(to, v);
  if (left) storeLanes(to, v, left);
}
