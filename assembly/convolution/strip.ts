// How a convolution's pixels are cut into pieces of work. A strip is a block of output pixels: some rows and columns of one
// image, or several small images whole. To compute it a thread lists its pixels (where each one's inputs begin, where its
// result goes), and where padding is in the way copies the input under it into a frame with the zeros around it:
//
//        image                    frame of a 3x3 window's strip of one row (scratch memory)
//     . . . . . .              0 0 0 0 0 0 0 0        From then on there are no edges: every window lies inside,
//     . . . . . .              0 . . . . . . 0        and a row of its taps is one run of neighbouring floats.
//                              0 . . . . . . 0
//
// A frame is small enough to stay in the thread's own cache, and its copy costs little: each of its floats is
// used by all taps and output channels. Where images are so small that many taps would meet nothing but zeros, and there are many
// images, the pixels at one place in several images stand side by side instead: they miss the same taps, which are left out.

import { Row } from "./multiply";
import { VECTOR, splat } from "../simd";

/**
 * Where pixels and taps lie. The grid's pixel (r, c) is written to output pixel (r rowStep + rowOrigin, c colStep + colOrigin);
 * its tap (ty, tx) reads input pixel (r strideY + ty tapStepY - top, c strideX + tx tapStepX - left), or zeros outside.
 */
@unmanaged export class Strips {
  y: usize; // [n, outHeight, outWidth, outPitch]
  x: usize; // [n, inHeight, inWidth, inPitch]
  n: i32;
  inHeight: i32;
  inWidth: i32;
  inPitch: i32; // floats from one pixel to the next: all channels
  outHeight: i32;
  outWidth: i32;
  outPitch: i32;
  rows: i32; // of the grid
  cols: i32;
  rowStep: i32;
  colStep: i32;
  rowOrigin: i32;
  colOrigin: i32;
  tapsY: i32;
  tapsX: i32;
  tapStepY: i32;
  tapStepX: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
  edges: i32; // what is done about taps outside the image: NONE, FRAMED or CLIPPED
  stripImages: i32; // size of a strip: images (if FRAMED more than 1 only of whole ones), rows and columns
  stripRows: i32;
  stripCols: i32;
}

/** No tap lies outside the image. */
@inline export const NONE: i32 = 0;
/** Strips are copied into frames. */
@inline export const FRAMED: i32 = 1;
/** Pixels are listed by place, then image; who multiplies leaves out the taps that all pixels of a place miss. */
@inline export const CLIPPED: i32 = 2;

/** How many strips there are. */
export function stripCount(a: Strips): i32 {
  return blocks(a.n, a.stripImages) * blocks(a.rows, a.stripRows) * blocks(a.cols, a.stripCols);
}

@inline function blocks(size: i32, block: i32): i32 {
  return (size + block - 1) / block;
}

/** Pixels of a whole strip: the longest list there is. */
@inline export function stripPixels(a: Strips): i32 {
  return a.stripImages * a.stripRows * a.stripCols;
}

/** Input pixels from one line of taps to the next, and bytes. */
@inline export function linePitch(a: Strips): usize {
  return ((a.edges == FRAMED ? frameCols(a) : a.inWidth) * a.inPitch) << 2;
}

@inline function frameRows(a: Strips): i32 {
  return (a.stripRows - 1) * a.strideY + (a.tapsY - 1) * a.tapStepY + 1;
}

@inline function frameCols(a: Strips): i32 {
  return (a.stripCols - 1) * a.strideX + (a.tapsX - 1) * a.tapStepX + 1;
}

// Where a strip begins, and how much of it there is at the ends of rows, columns and images.

@inline export function firstCol(a: Strips, strip: i32): i32 {
  return (strip % blocks(a.cols, a.stripCols)) * a.stripCols;
}

@inline export function firstRow(a: Strips, strip: i32): i32 {
  return ((strip / blocks(a.cols, a.stripCols)) % blocks(a.rows, a.stripRows)) * a.stripRows;
}

@inline function firstImage(a: Strips, strip: i32): i32 {
  return strip / blocks(a.cols, a.stripCols) / blocks(a.rows, a.stripRows) * a.stripImages;
}

@inline export function colsIn(a: Strips, strip: i32): i32 {
  return min(a.stripCols, a.cols - firstCol(a, strip));
}

@inline export function rowsIn(a: Strips, strip: i32): i32 {
  return min(a.stripRows, a.rows - firstRow(a, strip));
}

@inline export function imagesIn(a: Strips, strip: i32): i32 {
  return min(a.stripImages, a.n - firstImage(a, strip));
}

/** Input row of a grid row's first tap; it may lie outside the image. */
@inline export function inputRow(a: Strips, row: i32): i32 {
  return row * a.strideY - a.top;
}

@inline export function inputCol(a: Strips, col: i32): i32 {
  return col * a.strideX - a.left;
}

/**
 * Lists the pixels of a strip as rows from `list` on, filling a frame at `frame` where one is needed, as far as the lines
 * of taps from `fromLine` to before `toLine` read it. Returns the number of pixels.
 */
export function layStrip(a: Strips, strip: i32, list: usize, frame: usize, fromLine: i32, toLine: i32): i32 {
  const col = firstCol(a, strip), row = firstRow(a, strip), image = firstImage(a, strip);
  const cols = colsIn(a, strip), rows = rowsIn(a, strip), images = imagesIn(a, strip);
  // Places in the list, in bytes, from a column, row and image to the next.
  const place: usize = offsetof<Row>();
  const listCol = a.edges == CLIPPED ? images * place : place;
  const listRow = cols * listCol, listImage = a.edges == CLIPPED ? place : rows * listRow;
  const pixel: usize = a.inPitch << 2, line = linePitch(a);
  const xCol = pixel * a.strideX, xRow = line * a.strideY;
  const yCol: usize = (a.colStep * a.outPitch) << 2, yRow: usize = (a.rowStep * a.outWidth * a.outPitch) << 2;
  for (let i = 0; i < images; i++) {
    const inRow = inputRow(a, row), inCol = inputCol(a, col);
    let x = a.x + (((image + i) * a.inHeight + inRow) * a.inWidth + inCol) * pixel;
    if (a.edges == FRAMED) {
      x = frame + i * frameRows(a) * line;
      fillFrame(a, x, image + i, inRow, inCol, fromLine, toLine);
    }
    const outRow = (image + i) * a.outHeight + row * a.rowStep + a.rowOrigin, outCol = col * a.colStep + a.colOrigin;
    let y = a.y + (((outRow * a.outWidth + outCol) * a.outPitch) << 2);
    for (let r = 0; r < rows; r++, x += xRow, y += yRow) {
      let at = list + i * listImage + r * listRow;
      for (let c: usize = 0; c < <usize>cols; c++, at += listCol) {
        changetype<Row>(at).x = x + c * xCol;
        changetype<Row>(at).y = y + c * yCol;
      }
    }
  }
  return images * rows * cols;
}

/** Copies the input from (`row`, `col`) of an image on into a frame; what lies outside the image is 0. */
function fillFrame(a: Strips, frame: usize, image: i32, row: i32, col: i32, fromLine: i32, toLine: i32): void {
  const pixel: usize = a.inPitch << 2;
  const cols = frameCols(a);
  const from = min(max(-col, 0), cols), to = max(min(a.inWidth - col, cols), from); // columns inside the image
  for (let r = 0, end = frameRows(a); r < end; r++, frame += cols * pixel) {
    if (!isRead(a, r, fromLine, toLine)) continue;
    const inRow = row + r;
    if (inRow < 0 || inRow >= a.inHeight) {
      clear(frame, cols * pixel);
      continue;
    }
    clear(frame, from * pixel);
    copy(frame + from * pixel, a.x + ((image * a.inHeight + inRow) * a.inWidth + col + from) * pixel, (to - from) * pixel);
    clear(frame + to * pixel, (cols - to) * pixel);
  }
}

/** Whether one of these lines of taps reads row `r` of a frame for some row of pixels. */
@inline function isRead(a: Strips, r: i32, fromLine: i32, toLine: i32): bool {
  for (let line = fromLine; line < toLine; line++) {
    const first = r - line * a.tapStepY; // where the line's window begins that would meet it
    if (first >= 0 && first % a.strideY == 0 && first / a.strideY < a.stripRows) return true;
  }
  return false;
}

// Rows are short: the instructions for copying and filling memory cost a call each in today's engines.

@inline function copy(to: usize, from: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + VECTOR <= bytes; i += VECTOR) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(from + i));
}

@inline function clear(to: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + VECTOR <= bytes; i += VECTOR) v128.store(to + i, splat(0));
  for (; i < bytes; i += 4) store<f32>(to + i, 0);
}
