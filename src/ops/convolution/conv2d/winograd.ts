import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { type Program, work } from "../../../plan/program.ts";
import type { Geometry } from "./geometry.ts";
import { CHANNELS } from "./panels.ts";

/** Sizes of a 3x3 convolution of stride 1. Zeros below and to the right follow from the output's size. */
export interface WinogradSizes {
  readonly n: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly cin: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly cout: number;
  readonly top: number;
  readonly left: number;
}

/** The sizes of a convolution that Winograd's algorithms can do, or null: any 3x3 window of stride 1 with up to 2 zeros a side. */
export function winogradSizes(g: Geometry): WinogradSizes | null {
  const plain = g.groups * g.strideY * g.strideX * g.dilationY * g.dilationX === 1;
  if (!plain || g.tapsY !== 3 || g.tapsX !== 3 || Math.max(g.top, g.left, g.bottom, g.right) > 2) return null;
  const { n, inHeight, inWidth, cin, outHeight, outWidth, cout, top, left } = g;
  return { n, inHeight, inWidth, cin, outHeight, outWidth, cout, top, left };
}

/** The same for the gradient with respect to the input: a convolution of the output's gradient. */
export function flippedSizes(g: Geometry): WinogradSizes | null {
  const c = winogradSizes(g);
  return (
    c && {
      ...{
        n: c.n,
        inHeight: c.outHeight,
        inWidth: c.outWidth,
        cin: c.cout,
        outHeight: c.inHeight,
        outWidth: c.inWidth,
      },
      ...{ cout: c.cin, top: 2 - c.top, left: 2 - c.left },
    }
  );
}

/** What {@link winograd} reads and writes. */
export interface WinogradSlots {
  readonly y: Slot;
  readonly x: Slot;
  /** [3, 3, cin, cout]; flipped: [3, 3, cout, cin]. */
  readonly kernel: Slot;
  /** What each output channel's weights are multiplied by. */
  readonly factor: Slot | null;
  readonly bias: Slot | null;
  /** Added, as large as the output. */
  readonly residual: Slot | null;
}

/** How {@link winograd} computes. */
export interface WinogradOptions {
  /** Outputs of a tile each way: F(2x2, 3x3) or F(4x4, 3x3). */
  readonly tile: 2 | 4;
  /** True for the gradient with respect to the input: taps turned round, input and output channels exchanged. */
  readonly flipped: boolean;
  /** The result is clamped to [low, high]. */
  readonly low: number;
  readonly high: number;
}

/** Panels whose products are kept at a time: `GROUP` of assembly/convolution/winograd.ts. */
const GROUP = 8;
/** Scratch memory of assembly/convolution/winograd.ts before its list of tiles: a square, a line of zeros, two structs. */
const FIXED_BYTES = 6 * 6 * 256 + 256 + 2 * 64;
/** Bytes of a tile in the lists: a `Tile` and a `Row`. */
const LISTED_BYTES = 12 + 8;
/** Bytes of scratch memory for `WinogradWeightsArgs`' kernel: 9 taps, and 6 columns of 3. */
const WEIGHTS_SCRATCH = (9 + 6 * 3) * 16;

/** Bytes that a strip's transformed inputs and products may take, to stay in a thread's own cache. */
const STRIP_BYTES = 3 << 18;
/** Tiles that a strip may always have: with fewer, reading the weights would take longer than multiplying by them. */
const ENOUGH_TILES = 16;
/** Tiles that are worth two strips. */
const TWO_STRIPS = 24;

/**
 * y = clamp(bias + residual + x * (kernel factor), low, high). A number that is not finite makes whole tiles of outputs so:
 * those that read it for one of their outputs. Error bounds: tests/ops/winograd.test.ts.
 */
export function winograd(program: Program, c: WinogradSizes, slots: WinogradSlots, options: WinogradOptions): void {
  const { tile, flipped, low, high } = options;
  const { kernel, factor, ...others } = slots;
  const key = `winograd/${tile}/${flipped}/${kernel.label}/${factor?.label}`;
  const weights = program.once(key, () => transformWeights(program, c, slots, options));
  const [tilesY, tilesX, tiles] = tilesOf(c, tile);
  const inputBytes = Math.ceil(c.cin / 4) * 16;
  const productBytes = Math.min(GROUP, panelsOf(c)) * CHANNELS * 4;
  const { stripTiles, blockPanels, items } = cut(tiles, panelsOf(c), positionsOf(tile) * (inputBytes + productBytes));
  const inputs = FIXED_BYTES + Math.ceil((stripTiles * LISTED_BYTES) / 64) * 64;
  const inputPitch = oddLines(stripTiles * inputBytes);
  const products = inputs + positionsOf(tile) * inputPitch;
  const productPitch = oddLines(stripTiles * productBytes);
  program.emit(
    kernels.winogradForward,
    {
      ...{ ...others, weights, ...c, tile, tilesY, tilesX, stripTiles, blockPanels, weightPitch: weightPitch(c) },
      ...{ inputs, inputBytes, inputPitch, products, productBytes, productPitch, low, high },
    },
    {
      ...work(items, stripTiles * positionsOf(tile) * c.cin * blockPanels * CHANNELS),
      scratch: products + positionsOf(tile) * productPitch,
    },
    slots.residual ? { inPlace: [slots.y, slots.residual] } : {},
  );
}

/** Shares out the tiles as strips, and the panels as blocks where strips are few: items for all threads, evenly for two. */
function cut(
  tiles: number,
  panels: number,
  tileBytes: number,
): { stripTiles: number; blockPanels: number; items: number } {
  const most = Math.max(ENOUGH_TILES, Math.floor(STRIP_BYTES / tileBytes));
  const strips = tiles < TWO_STRIPS ? 1 : 2 * Math.ceil(tiles / most / 2);
  // Each block transforms the strip's inputs for itself: whole groups of panels, but two blocks if there is one strip only.
  const blocks = Math.min(Math.ceil(4 / strips), Math.max(strips === 1 ? 2 : 1, Math.floor(panels / GROUP)), panels);
  const stripTiles = Math.ceil(tiles / strips);
  const blockPanels = Math.ceil(panels / blocks);
  return { stripTiles, blockPanels, items: Math.ceil(tiles / stripTiles) * Math.ceil(panels / blockPanels) };
}

/** Transforms the weights when parameters have changed. */
function transformWeights(
  program: Program,
  c: WinogradSizes,
  { kernel, factor }: WinogradSlots,
  { tile, flipped }: WinogradOptions,
): Slot {
  const { cin, cout } = c;
  const pitch = weightPitch(c);
  const weights = program.prepared("winograd", panelsOf(c) * positionsOf(tile) * pitch);
  const tap = cin * cout;
  const steps = flipped
    ? { origin: 8 * tap, outStep: cin, inStep: 1, tapStepY: -3 * tap, tapStepX: -tap }
    : { origin: 0, outStep: 1, inStep: cout, tapStepY: 3 * tap, tapStepX: tap };
  program.prepare(
    kernels.winogradWeights,
    { weights, kernel, factor, cin, cout, tile, pitch, ...steps },
    { ...work(panelsOf(c), 2 * positionsOf(tile) * cin * CHANNELS), scratch: WEIGHTS_SCRATCH },
  );
  return weights;
}

const positionsOf = (tile: number): number => (tile + 2) ** 2;

const panelsOf = ({ cout }: Pick<WinogradSizes, "cout">): number => Math.ceil(cout / CHANNELS);

/** Tiles down, across, and in all images together. */
function tilesOf({ n, outHeight, outWidth }: WinogradSizes, tile: number): [y: number, x: number, all: number] {
  const [y, x] = [Math.ceil(outHeight / tile), Math.ceil(outWidth / tile)];
  return [y, x, n * y * x];
}

/** An odd number of cache lines: places so far apart do not fall into the same few sets of a cache. */
const oddLines = (bytes: number): number => (Math.ceil(bytes / 64) | 1) * 64;

const weightPitch = ({ cin }: WinogradSizes): number => oddLines(cin * CHANNELS * 4);

// The rule of which algorithm is the fastest: a model of the time, in multiply-adds. Its numbers were fitted to 659 shapes
// (1 to 64 square images of 2 to 56 pixels a side, 3 to 512 channels) in both builds. What it chooses takes on average 1.8 %
// longer than the fastest of the three, and no longer than direct convolution but for 8 channels in images that no cache
// holds.

/** Transforms, as channels: an output tile's takes as long as so many input channels more would, and the other way round. */
const OUTPUT_TRANSFORM = 8;
const INPUT_TRANSFORM = 4;
/** Reading a weight takes as long as multiplying by it for so many tiles: if all of them are near, or farther away. */
const NEAR_WEIGHT = 2;
const FAR_WEIGHT = 5;
const NEAR_BYTES = 1 << 23;
/** With so many images direct convolution leaves out the taps that lie outside (strips.ts). */
const CLIPPING_IMAGES = 12;
/** The share of a more exact algorithm's time that a less exact one may take to be chosen. */
const WORTH_ITS_ERROR = 0.9;

/** The tile with which Winograd's algorithm is best for these sizes, or 0 where direct convolution is. */
export function winogradTile(c: WinogradSizes): 0 | 2 | 4 {
  const [direct, two, four] = [directCost(c), winogradCost(c, 2), winogradCost(c, 4)];
  if (four < WORTH_ITS_ERROR * Math.min(direct, two)) return 4;
  return two < WORTH_ITS_ERROR * direct ? 2 : 0;
}

function directCost({ n, inHeight, inWidth, outHeight, outWidth, top, left, ...c }: WinogradSizes): number {
  const clips = n >= CLIPPING_IMAGES;
  const tapsY = clips ? tapsInside(outHeight, inHeight, top) : 3 * outHeight;
  const tapsX = clips ? tapsInside(outWidth, inWidth, left) : 3 * outWidth;
  return n * tapsY * tapsX * c.cin * panelsOf(c) * CHANNELS;
}

/** Along one axis, the taps of all outputs that lie inside the image. */
const tapsInside = (outputs: number, inputs: number, before: number): number =>
  [before, before - 1, before - 2]
    .map((zeros) => Math.min(outputs, inputs + zeros) - Math.max(0, zeros))
    .reduce((sum, taps) => sum + Math.max(0, taps), 0);

function winogradCost(c: WinogradSizes, tile: 2 | 4): number {
  const positions = positionsOf(tile);
  const weights = c.cin * c.cout;
  const perWeight = positions * weights * 4 < NEAR_BYTES ? NEAR_WEIGHT : FAR_WEIGHT;
  const perTile = (c.cin + OUTPUT_TRANSFORM) * (panelsOf(c) * CHANNELS + INPUT_TRANSFORM);
  return positions * (tilesOf(c, tile)[2] * perTile + perWeight * weights);
}
