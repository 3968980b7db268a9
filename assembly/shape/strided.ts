import { BLOCK } from "../flat";
import { LANES, loadLanes, storeLanes } from "../simd";
import { bytes, copyFloats, fillFloats } from "./floats";

// Copies between boxes: tensors, or parts of them, whose axes lie at any distances in memory. The host (src/ops/shape/view.ts) has
// joined the axes that lie behind one another on both sides, so that few are left, and `inner` is as long as it can be.

@unmanaged class StridedCopyArgs {
  y: usize; // first float that is written
  x: usize; // first float that is read, or 0: then `value` is written
  value: f32;
  inner: i32; // floats side by side in y and x
  count: i32; // of all floats
  n1: i32; // sizes of the axes in front of them; axis 0 has the rest
  n2: i32;
  n3: i32;
  n4: i32;
  n5: i32;
  y0: i32; // floats from one index of an axis to the next, in y
  y1: i32;
  y2: i32;
  y3: i32;
  y4: i32;
  y5: i32;
  x0: i32; // and in x
  x1: i32;
  x2: i32;
  x3: i32;
  x4: i32;
  x5: i32;
}

/** y[i0, ..., i5, c] = x[i0, ..., i5, c], or the value. One item: BLOCK elements. */
export function stridedCopy(args: usize, begin: i32, end: i32): void {
  const a = changetype<StridedCopyArgs>(args);
  const filling = a.x == 0, value = a.value, inner = a.inner, y5 = a.y5, x5 = a.x5;
  const n1 = a.n1, n2 = a.n2, n3 = a.n3, n4 = a.n4, n5 = a.n5;
  const last = min(end * BLOCK, a.count);
  let i = begin * BLOCK, c = i % inner, line = i / inner;
  let i5 = line % n5;
  line /= n5;
  let i4 = line % n4;
  line /= n4;
  let i3 = line % n3;
  line /= n3;
  let i2 = line % n2;
  line /= n2;
  let i1 = line % n1;
  const i0 = line / n1;
  let y = a.y + bytes(i0 * a.y0 + i1 * a.y1 + i2 * a.y2 + i3 * a.y3 + i4 * a.y4);
  let x = a.x + bytes(i0 * a.x0 + i1 * a.x1 + i2 * a.x2 + i3 * a.x3 + i4 * a.x4);
  while (i < last) {
    if (inner == 1 && !filling) {
      const n = min(n5 - i5, last - i);
      copyScattered(y + bytes(i5 * y5), x + bytes(i5 * x5), bytes(y5), bytes(x5), n);
      i += n;
    } else {
      for (; i5 < n5 && i < last; i5++, c = 0) {
        const n = min(inner - c, last - i);
        if (filling) fillFloats(y + bytes(i5 * y5 + c), value, n);
        else copyFloats(y + bytes(i5 * y5 + c), x + bytes(i5 * x5 + c), n);
        i += n;
      }
    }
    i5 = 0;
    // The next line: as an odometer, from axis 4 on.
    y += bytes(a.y4);
    x += bytes(a.x4);
    if (++i4 < n4) continue;
    i4 = 0;
    y += bytes(a.y3 - n4 * a.y4);
    x += bytes(a.x3 - n4 * a.x4);
    if (++i3 < n3) continue;
    i3 = 0;
    y += bytes(a.y2 - n3 * a.y3);
    x += bytes(a.x2 - n3 * a.x3);
    if (++i2 < n2) continue;
    i2 = 0;
    y += bytes(a.y1 - n2 * a.y2);
    x += bytes(a.x1 - n2 * a.x2);
    if (++i1 < n1) continue;
    i1 = 0;
    y += bytes(a.y0 - n1 * a.y1);
    x += bytes(a.x0 - n1 * a.x1);
  }
}

/** `n` floats that lie `xStep` bytes apart come to lie `yStep` bytes apart. */
@inline function copyScattered(y: usize, x: usize, yStep: usize, xStep: usize, n: i32): void {
  for (; n > 0; n--, y += yStep, x += xStep) store<f32>(y, load<f32>(x));
}

@unmanaged class StridedTransposeArgs {
  y: usize; // first float that is written
  x: usize; // first float that is read
  rows: i32; // of y; in x they lie side by side
  columns: i32; // side by side in y
  yPitch: i32; // floats from a row to the next, in y
  xPitch: i32; // floats from a column to the next, in x
  n1: i32; // sizes of the axes in front; axis 0 has the rest
  n2: i32;
  n3: i32;
  n4: i32;
  y0: i32; // floats from one index of an axis to the next, in y
  y1: i32;
  y2: i32;
  y3: i32;
  y4: i32;
  x0: i32; // and in x
  x1: i32;
  x2: i32;
  x3: i32;
  x4: i32;
}

/** A block has few rows, lest their cache lines push each other out, and many columns, to use them up; see src/ops/shape/view.ts. */
@inline const BLOCK_ROWS: i32 = 16;
@inline const BLOCK_COLUMNS: i32 = 128;

/** y[i0, ..., i4, r, c] = x[i0, ..., i4, c, r]. One item: a block of BLOCK_ROWS by BLOCK_COLUMNS. */
export function stridedTranspose(args: usize, begin: i32, end: i32): void {
  const a = changetype<StridedTransposeArgs>(args);
  const rows = a.rows, columns = a.columns, yPitch = bytes(a.yPitch), xPitch = bytes(a.xPitch);
  const n1 = a.n1, n2 = a.n2, n3 = a.n3, n4 = a.n4;
  const across = (columns + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS;
  const blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS * across;
  let block = begin % blocks, rest = begin / blocks;
  let i4 = rest % n4;
  rest /= n4;
  let i3 = rest % n3;
  rest /= n3;
  let i2 = rest % n2;
  rest /= n2;
  let i1 = rest % n1;
  const i0 = rest / n1;
  let y = a.y + bytes(i0 * a.y0 + i1 * a.y1 + i2 * a.y2 + i3 * a.y3 + i4 * a.y4);
  let x = a.x + bytes(i0 * a.x0 + i1 * a.x1 + i2 * a.x2 + i3 * a.x3 + i4 * a.x4);
  for (let item = begin; item < end; item++) {
    const down = across == 1 ? block : block / across;
    const r = down * BLOCK_ROWS, c = (block - down * across) * BLOCK_COLUMNS;
    const to = y + <usize>r * yPitch + bytes(c), from = x + <usize>c * xPitch + bytes(r);
    transposeBlock(to, from, yPitch, xPitch, min(BLOCK_ROWS, rows - r), min(BLOCK_COLUMNS, columns - c));
    if (++block < blocks) continue;
    block = 0;
    // The next plane: as an odometer, from axis 4 on. Planes can be so small that divisions would take most of the time.
    y += bytes(a.y4);
    x += bytes(a.x4);
    if (++i4 < n4) continue;
    i4 = 0;
    y += bytes(a.y3 - n4 * a.y4);
    x += bytes(a.x3 - n4 * a.x4);
    if (++i3 < n3) continue;
    i3 = 0;
    y += bytes(a.y2 - n3 * a.y3);
    x += bytes(a.x2 - n3 * a.x3);
    if (++i2 < n2) continue;
    i2 = 0;
    y += bytes(a.y1 - n2 * a.y2);
    x += bytes(a.x1 - n2 * a.x2);
    if (++i1 < n1) continue;
    i1 = 0;
    y += bytes(a.y0 - n1 * a.y1);
    x += bytes(a.x0 - n1 * a.x1);
  }
}

/** y[r, c] = x[c, r], four by four. */
function transposeBlock(y: usize, x: usize, yPitch: usize, xPitch: usize, rows: i32, columns: i32): void {
  for (let c = 0; c < columns; c += LANES, x += LANES * xPitch, y += LANES << 2) {
    const across = min(LANES, columns - c);
    for (let r = 0; r < rows; r += LANES) {
      const down = min(LANES, rows - r);
      const from = x + bytes(r), to = y + <usize>r * yPitch;
      // Where there are fewer than four columns, the first is read again: its results are not stored.
      const v0 = loadLanes(from, down);
      const v1 = loadLanes(from + (across > 1 ? xPitch : 0), down);
      const v2 = loadLanes(from + (across > 2 ? xPitch * 2 : 0), down);
      const v3 = loadLanes(from + (across > 3 ? xPitch * 3 : 0), down);
      const low01 = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5), high01 = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7);
      const low23 = v128.shuffle<i32>(v2, v3, 0, 4, 1, 5), high23 = v128.shuffle<i32>(v2, v3, 2, 6, 3, 7);
      storeLanes(to, v128.shuffle<i64>(low01, low23, 0, 2), across);
      if (down > 1) storeLanes(to + yPitch, v128.shuffle<i64>(low01, low23, 1, 3), across);
      if (down > 2) storeLanes(to + yPitch * 2, v128.shuffle<i64>(high01, high23, 0, 2), across);
      if (down > 3) storeLanes(to + yPitch * 3, v128.shuffle<i64>(high01, high23, 1, 3), across);
    }
  }
}
