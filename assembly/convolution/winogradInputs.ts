// The inputs of tiles, transformed: what Winograd's convolution and the gradient of its weights have in common.

import { scratch } from "../scratch";
import { VECTOR, splat } from "../simd";
import { LINE, SQUARE, SQUARE_ROW, inputColumn4, inputColumn6, inputRow4, inputRow6 } from "./winogradTransforms";

/** Images, and how far apart a tile's positions lie once it is transformed. */
@unmanaged export class WinogradInputs {
  x: usize; // [n, inHeight, inWidth, cin]
  n: i32;
  inHeight: i32;
  inWidth: i32;
  cin: i32;
  inputPitch: i32; // bytes from a position to the next
}

/** A line of zeros. It follows the square of lines with which scratch memory begins. */
@inline export function zeros(): usize { return scratch() + SQUARE; }

export function clearZeros(): void {
  for (let k: usize = 0; k < LINE; k += VECTOR) v128.store(zeros() + k, splat(0));
}

/** Transforms the 6x6 inputs from (row, col) of the image at `x` on, in up to a line's channels. */
export function inputTile6(a: WinogradInputs, to: usize, x: usize, row: i32, col: i32, channels: i32): void {
  for (let j = 0; j < 6; j++) {
    inputColumn6(
      scratch() + j * LINE, input(a, x, row, col + j), input(a, x, row + 1, col + j), input(a, x, row + 2, col + j),
      input(a, x, row + 3, col + j), input(a, x, row + 4, col + j), input(a, x, row + 5, col + j), channels,
    );
  }
  for (let i = 0; i < 6; i++) inputRow6(to + i * 6 * a.inputPitch, a.inputPitch, scratch() + i * SQUARE_ROW, channels);
}

/** As inputTile6, for 4x4 inputs. */
export function inputTile4(a: WinogradInputs, to: usize, x: usize, row: i32, col: i32, channels: i32): void {
  for (let j = 0; j < 4; j++) {
    inputColumn4(
      scratch() + j * LINE, input(a, x, row, col + j), input(a, x, row + 1, col + j), input(a, x, row + 2, col + j),
      input(a, x, row + 3, col + j), channels,
    );
  }
  for (let i = 0; i < 4; i++) inputRow4(to + i * 4 * a.inputPitch, a.inputPitch, scratch() + i * SQUARE_ROW, channels);
}

/** A pixel of the image at `x`, or zeros outside. */
@inline function input(a: WinogradInputs, x: usize, row: i32, col: i32): usize {
  const inside = (row as u32) < (a.inHeight as u32) && (col as u32) < (a.inWidth as u32);
  return inside ? x + (((row * a.inWidth + col) * a.cin) << 2) : zeros();
}
