import { rowDot, rowExp, rowMax, rowScale } from "../rows";
import { VECTOR, loadLanes, splat, storeLanes } from "../simd";

@unmanaged class SoftmaxForwardArgs {
  y: usize; // [rows, size]
  x: usize; // [rows, size]
  size: i32;
}

/** y = e^(x - max) / sum of e^(x - max), over a row. One item: a row. */
export function softmaxForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftmaxForwardArgs>(args);
  for (let row = begin; row < end; row++) {
    const offset = (<usize>row * a.size) << 2;
    const y = a.y + offset, x = a.x + offset;
    const sum = rowExp(y, x, rowMax(x, a.size), a.size);
    rowScale(y, 1 / sum, a.size);
  }
}

@unmanaged class SoftmaxBackwardArgs {
  dx: usize; // [rows, size]
  dy: usize; // [rows, size]
  y: usize; // [rows, size]
  size: i32;
}

/** dx = y (dy - sum of dy y), over a row. One item: a row. */
export function softmaxBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftmaxBackwardArgs>(args);
  for (let row = begin; row < end; row++) {
    const offset = (<usize>row * a.size) << 2;
    const dx = a.dx + offset, dy = a.dy + offset, y = a.y + offset;
    const mean = splat(rowDot(dy, y, a.size));
    const whole = <usize>(a.size & ~3) << 2, left = a.size & 3;
    let i: usize = 0;
    for (; i < whole; i += VECTOR) {
      v128.store(dx + i, f32x4.mul(v128.load(y + i), f32x4.sub(v128.load(dy + i), mean)));
    }
    if (!left) continue;
    const difference = f32x4.sub(loadLanes(dy + i, left), mean);
    storeLanes(dx + i, f32x4.mul(loadLanes(y + i, left), difference), left);
  }
}
