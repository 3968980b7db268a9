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
  for (; to < end; to += VECTOR, from += VECTOR) v128.store(to, v128.load(from));
  if (left) storeLanes(to, loadLanes(from, left), left);
}

/** The `n` floats at `to` become `value`. */
@inline export function fillFloats(to: usize, value: f32, n: i32): void {
  const v = splat(value), end = to + bytes(n & ~3), left = n & 3;
  for (; to < end; to += VECTOR) v128.store(to, v);
  if (left) storeLanes(to, v, left);
}
