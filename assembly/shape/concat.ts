import { BLOCK } from "../flat";
import { copyFloats } from "./floats";

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
