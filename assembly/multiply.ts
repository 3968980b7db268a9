// The inner loop of every convolution. A tile is up to 6 rows (pixels) by 8 output channels, held in registers:
//
//                8 channels                      The weights of 8 output channels, a panel, lie in the order in which
//           +---- b0 ----+---- b1 ----+          they are used, so that the loop over k reads them one after the
//   row 0   |    c00     |    c01     |          other. For each k every row's input value is spread over a register
//    ...    |    ...     |    ...     |          and multiplied in.
//   row 5   |    c50     |    c51     |
//
// Channels last means that the inputs of one pixel, or of a whole row of taps, are one run of neighbouring floats.

import { VECTOR, madd, splat, store8 } from "./simd";
import { CHANNELS, LONG, rowsOfFirst, tilesOf } from "./tile";

/** What all tiles of one panel have in common. */
@unmanaged export class Panel {
  weights: usize; // [lines, runs, run, 8]
  lineWeights: usize; // bytes from a line's weights to the next one's
  lines: i32; // a row's inputs are lines of runs of floats: lines * runs * runBytes / 4 terms in all
  lineStep: usize; // bytes from a line's input to the next one's
  runs: i32;
  runStep: usize;
  runBytes: usize;
  x: usize; // added to every row's x
  y: usize; // added to every row's y
  bias: usize; // [8], or 0; lanes behind the last channel are read and never stored
  residual: usize; // the way from a row's y to 8 floats that are added (0: in place; modulo 2^32), or NO_RESIDUAL
  lanes: i32; // channels stored, 1 to 8
  low: f32; // results are clamped to [low, high]; NaN stays NaN
  high: f32;
}

/** No way that leads to floats. */
@inline export const NO_RESIDUAL: usize = 1;

/** Where a row's input begins and where its results go. */
@unmanaged export class Row {
  x: usize;
  y: usize;
}

/** y = clamp(bias + residual + x * weights) for the `rows` rows listed from `list` on. Rows share the tiles evenly. */
export function multiply(panel: Panel, list: usize, rows: i32): void {
  for (let tiles = tilesOf(rows); tiles > 0; tiles--) {
    const first = rowsOfFirst(rows, tiles);
    if (LONG == 6 && first == 6) tile6(panel, list);
    else if (LONG == 6 && first == 5) tile5(panel, list);
    else if (first == 4) tile4(panel, list);
    else if (first == 3) tile3(panel, list);
    else if (first == 2) tile2(panel, list);
    else tile1(panel, list);
    list += first * offsetof<Row>();
    rows -= first;
  }
}

function tile6(panel: Panel, list: usize): void { tile(panel, list, 6); }
function tile5(panel: Panel, list: usize): void { tile(panel, list, 5); }
function tile4(panel: Panel, list: usize): void { tile(panel, list, 4); }
function tile3(panel: Panel, list: usize): void { tile(panel, list, 3); }
function tile2(panel: Panel, list: usize): void { tile(panel, list, 2); }
function tile1(panel: Panel, list: usize): void { tile(panel, list, 1); }

/** `rows` is a constant, and so is every condition on it. */
@inline function tile(panel: Panel, list: usize, rows: i32): void {
  const x0 = input(panel, list, 0);
  const x1 = rows > 1 ? input(panel, list, 1) : 0;
  const x2 = rows > 2 ? input(panel, list, 2) : 0;
  const x3 = rows > 3 ? input(panel, list, 3) : 0;
  const x4 = rows > 4 ? input(panel, list, 4) : 0;
  const x5 = rows > 5 ? input(panel, list, 5) : 0;
  const lineStep = panel.lineStep, runStep = panel.runStep, runBytes = panel.runBytes, runs = panel.runs;
  let c00 = splat(0), c01 = c00;
  if (panel.bias) {
    c00 = v128.load(panel.bias);
    c01 = v128.load(panel.bias, VECTOR);
  }
  let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01, c50 = c00, c51 = c01;
  for (let line = panel.lines, lineAt: usize = 0, from = panel.weights; line > 0; line--, lineAt += lineStep) {
    let weights = from;
    from += panel.lineWeights;
    for (let run = runs, at = lineAt; run > 0; run--, at += runStep) {
      for (let k = at, end = at + runBytes; k != end; k += 4, weights += CHANNELS << 2) {
        const b0 = v128.load(weights), b1 = v128.load(weights, VECTOR);
        let s = v128.load32_splat(x0 + k);
        c00 = madd(s, b0, c00);
        c01 = madd(s, b1, c01);
        if (rows > 1) {
          s = v128.load32_splat(x1 + k);
          c10 = madd(s, b0, c10);
          c11 = madd(s, b1, c11);
        }
        if (rows > 2) {
          s = v128.load32_splat(x2 + k);
          c20 = madd(s, b0, c20);
          c21 = madd(s, b1, c21);
        }
        if (rows > 3) {
          s = v128.load32_splat(x3 + k);
          c30 = madd(s, b0, c30);
          c31 = madd(s, b1, c31);
        }
        if (rows > 4) {
          s = v128.load32_splat(x4 + k);
          c40 = madd(s, b0, c40);
          c41 = madd(s, b1, c41);
        }
        if (rows > 5) {
          s = v128.load32_splat(x5 + k);
          c50 = madd(s, b0, c50);
          c51 = madd(s, b1, c51);
        }
      }
    }
  }
  output(panel, list, 0, c00, c01);
  if (rows > 1) output(panel, list, 1, c10, c11);
  if (rows > 2) output(panel, list, 2, c20, c21);
  if (rows > 3) output(panel, list, 3, c30, c31);
  if (rows > 4) output(panel, list, 4, c40, c41);
  if (rows > 5) output(panel, list, 5, c50, c51);
}

@inline function input(panel: Panel, list: usize, row: i32): usize {
  return changetype<Row>(list + row * offsetof<Row>()).x + panel.x;
}

@inline function output(panel: Panel, list: usize, row: i32, low: v128, high: v128): void {
  const y = changetype<Row>(list + row * offsetof<Row>()).y + panel.y;
  if (panel.residual != NO_RESIDUAL) {
    low = f32x4.add(low, v128.load(y + panel.residual));
    high = f32x4.add(high, v128.load(y + panel.residual, VECTOR));
  }
  low = clamp(low, panel.low, panel.high);
  high = clamp(high, panel.low, panel.high);
  if (panel.lanes == CHANNELS) {
    v128.store(y, low);
    v128.store(y, high, VECTOR);
  } else store8(y, low, high, panel.lanes);
}

/** v within [low, high]; NaN stays NaN. */
@inline function clamp(v: v128, low: f32, high: f32): v128 {
  return f32x4.pmin(f32x4.pmax(v, splat(low)), splat(high));
}

function storeTail(y: usize, low: v128, high: v128, lanes: i32): void {
  store8(y, low, high, lanes);
}
