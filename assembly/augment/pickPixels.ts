import { VECTOR, loadLanes, storeLanes } from "../simd";

@unmanaged class PickPixelsArgs {
  y: usize; // [height, width, channels]
  x: usize; // [any, pitch, channels]
  rows: usize; // [height] i32: rows of x, or -1
  columns: usize; // [width] i32: columns of x, or -1
  fill: usize; // [channels]
  width: i32;
  channels: i32; // 1 to 4
  pitch: i32; // pixels in a row of x
}

/** y[r, c] = x[rows[r], columns[c]], and the fill where one of them is -1: flips, crops, borders. One item: a row of y. */
export function pickPixels(args: usize, begin: i32, end: i32): void {
  const a = changetype<PickPixelsArgs>(args);
  const channels = a.channels, pixel = <usize>channels << 2, width = <usize>a.width * pixel;
  const fill = loadLanes(a.fill, channels);
  for (let r = begin; r < end; r++) {
    const row = load<i32>(a.rows + (<usize>r << 2));
    const x = a.x + <usize>(row * a.pitch) * pixel;
    let y = a.y + <usize>r * width, column = a.columns;
    const stop = y + width;
    // A whole vector reaches into the pixels to the right, which come later; the last ones are stored to their lanes.
    for (; y + VECTOR <= stop; y += pixel, column += 4) v128.store(y, pick(x, row, load<i32>(column), pixel, fill));
    for (; y < stop; y += pixel, column += 4) storeLanes(y, pick(x, row, load<i32>(column), pixel, fill), channels);
  }
}

@inline function pick(x: usize, row: i32, column: i32, pixel: usize, fill: v128): v128 {
  return (row | column) < 0 ? fill : v128.load(x + <usize>column * pixel);
}
