// What losses of rows share. Such a loss writes each row's value, and its gradient for a later kernel to scale, in one pass.

import { rowScaled } from "../rows";

@unmanaged class ScaleRowsArgs {
  dx: usize; // [rows, size]
  gradient: usize; // [rows, size]
  dloss: usize; // [rows]
  size: i32;
  chunk: i32; // numbers of a row in one item
}

/** dx = dloss[row] gradient. One item: a chunk of a row, row after row. */
export function scaleRows(args: usize, begin: i32, end: i32): void {
  const a = changetype<ScaleRowsArgs>(args);
  const chunks = (a.size + a.chunk - 1) / a.chunk;
  for (let item = begin; item < end; item++) {
    const row = item / chunks, first = (item - row * chunks) * a.chunk;
    const offset = (<usize>row * a.size + first) << 2;
    rowScaled(a.dx + offset, a.gradient + offset, load<f32>(a.dloss + (<usize>row << 2)), min(a.chunk, a.size - first));
  }
}

@unmanaged class ConstantsArgs {
  y: usize; // [from + 8] at least, or what is left of it
  from: i32;
  count: i32; // 1 to 8
  a: f32;
  b: f32;
  c: f32;
  d: f32;
  e: f32;
  f: f32;
  g: f32;
  h: f32;
}

/** y[from + i] = the i-th of a to h, for i before count. One item: all. */
export function constants(args: usize, begin: i32, end: i32): void {
  const a = changetype<ConstantsArgs>(args);
  memory.copy(a.y + (<usize>a.from << 2), args + offsetof<ConstantsArgs>("a"), <usize>a.count << 2);
}
