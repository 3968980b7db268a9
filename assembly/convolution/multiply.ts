// The inner loop of every convolution. A tile is up to 6 rows (pixels) by 8 output channels, held in registers:
//
//                8 channels                      The weights of 8 output channels, a panel, lie in the order in which
//           +---- b0 ----+---- b1 ----+          they are used, so that the loop over k reads them one after the
//   row 0   |    c00     |    c01     |          other. For each k every row's input value is spread over a register
//    ...    |    ...     |    ...     |          and multiplied in.
//   row 5   |    c50     |    c51     |
//
// Channels last means that the inputs of one pixel, or of a whole row of taps, are one run of neighbouring floats.

import { VECTOR, madd, splat, store8 } from "../simd";
import { CHANNELS, LONG } from "./tile";

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
  const tiles = (rows + LONG - 1) / LONG, height = rows / tiles;
  const higher = rows - tiles * height; // tiles that have a row more; they come first
  multiplyTiles(panel, list, higher, height + 1);
  multiplyTiles(panel, list + higher * (height + 1) * offsetof<Row>(), tiles - higher, height);
}

function multiplyTiles(panel: Panel, list: usize, count: i32, height: i32): void {
  if (count == 0) return;
  if (LONG == 6 && height == 6) tiles6(panel, list, count);
  else if (LONG == 6 && height == 5) tiles5(panel, list, count);
  else if (height == 4) tiles4(panel, list, count);
  else if (height == 3) tiles3(panel, list, count);
  else if (height == 2) tiles2(panel, list, count);
  else tiles1(panel, list, count);
}

function tiles6(panel: Panel, list: usize, count: i32): void { tiles(panel, list, count, 6); }
function tiles5(panel: Panel, list: usize, count: i32): void { tiles(panel, list, count, 5); }
function tiles4(panel: Panel, list: usize, count: i32): void { tiles(panel, list, count, 4); }
function tiles3(panel: Panel, list: usize, count: i32): void { tiles(panel, list, count, 3); }
function tiles2(panel: Panel, list: usize, count: i32): void { tiles(panel, list, count, 2); }
function tiles1(panel: Panel, list: usize, count: i32): void { tiles(panel, list, count, 1); }

/** `count` tiles of `rows` rows. `rows` is a constant, and so is every condition on it. */
@inline function tiles(panel: Panel, list: usize, count: i32, rows: i32): void {
  const lineStep = panel.lineStep, runStep = panel.runStep, runBytes = panel.runBytes;
  for (; count > 0; count--, list += rows * offsetof<Row>()) {
    const x0 = input(panel, list, 0);
    const x1 = rows > 1 ? input(panel, list, 1) : 0;
    const x2 = rows > 2 ? input(panel, list, 2) : 0;
    const x3 = rows > 3 ? input(panel, list, 3) : 0;
    const x4 = rows > 4 ? input(panel, list, 4) : 0;
    const x5 = rows > 5 ? input(panel, list, 5) : 0;
    let c00 = splat(0), c01 = c00;
    if (panel.bias) {
      c00 = v128.load(panel.bias);
      c01 = v128.load(panel.bias, VECTOR);
    }
    let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01, c50 = c00, c51 = c01;
    for (let line = panel.lines, lineAt: usize = 0, from = panel.weights; line > 0; line--, lineAt += lineStep) {
      let weights = from;
      from += panel.lineWeights;
      for (let run = panel.runs, at = lineAt; run > 0; run--, at += runStep) {
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
    const residual = panel.residual, lanes = panel.lanes, low = splat(panel.low), high = splat(panel.high);
    output(address(panel, list, 0), c00, c01, residual, lanes, low, high);
    if (rows > 1) output(address(panel, list, 1), c10, c11, residual, lanes, low, high);
    if (rows > 2) output(address(panel, list, 2), c20, c21, residual, lanes, low, high);
    if (rows > 3) output(address(panel, list, 3), c30, c31, residual, lanes, low, high);
    if (rows > 4) output(address(panel, list, 4), c40, c41, residual, lanes, low, high);
    if (rows > 5) output(address(panel, list, 5), c50, c51, residual, lanes, low, high);
  }
}

@inline function input(panel: Panel, list: usize, row: i32): usize {
  return changetype<Row>(list + row * offsetof<Row>()).x + panel.x;
}

@inline function address(panel: Panel, list: usize, row: i32): usize {
  return changetype<Row>(list + row * offsetof<Row>()).y + panel.y;
}

@inline function output(y: usize, v0: v128, v1: v128, residual: usize, lanes: i32, low: v128, high: v128): void {
  if (residual != NO_RESIDUAL) {
    v0 = f32x4.add(v0, v128.load(y + residual));
    v1 = f32x4.add(v1, v128.load(y + residual, VECTOR));
  }
  v0 = f32x4.pmin(f32x4.pmax(v0, low), high); // NaN stays NaN
  v1 = f32x4.pmin(f32x4.pmax(v1, low), high);
  if (lanes == CHANNELS) {
    v128.store(y, v0);
    v128.store(y, v1, VECTOR);
  } else store8(y, v0, v1, lanes);
}
