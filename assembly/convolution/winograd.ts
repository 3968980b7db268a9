// Winograd's convolution: 3x3 windows of stride 1, channels last. Tiles of 4x4 outputs take 36 products for each pair of
// channels instead of 144, tiles of 2x2 take 16 instead of 36. An item of work is a strip of tiles, of one image or of
// several, by a block of output channels. In scratch memory lie
//
//     inputs   [position][tile][cin]          the tiles' inputs, transformed: a position is a place in a square of 6x6 (4x4)
//     products [position][tile][8 panels]     inputs times weights, for a group of panels at a time
//
// and from the products the outputs are transformed. For one position the inputs of all tiles, and the weights of a panel, are
// dense matrices: multiply.ts is the inner loop here too.

import { NO_RESIDUAL, Panel, Row, multiply } from "./multiply";
import { scratch } from "../scratch";
import { CHANNELS } from "./tile";
import { WinogradInputs, clearZeros, inputTile4, inputTile6, zeros } from "./winogradInputs";
import { LINE, SQUARE_ROW, Target, outputColumn4, outputColumn6, outputRow4, outputRow6 } from "./winogradTransforms";

/** Channels of a line, and panels that have as many. */
@inline const BLOCK: i32 = 64;
@inline const GROUP: i32 = 8;

@unmanaged class WinogradForwardArgs extends WinogradInputs {
  y: usize; // [n, outHeight, outWidth, cout]
  weights: usize; // [ceil(cout / 8), positions, cin, 8], from winogradWeights
  bias: usize; // [cout] or 0
  residual: usize; // added to the result, as large as y, or 0
  outHeight: i32;
  outWidth: i32;
  cout: i32;
  top: i32; // zeros above and to the left of the image; those below and to the right follow from the output's size
  left: i32;
  tile: i32; // 2 or 4: outputs of a tile each way
  tilesY: i32; // tiles of an image
  tilesX: i32;
  stripTiles: i32; // tiles of an item
  blockPanels: i32; // panels of an item
  weightPitch: i32; // bytes from a position to the next
  inputs: i32; // where in scratch memory
  inputBytes: i32; // of a tile's place in a position
  products: i32;
  productBytes: i32;
  productPitch: i32;
  low: f32; // the result is clamped to [low, high]
  high: f32;
}

/** y = clamp(bias + residual + x * weights). One item is `stripTiles` tiles by `blockPanels` panels of 8 output channels. */
export function winogradForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<WinogradForwardArgs>(args);
  const tiles = a.n * a.tilesY * a.tilesX;
  const panels = (a.cout + CHANNELS - 1) / CHANNELS;
  const blocks = (panels + a.blockPanels - 1) / a.blockPanels;
  let laid = -1, count = 0;
  for (let item = begin; item < end; item++) {
    const strip = item / blocks, first = (item % blocks) * a.blockPanels;
    if (strip != laid) {
      count = min(a.stripTiles, tiles - strip * a.stripTiles);
      layStrip(a, strip * a.stripTiles, count);
      laid = strip;
    }
    for (let panel = first, last = min(first + a.blockPanels, panels); panel < last; panel += GROUP) {
      const group = min(GROUP, last - panel);
      multiplyGroup(a, panel, group, count);
      transformOutputs(a, panel, group, count);
    }
  }
}

/** Where a tile's outputs go. */
@unmanaged class Tile {
  y: usize; // the first one
  rows: i32; // of outputs that the image has
  cols: i32;
}

// Scratch memory begins with a square of lines, a line of zeros, two structs and the strip's list of tiles.

@inline function panelStruct(): Panel { return changetype<Panel>(zeros() + LINE); }
@inline function targetStruct(): Target { return changetype<Target>(zeros() + LINE + 64); }
@inline function tileOf(t: i32): Tile { return changetype<Tile>(zeros() + LINE + 128 + t * offsetof<Tile>()); }
@inline function rowList(a: WinogradForwardArgs): usize { return changetype<usize>(tileOf(a.stripTiles)); }

/** Lists `count` tiles and the rows that multiply.ts reads for them, and transforms their inputs. */
function layStrip(a: WinogradForwardArgs, first: i32, count: i32): void {
  clearZeros();
  let col = first % a.tilesX, row = (first / a.tilesX) % a.tilesY, image = first / a.tilesX / a.tilesY;
  for (let t = 0; t < count; t++) {
    const top = row * a.tile, left = col * a.tile;
    const tile = tileOf(t), list = changetype<Row>(rowList(a) + t * offsetof<Row>());
    tile.y = a.y + ((((image * a.outHeight + top) * a.outWidth + left) * a.cout) << 2);
    tile.rows = min(a.tile, a.outHeight - top);
    tile.cols = min(a.tile, a.outWidth - left);
    list.x = scratch() + a.inputs + t * a.inputBytes;
    list.y = scratch() + a.products + t * a.productBytes;
    for (let channel = 0; channel < a.cin; channel += BLOCK) {
      const x = a.x + ((image * a.inHeight * a.inWidth * a.cin + channel) << 2);
      const channels = min(BLOCK, a.cin - channel);
      if (a.tile == 4) inputTile6(a, list.x + (channel << 2), x, top - a.top, left - a.left, channels);
      else inputTile4(a, list.x + (channel << 2), x, top - a.top, left - a.left, channels);
    }
    if (++col < a.tilesX) continue;
    col = 0;
    if (++row < a.tilesY) continue;
    row = 0;
    image++;
  }
}

/** The products of a group of panels, in all positions of `count` tiles. */
function multiplyGroup(a: WinogradForwardArgs, first: i32, group: i32, count: i32): void {
  const positions = (a.tile + 2) * (a.tile + 2);
  const panel = panelStruct();
  panel.weights = a.weights + first * positions * a.weightPitch;
  panel.lines = 1;
  panel.lineStep = 0;
  panel.lineWeights = 0;
  panel.runs = 1;
  panel.runStep = 0;
  panel.runBytes = a.cin << 2;
  panel.bias = 0;
  panel.residual = NO_RESIDUAL;
  panel.lanes = CHANNELS;
  panel.low = -Infinity;
  panel.high = Infinity;
  for (let p = 0; p < group; p++) {
    for (let position = 0; position < positions; position++) {
      panel.x = position * a.inputPitch;
      panel.y = position * a.productPitch + ((p * CHANNELS) << 2);
      multiply(panel, rowList(a), count);
      panel.weights += a.weightPitch;
    }
  }
}

/** Transforms the products of a group of panels into outputs. */
function transformOutputs(a: WinogradForwardArgs, first: i32, group: i32, count: i32): void {
  const channel = first * CHANNELS;
  const target = targetStruct();
  target.bias = a.bias ? a.bias + (channel << 2) : zeros();
  target.residual = a.residual ? a.residual - a.y : NO_RESIDUAL;
  target.pixel = a.cout << 2;
  target.channels = min(group * CHANNELS, a.cout - channel);
  target.low = a.low;
  target.high = a.high;
  const bytes: usize = (group * CHANNELS) << 2;
  for (let t = 0; t < count; t++) {
    const from = scratch() + a.products + t * a.productBytes;
    if (a.tile == 4) outputTile6(a, target, tileOf(t), channel, from, bytes);
    else outputTile4(a, target, tileOf(t), channel, from, bytes);
  }
}

function outputTile6(a: WinogradForwardArgs, target: Target, tile: Tile, channel: i32, from: usize, bytes: usize): void {
  const pitch: usize = a.productPitch;
  for (let j = 0; j < 6; j++) outputColumn6(scratch() + j * LINE, from + j * pitch, 6 * pitch, bytes);
  let y = tile.y + (channel << 2);
  for (let i = 0; i < tile.rows; i++, y += a.outWidth * target.pixel) {
    outputRow6(target, y, tile.cols, scratch() + i * SQUARE_ROW);
  }
}

function outputTile4(a: WinogradForwardArgs, target: Target, tile: Tile, channel: i32, from: usize, bytes: usize): void {
  const pitch: usize = a.productPitch;
  for (let j = 0; j < 4; j++) outputColumn4(scratch() + j * LINE, from + j * pitch, 4 * pitch, bytes);
  let y = tile.y + (channel << 2);
  for (let i = 0; i < tile.rows; i++, y += a.outWidth * target.pixel) {
    outputRow4(target, y, tile.cols, scratch() + i * SQUARE_ROW);
  }
}
