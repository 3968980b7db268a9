import { BLOCK } from "../flat";
import { LANES, VECTOR, loadLanes, storeLanes } from "../simd";

@unmanaged class CopyRowsArgs {
  y: usize; // [count / row, yPitch], from the first column that is written
  x: usize; // [count / row, xPitch], from the first column that is read
  row: i32; // floats of each row that are copied
  yPitch: i32;
  xPitch: i32;
  count: i32; // all that are copied
}

/** y[r, c] = x[r, c] for columns c < row. One item: BLOCK elements of those that are copied. */
export function copyRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<CopyRowsArgs>(args);
  const y = a.y, x = a.x, length = a.row, yPitch = a.yPitch, xPitch = a.xPitch;
  const last = min(end * BLOCK, a.count);
  let i = begin * BLOCK, row = i / length, c = i % length;
  for (; i < last; row++, c = 0) {
    const n = min(length - c, last - i);
    copyFloats(y + (<usize>(row * yPitch + c) << 2), x + (<usize>(row * xPitch + c) << 2), n);
    i += n;
  }
}

/** From here on calling memory.copy costs less than what it saves. */
@inline const LONG: i32 = 256;

@inline function copyFloats(to: usize, from: usize, n: i32): void {
  if (n >= LONG) {
    memory.copy(to, from, <usize>n << 2);
    return;
  }
  const end = to + (<usize>(n & ~3) << 2), left = n & 3;
  for (; to < end; to += VECTOR, from += VECTOR) v128.store(to, v128.load(from));
  if (left) storeLanes(to, loadLanes(from, left), left);
}
