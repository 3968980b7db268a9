import { LANES, loadLanes, splat, storeLanes } from "../simd";
import { bytes, copyFloats } from "./floats";

@unmanaged class PadBackwardArgs {
  dx: usize; // [outer, rows, middle, columns, inner]
  dy: usize; // [outer, top + rows + bottom, middle, left + columns + right, inner]
  mode: i32; // 0 reflect, 1 replicate, 2 circular
  rows: i32;
  top: i32;
  bottom: i32;
  middle: i32;
  columns: i32;
  left: i32;
  right: i32;
  inner: i32;
}

/**
 * dx = the sum of dy over all places that repeat an element, row by row, of each row from left to right. One item: one
 * [outer, row, middle], all its columns.
 */
export function padBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<PadBackwardArgs>(args);
  const rows = a.rows, columns = a.columns, middle = a.middle, inner = a.inner, mode = a.mode;
  const height = a.top + rows + a.bottom, width = a.left + columns + a.right;
  for (let item = begin; item < end; item++) {
    const m = item % middle, r = item / middle % rows, outer = item / middle / rows;
    const before = firstBefore(mode, r, rows, a.top), befores = countBefore(mode, r, rows, a.top);
    const after = firstAfter(mode, r, rows, a.top), afters = countAfter(mode, r, rows, a.bottom);
    for (let c = 0; c < columns; c++) {
      const left = firstBefore(mode, c, columns, a.left), lefts = countBefore(mode, c, columns, a.left);
      const right = firstAfter(mode, c, columns, a.left), rights = countAfter(mode, c, columns, a.right);
      const dx = a.dx + bytes((item * columns + c) * inner);
      if (!(befores | afters | lefts | rights)) {
        copyFloats(dx, a.dy + bytes((((outer * height + a.top + r) * middle + m) * width + a.left + c) * inner), inner);
        continue;
      }
      for (let k = 0; k < inner; k += LANES) {
        const lanes = min(LANES, inner - k);
        let sum = splat(0);
        for (let i = -befores; i <= afters; i++) {
          const row = i < 0 ? before + befores + i : i == 0 ? a.top + r : after + i - 1;
          const dy = a.dy + bytes(((outer * height + row) * middle + m) * width * inner + k);
          for (let j = -lefts; j <= rights; j++) {
            const column = j < 0 ? left + lefts + j : j == 0 ? a.left + c : right + j - 1;
            sum = f32x4.add(sum, loadLanes(dy + bytes(column * inner), lanes));
          }
        }
        storeLanes(dx + bytes(k), sum, lanes);
      }
    }
  }
}

// Of an axis of `size` with padding, where index i stands once more: in `countBefore` places from `firstBefore` on in front of
// its own (which is before + i), in `countAfter` from `firstAfter` on behind it.

@inline const REFLECT: i32 = 0;
@inline const REPLICATE: i32 = 1;

@inline function firstBefore(mode: i32, i: i32, size: i32, before: i32): i32 {
  return mode == REFLECT ? before - i : mode == REPLICATE ? 0 : i - size + before;
}

@inline function countBefore(mode: i32, i: i32, size: i32, before: i32): i32 {
  if (mode == REPLICATE) return i == 0 ? before : 0;
  return <i32>(mode == REFLECT ? i > 0 && i <= before : i >= size - before);
}

@inline function firstAfter(mode: i32, i: i32, size: i32, before: i32): i32 {
  return before + size + (mode == REFLECT ? size - 2 - i : mode == REPLICATE ? 0 : i);
}

@inline function countAfter(mode: i32, i: i32, size: i32, after: i32): i32 {
  if (mode == REPLICATE) return i == size - 1 ? after : 0;
  return <i32>(mode == REFLECT ? i < size - 1 && i >= size - 1 - after : i < after);
}
