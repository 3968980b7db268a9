// Gradient of a 3x3 convolution of stride 1 with respect to its weights: Winograd's algorithm for tiles of 4x4 outputs,
// turned round (matrices: winogradTransforms.ts, r = 4). A tile's inputs d and gradients dy take 36 products for each
// pair of channels instead of 144:
//
//     dw = G^T [sum over tiles of (A dy A^T) . (B^T d B)] G
//
// Tiles are dealt out to slices that depend on shapes alone. An item of work is a slice by a block of input channels by
// a block of panels of 8 output channels. Its tiles go by in strips; in scratch memory lie
//
//     inputs    [position][tile][cin]     a strip's inputs, transformed: a position is a place in a square of 6x6
//     gradients [position][tile][cout]    and its gradients, in whole panels
//     sums      [position][cin][cout]     of their products over all strips so far
//
// For one position that is a sum of outer products over tiles, computed in register tiles as in conv2dBackward.ts.

import { scratch } from "../scratch";
import { VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";
import { CHANNELS, LONG, rowsOfFirst, tilesOf } from "./tile";
import { WinogradInputs, clearZeros, inputTile6, zeros } from "./winogradInputs";
import { LINE, SQUARE_ROW } from "./winogradTransforms";

@unmanaged class WinogradBackwardWeightsArgs extends WinogradInputs {
  partials: usize; // [slices, 3, 3, cin, cout]
  dy: usize; // [n, outHeight, outWidth, cout]
  outHeight: i32;
  outWidth: i32;
  cout: i32;
  top: i32; // zeros above and to the left of the image; those below and to the right follow from the output's size
  left: i32;
  tilesY: i32; // tiles of 4x4 outputs of an image
  tilesX: i32;
  slices: i32;
  stripTiles: i32; // tiles of a strip
  blockRows: i32; // input channels of an item: a line's at most
  blockPanels: i32; // panels of an item: a line's at most
  inputs: i32; // where in scratch memory
  inputBytes: i32; // of a tile's place in a position
  gradients: i32;
  gradientPitch: i32; // bytes from a position to the next
  sums: i32;
  sumPitch: i32;
}

/** Bytes of 8 floats. */
@inline const EIGHT: usize = CHANNELS << 2;

/** partials[s] = the sum over slice s. One item is a slice by `blockRows` input channels by `blockPanels` panels. */
export function winogradBackwardWeights(args: usize, begin: i32, end: i32): void {
  const a = changetype<WinogradBackwardWeightsArgs>(args);
  const tiles = a.n * a.tilesY * a.tilesX, width = a.blockPanels * CHANNELS;
  const blocksOut = (a.cout + width - 1) / width, blocksIn = (a.cin + a.blockRows - 1) / a.blockRows;
  clearZeros();
  for (let item = begin; item < end; item++) {
    const channel = (item % blocksOut) * width, channels = min(width, a.cout - channel);
    const row = ((item / blocksOut) % blocksIn) * a.blockRows, rows = min(a.blockRows, a.cin - row);
    const slice = item / blocksOut / blocksIn;
    const first = ((slice as i64 * tiles) / a.slices) as i32, last = (((slice + 1) as i64 * tiles) / a.slices) as i32;
    for (let tile = first; tile < last; tile += a.stripTiles) {
      const count = min(a.stripTiles, last - tile);
      layStrip(a, tile, count, row, rows, channel, channels);
      for (let position = 0; position < 36; position++) addPosition(a, position, count, rows, channels, tile == first);
    }
    transformSums(a, slice, row, rows, channel, channels);
  }
}

/** Transforms the inputs and gradients of `count` tiles, in the item's channels. */
function layStrip(
  a: WinogradBackwardWeightsArgs, first: i32, count: i32, row: i32, rows: i32, channel: i32, channels: i32,
): void {
  let tileX = first % a.tilesX, tileY = (first / a.tilesX) % a.tilesY, image = first / a.tilesX / a.tilesY;
  for (let t = 0; t < count; t++) {
    const x = a.x + ((image * a.inHeight * a.inWidth * a.cin + row) << 2);
    const dy = a.dy + ((image * a.outHeight * a.outWidth * a.cout + channel) << 2);
    inputTile6(a, scratch() + a.inputs + t * a.inputBytes, x, tileY * 4 - a.top, tileX * 4 - a.left, rows);
    gradientTile(a, scratch() + a.gradients + t * a.blockPanels * EIGHT, dy, tileY * 4, tileX * 4, channels);
    if (++tileX < a.tilesX) continue;
    tileX = 0;
    if (++tileY < a.tilesY) continue;
    tileY = 0;
    image++;
  }
}

/** A dy A^T for the 4x4 gradients from (row, col) of the image at `dy` on. */
function gradientTile(a: WinogradBackwardWeightsArgs, to: usize, dy: usize, row: i32, col: i32, channels: i32): void {
  for (let j = 0; j < 4; j++) {
    gradientColumn(
      scratch() + j * LINE, gradient(a, dy, row, col + j), gradient(a, dy, row + 1, col + j),
      gradient(a, dy, row + 2, col + j), gradient(a, dy, row + 3, col + j), channels,
    );
  }
  const pitch = a.gradientPitch;
  for (let i = 0; i < 6; i++) gradientRow(to + i * 6 * pitch, pitch, scratch() + i * SQUARE_ROW, channels);
}

/** An output pixel's gradient in the image at `dy`, or zeros behind its edges. */
@inline function gradient(a: WinogradBackwardWeightsArgs, dy: usize, row: i32, col: i32): usize {
  return row < a.outHeight && col < a.outWidth ? dy + (((row * a.outWidth + col) * a.cout) << 2) : zeros();
}

// In memory, because engines build a constant vector in the code anew at every use.
const FOUR = memory.data<f32>([4, 4, 4, 4], 16);
const HALF = memory.data<f32>([0.5, 0.5, 0.5, 0.5], 16);
const QUARTER = memory.data<f32>([0.25, 0.25, 0.25, 0.25], 16);
const SIXTH = memory.data<f32>([1.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0], 16);

/** A for the lines of `channels` floats at y0 to y3; the results are a column of a square. */
function gradientColumn(to: usize, y0: usize, y1: usize, y2: usize, y3: usize, channels: i32): void {
  const four = v128.load(FOUR);
  let k: usize = 0;
  for (; channels >= 4; channels -= 4, k += VECTOR) {
    expand(to + k, SQUARE_ROW, four, v128.load(y0 + k), v128.load(y1 + k), v128.load(y2 + k), v128.load(y3 + k));
  }
  if (channels) {
    const g0 = loadLanes(y0 + k, channels), g1 = loadLanes(y1 + k, channels);
    expand(to + k, SQUARE_ROW, four, g0, g1, loadLanes(y2 + k, channels), loadLanes(y3 + k, channels));
  }
}

/** A for a row of a square; the results lie `step` apart. */
function gradientRow(to: usize, step: usize, from: usize, channels: i32): void {
  const four = v128.load(FOUR);
  for (; channels > 0; channels -= 4, from += VECTOR, to += VECTOR) {
    const g0 = v128.load(from), g1 = v128.load(from, LINE), g2 = v128.load(from, 2 * LINE);
    expand(to, step, four, g0, g1, g2, v128.load(from, 3 * LINE));
  }
}

@inline function expand(to: usize, step: usize, four: v128, g0: v128, g1: v128, g2: v128, g3: v128): void {
  const even = f32x4.add(g0, g2), odd = f32x4.add(g1, g3);
  const even2 = madd(g2, four, g0), half = madd(g3, four, g1), odd2 = f32x4.add(half, half);
  v128.store(to, g0);
  v128.store(to + step, f32x4.add(even, odd));
  v128.store(to + 2 * step, f32x4.sub(even, odd));
  v128.store(to + 3 * step, f32x4.add(even2, odd2));
  v128.store(to + 4 * step, f32x4.sub(even2, odd2));
  v128.store(to + 5 * step, g3);
}

/** Adds a strip's products to one position's sums; writes them, if the strip is the slice's first. */
function addPosition(
  a: WinogradBackwardWeightsArgs, position: i32, count: i32, rows: i32, channels: i32, fresh: bool,
): void {
  const pitch: usize = a.blockPanels * EIGHT;
  const gradients = scratch() + a.gradients + position * a.gradientPitch;
  let x = scratch() + a.inputs + position * a.inputPitch, sums = scratch() + a.sums + position * a.sumPitch;
  for (let tiles = tilesOf(rows); tiles > 0; tiles--) {
    const height = rowsOfFirst(rows, tiles);
    let dy = gradients, to = sums;
    for (let channel = 0; channel < channels; channel += CHANNELS, dy += EIGHT, to += EIGHT) {
      if (LONG == 6 && height == 6) tile6(x, a.inputBytes, dy, pitch, count, to, fresh);
      else if (LONG == 6 && height == 5) tile5(x, a.inputBytes, dy, pitch, count, to, fresh);
      else if (height == 4) tile4(x, a.inputBytes, dy, pitch, count, to, fresh);
      else if (height == 3) tile3(x, a.inputBytes, dy, pitch, count, to, fresh);
      else if (height == 2) tile2(x, a.inputBytes, dy, pitch, count, to, fresh);
      else tile1(x, a.inputBytes, dy, pitch, count, to, fresh);
    }
    x += height << 2;
    sums += height * pitch;
    rows -= height;
  }
}

function tile6(x: usize, step: usize, dy: usize, pitch: usize, count: i32, to: usize, fresh: bool): void {
  tile(6, x, step, dy, pitch, count, to, fresh);
}
function tile5(x: usize, step: usize, dy: usize, pitch: usize, count: i32, to: usize, fresh: bool): void {
  tile(5, x, step, dy, pitch, count, to, fresh);
}
function tile4(x: usize, step: usize, dy: usize, pitch: usize, count: i32, to: usize, fresh: bool): void {
  tile(4, x, step, dy, pitch, count, to, fresh);
}
function tile3(x: usize, step: usize, dy: usize, pitch: usize, count: i32, to: usize, fresh: bool): void {
  tile(3, x, step, dy, pitch, count, to, fresh);
}
function tile2(x: usize, step: usize, dy: usize, pitch: usize, count: i32, to: usize, fresh: bool): void {
  tile(2, x, step, dy, pitch, count, to, fresh);
}
function tile1(x: usize, step: usize, dy: usize, pitch: usize, count: i32, to: usize, fresh: bool): void {
  tile(1, x, step, dy, pitch, count, to, fresh);
}

/**
 * The sum of `count` outer products of `rows` inputs and 8 gradients, `step` and `pitch` bytes apart. Rows of sums are
 * `pitch` bytes apart too. `rows` is a constant, and so is every condition on it.
 */
@inline function tile(
  rows: i32, x: usize, step: usize, dy: usize, pitch: usize, count: i32, to: usize, fresh: bool,
): void {
  let c00 = splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  for (const end = dy + count * pitch; dy != end; dy += pitch, x += step) {
    const b0 = v128.load(dy), b1 = v128.load(dy, VECTOR);
    let s = v128.load32_splat(x);
    c00 = madd(s, b0, c00);
    c01 = madd(s, b1, c01);
    if (rows > 1) {
      s = v128.load32_splat(x, 4);
      c10 = madd(s, b0, c10);
      c11 = madd(s, b1, c11);
    }
    if (rows > 2) {
      s = v128.load32_splat(x, 8);
      c20 = madd(s, b0, c20);
      c21 = madd(s, b1, c21);
    }
    if (rows > 3) {
      s = v128.load32_splat(x, 12);
      c30 = madd(s, b0, c30);
      c31 = madd(s, b1, c31);
    }
    if (rows > 4) {
      s = v128.load32_splat(x, 16);
      c40 = madd(s, b0, c40);
      c41 = madd(s, b1, c41);
    }
    if (rows > 5) {
      s = v128.load32_splat(x, 20);
      c50 = madd(s, b0, c50);
      c51 = madd(s, b1, c51);
    }
  }
  add8(to, c00, c01, fresh);
  if (rows > 1) add8(to + pitch, c10, c11, fresh);
  if (rows > 2) add8(to + 2 * pitch, c20, c21, fresh);
  if (rows > 3) add8(to + 3 * pitch, c30, c31, fresh);
  if (rows > 4) add8(to + 4 * pitch, c40, c41, fresh);
  if (rows > 5) add8(to + 5 * pitch, c50, c51, fresh);
}

@inline function add8(to: usize, low: v128, high: v128, fresh: bool): void {
  v128.store(to, fresh ? low : f32x4.add(v128.load(to), low));
  v128.store(to, fresh ? high : f32x4.add(v128.load(to, VECTOR), high), VECTOR);
}

/** G^T sums G, as the slice's partial sums. */
function transformSums(
  a: WinogradBackwardWeightsArgs, slice: i32, row: i32, rows: i32, channel: i32, channels: i32,
): void {
  const pitch: usize = a.sumPitch, tap: usize = (a.cin * a.cout) << 2;
  let from = scratch() + a.sums;
  let to = a.partials + slice * 9 * tap + ((row * a.cout + channel) << 2);
  for (let r = 0; r < rows; r++, from += a.blockPanels * EIGHT, to += a.cout << 2) {
    for (let j = 0; j < 6; j++) sumColumn(scratch() + j * LINE, from + j * pitch, 6 * pitch, channels);
    for (let i = 0; i < 3; i++) sumRow(to + i * 3 * tap, tap, scratch() + i * SQUARE_ROW, channels);
  }
}

/** G^T for six lines `step` apart; the results are a column of a square. */
function sumColumn(to: usize, from: usize, step: usize, channels: i32): void {
  const half = v128.load(HALF), quarter = v128.load(QUARTER), sixth = v128.load(SIXTH);
  for (; channels > 0; channels -= 4, from += VECTOR, to += VECTOR) {
    contract(to, SQUARE_ROW, 4, from, step, half, quarter, sixth);
  }
}

/** G^T for a row of a square; the results, weights, lie `tap` apart. */
function sumRow(to: usize, tap: usize, from: usize, channels: i32): void {
  const half = v128.load(HALF), quarter = v128.load(QUARTER), sixth = v128.load(SIXTH);
  for (; channels >= 4; channels -= 4, from += VECTOR, to += VECTOR) {
    contract(to, tap, 4, from, LINE, half, quarter, sixth);
  }
  if (channels) contract(to, tap, channels, from, LINE, half, quarter, sixth);
}

@inline function contract(
  to: usize, toStep: usize, lanes: i32, from: usize, step: usize, half: v128, quarter: v128, sixth: v128,
): void {
  const u1 = v128.load(from + step), u2 = v128.load(from + 2 * step);
  const u3 = v128.load(from + 3 * step), u4 = v128.load(from + 4 * step);
  const near = f32x4.add(u1, u2), odd = f32x4.sub(u2, u1), far = f32x4.add(u3, u4), odd2 = f32x4.sub(u3, u4);
  const even = f32x4.mul(f32x4.sub(f32x4.mul(far, quarter), near), sixth);
  storeLanes(to, madd(v128.load(from), quarter, even), lanes);
  storeLanes(to + toStep, f32x4.mul(madd(odd2, half, odd), sixth), lanes);
  storeLanes(to + 2 * toStep, madd(f32x4.sub(far, near), sixth, v128.load(from + 5 * step)), lanes);
}
