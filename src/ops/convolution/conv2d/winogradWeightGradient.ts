import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { type Program, work } from "../../../plan/program.ts";
import { CHANNELS } from "./panels.ts";
import { inSlices } from "./slices.ts";
import { evenly } from "./strips.ts";
import type { WinogradSizes } from "./winograd.ts";

/** Outputs of a tile each way, and the positions of its transformed inputs and gradients: F(4x4, 3x3). */
const TILE = 4;
const POSITIONS = (TILE + 2) ** 2;
/** Scratch memory of assembly/convolution/winogradBackward.ts before a strip's inputs: a square and a line of zeros. */
const FIXED_BYTES = 6 * 6 * 256 + 256;

/** Channels of an item at most, of inputs and of outputs: a line. Their sums are to stay in a core's own cache. */
const BLOCK_CHANNELS = 64;
/** Bytes that a strip's transformed inputs and gradients may take beside them. */
const STRIP_BYTES = 1 << 19;
/** Items that are enough to keep threads busy. */
const ENOUGH_ITEMS = 16;
/** Tiles that a slice should have, so that it is worth transforming its sums. */
const SLICE_TILES = 32;

/** dw = x * dy summed over images and pixels, for a 3x3 convolution of stride 1. */
export function winogradWeightGradient(
  program: Program,
  c: WinogradSizes,
  { dw, dy, x }: { dw: Slot; dy: Slot; x: Slot },
): void {
  const { cin, cout } = c;
  const [tilesY, tilesX, tiles] = tilesOf(c);
  const blockRows = evenly(cin, BLOCK_CHANNELS);
  const blockPanels = Math.ceil(evenly(cout, BLOCK_CHANNELS) / CHANNELS);
  const blocks = Math.ceil(cin / blockRows) * Math.ceil(cout / (blockPanels * CHANNELS));
  const most = Math.max(1, 2 * Math.round(tiles / SLICE_TILES / 2)); // an even number, for two threads
  const slices = Math.min(Math.ceil(ENOUGH_ITEMS / blocks), most);
  const inputBytes = Math.ceil(blockRows / 4) * 16;
  const gradientBytes = blockPanels * CHANNELS * 4;
  const fitting = Math.floor(STRIP_BYTES / POSITIONS / (inputBytes + gradientBytes));
  const stripTiles = evenly(Math.ceil(tiles / slices), fitting);
  const inputPitch = oddLines(stripTiles * inputBytes);
  const gradientPitch = oddLines(stripTiles * gradientBytes);
  const sumPitch = oddLines(blockRows * gradientBytes);
  const gradients = FIXED_BYTES + POSITIONS * inputPitch;
  const sums = gradients + POSITIONS * gradientPitch;
  inSlices(program, dw, slices, (partials) =>
    program.emit(
      kernels.winogradBackwardWeights,
      {
        ...{ partials, dy, x, ...c, tilesY, tilesX, slices, stripTiles, blockRows, blockPanels },
        ...{ inputs: FIXED_BYTES, inputBytes, inputPitch, gradients, gradientPitch, sums, sumPitch },
      },
      {
        ...work(slices * blocks, (POSITIONS * tiles * cin * cout) / slices / blocks),
        scratch: sums + POSITIONS * sumPitch,
      },
    ),
  );
}

/** Tiles down, across, and in all images together. */
function tilesOf({ n, outHeight, outWidth }: WinogradSizes): [y: number, x: number, all: number] {
  const [y, x] = [Math.ceil(outHeight / TILE), Math.ceil(outWidth / TILE)];
  return [y, x, n * y * x];
}

/** An odd number of cache lines: places so far apart do not fall into the same few sets of a cache. */
const oddLines = (bytes: number): number => (Math.ceil(bytes / 64) | 1) * 64;

// The rule is a model of the time, in multiply-adds. Its numbers were fitted to 1192 measurements (1 to 64 square images of 1 to 56
// pixels a side, 3 to 512 channels, both builds).

/** Transforms, as channels more: a tile's input transform costs as much as so many outputs more, and the other way round. */
const INPUT_TRANSFORM = 4;
const GRADIENT_TRANSFORM = 3;
/** A weight's sums, and their transform, cost as much as so many tiles more. */
const SUMS = 3;
/** The share of the direct kernel's multiply-adds that this model's may be: 0.9 takes as long, the rest is for its error. */
const WORTH = 0.8;

/** Whether {@link winogradWeightGradient} is faster than the direct kernel for these sizes, and by enough to be worth its error. */
export function winogradWeightGradientPays(c: WinogradSizes): boolean {
  const [, , tiles] = tilesOf(c);
  const width = Math.ceil(c.cout / CHANNELS) * CHANNELS;
  const direct = 9 * c.n * c.outHeight * c.outWidth * c.cin * width;
  const perTile = (c.cin + GRADIENT_TRANSFORM) * (width + INPUT_TRANSFORM);
  return POSITIONS * (tiles * perTile + SUMS * c.cin * width) < WORTH * direct;
}
