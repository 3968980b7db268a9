// Activations that change the number of channels: a row of channels is several pieces of `units` each, or becomes that.

import { sigmoid } from "../math";
import { LANES, loadLanes, splat, storeLanes } from "../simd";

@unmanaged class CreluForwardArgs {
  y: usize; // [rows, 2, units]
  x: usize; // [rows, units]
  units: i32;
}

/** y[0] = max(x, 0), y[1] = max(-x, 0); NaN stays NaN. One item: a row. */
export function creluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<CreluForwardArgs>(args);
  const units = a.units, piece = <usize>units << 2;
  for (let row = begin; row < end; row++) {
    const x = a.x + <usize>row * piece, y = a.y + 2 * <usize>row * piece;
    for (let u = 0; u < units; u += LANES) {
      const at = <usize>u << 2, lanes = min(LANES, units - u), value = loadLanes(x + at, lanes);
      storeLanes(y + at, f32x4.pmax(value, splat(0)), lanes);
      storeLanes(y + piece + at, f32x4.pmax(f32x4.neg(value), splat(0)), lanes);
    }
  }
}

@unmanaged class CreluBackwardArgs {
  dx: usize; // [rows, units]
  dy: usize; // [rows, 2, units]
  y: usize; // [rows, 2, units]
  units: i32;
}

/** dx = dy[0] where y[0] > 0, -dy[1] where y[1] > 0, else 0. One item: a row. */
export function creluBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<CreluBackwardArgs>(args);
  const units = a.units, piece = <usize>units << 2;
  for (let row = begin; row < end; row++) {
    const dx = a.dx + <usize>row * piece, dy = a.dy + 2 * <usize>row * piece, y = a.y + 2 * <usize>row * piece;
    for (let u = 0; u < units; u += LANES) {
      const at = <usize>u << 2, lanes = min(LANES, units - u);
      const above = v128.and(loadLanes(dy + at, lanes), f32x4.gt(loadLanes(y + at, lanes), splat(0)));
      const open = f32x4.gt(loadLanes(y + piece + at, lanes), splat(0));
      storeLanes(dx + at, v128.bitselect(f32x4.neg(loadLanes(dy + piece + at, lanes)), above, open), lanes);
    }
  }
}

@unmanaged class MaxoutForwardArgs {
  y: usize; // [rows, units]
  x: usize; // [rows, pieces, units]
  pieces: i32;
  units: i32;
}

/** y = the greatest of x's pieces, unit by unit; NaN if any is NaN. One item: a row. */
export function maxoutForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<MaxoutForwardArgs>(args);
  const units = a.units, pieces = a.pieces, piece = <usize>units << 2;
  for (let row = begin; row < end; row++) {
    const y = a.y + <usize>row * piece, x = a.x + <usize>row * piece * pieces;
    for (let u = 0; u < units; u += LANES) {
      const lanes = min(LANES, units - u);
      let from = x + (<usize>u << 2), greatest = loadLanes(from, lanes);
      for (let p = 1; p < pieces; p++) greatest = f32x4.max(greatest, loadLanes((from += piece), lanes));
      storeLanes(y + (<usize>u << 2), greatest, lanes);
    }
  }
}

@unmanaged class MaxoutBackwardArgs {
  dx: usize; // [rows, pieces, units]
  dy: usize; // [rows, units]
  x: usize; // [rows, pieces, units]
  y: usize; // [rows, units]
  pieces: i32;
  units: i32;
}

/** dx = dy in the first piece that is y, 0 in the others. One item: a row. */
export function maxoutBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<MaxoutBackwardArgs>(args);
  const units = a.units, pieces = a.pieces, piece = <usize>units << 2;
  for (let row = begin; row < end; row++) {
    const narrow = <usize>row * piece, wide = narrow * pieces;
    for (let u = 0; u < units; u += LANES) {
      const lanes = min(LANES, units - u), at = <usize>u << 2;
      const y = loadLanes(a.y + narrow + at, lanes);
      let left = loadLanes(a.dy + narrow + at, lanes);
      for (let p = 0, i = wide + at; p < pieces; p++, i += piece) {
        const chosen = f32x4.eq(loadLanes(a.x + i, lanes), y);
        storeLanes(a.dx + i, v128.and(left, chosen), lanes);
        left = v128.andnot(left, chosen);
      }
    }
  }
}

@unmanaged class GluForwardArgs {
  y: usize; // [rows, units]
  x: usize; // [rows, 2, units]
  units: i32;
}

/** y = x[0] / (1 + e^-x[1]). One item: a row. */
export function gluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GluForwardArgs>(args);
  const units = a.units, piece = <usize>units << 2;
  for (let row = begin; row < end; row++) {
    const y = a.y + <usize>row * piece, x = a.x + 2 * <usize>row * piece;
    for (let u = 0; u < units; u += LANES) {
      const at = <usize>u << 2, lanes = min(LANES, units - u);
      storeLanes(y + at, f32x4.mul(loadLanes(x + at, lanes), sigmoid(loadLanes(x + piece + at, lanes))), lanes);
    }
  }
}

@unmanaged class GluBackwardArgs {
  dx: usize; // [rows, 2, units]
  dy: usize; // [rows, units]
  x: usize; // [rows, 2, units]
  units: i32;
}

/** dx[0] = dy s, dx[1] = dy x[0] s (1 - s) with s = 1 / (1 + e^-x[1]). One item: a row. */
export function gluBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GluBackwardArgs>(args);
  const units = a.units, piece = <usize>units << 2;
  for (let row = begin; row < end; row++) {
    const narrow = <usize>row * piece, dx = a.dx + 2 * narrow, x = a.x + 2 * narrow;
    for (let u = 0; u < units; u += LANES) {
      const at = <usize>u << 2, lanes = min(LANES, units - u);
      const gate = loadLanes(x + piece + at, lanes), opened = f32x4.mul(loadLanes(a.dy + narrow + at, lanes), sigmoid(gate));
      const slope = f32x4.mul(opened, sigmoid(f32x4.neg(gate)));
      storeLanes(dx + at, opened, lanes);
      storeLanes(dx + piece + at, f32x4.mul(slope, loadLanes(x + at, lanes)), lanes);
    }
  }
}
