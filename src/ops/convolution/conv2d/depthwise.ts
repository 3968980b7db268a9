import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { flatWork, type Program, type Work, work } from "../../../plan/program.ts";
import { type Epilogue, noEpilogue } from "../../epilogue.ts";
import { type ConvolutionSlots, foldBias } from "./forward.ts";
import type { Geometry } from "./geometry.ts";
import { type InputGradientSlots, phases } from "./inputGradient.ts";
import { inSlices } from "./slices.ts";
import { evenly } from "./strips.ts";

/** Floats of a vector. */
const LANES = 4;
/** Channels in a block: whole cache lines, and few enough for some rows of them to stay in a core's nearest cache. */
const BLOCK_CHANNELS = 64;
/** Items that are enough to keep threads busy. */
const ENOUGH_ITEMS = 32;
/** Multiply-adds that an item should be worth. */
const ITEM_COST = 1 << 15;
/** Outputs of a walk: more save work at its ends, fewer leave its inputs in the cache for the next row. */
const [SHORTEST_WALK, LONGEST_WALK] = [10, 28];
/** A core's nearest cache. */
const CACHE = { bytes: 48 * 1024, ways: 12, line: 64 };
/** Bytes of a `Walk` of assembly/convolution/depthwiseWalk.ts. */
const WALK_BYTES = 128;

/** Whether each channel is convolved with a filter of its own, and there are enough of them for a vector. */
export const isDepthwise = (g: Geometry): boolean => g.cin === 1 && g.cout === 1 && g.groups >= LANES;

/** y = bias + x * kernel, with an epilogue. */
export function depthwise(
  program: Program,
  g: Geometry,
  { y, x, kernel, bias }: ConvolutionSlots,
  epilogue: Epilogue,
): void {
  const { n, inHeight, inWidth, outHeight, outWidth, tapsY, tapsX, strideY, strideX, top, left } = g;
  const channels = g.groups;
  const convolution: Convolution = {
    ...{ y, x, weights: scaled(program, kernel, channels, epilogue), bias: foldBias(program, bias, epilogue) },
    ...{ n, channels, inHeight, inWidth, outHeight, outWidth, rows: outHeight, cols: outWidth },
    ...{ rowStep: 1, colStep: 1, rowOrigin: 0, colOrigin: 0 },
    ...{ weightOrigin: 0, weightStepY: tapsX * channels, weightStepX: channels },
    ...{ tapsY, tapsX, tapStepY: g.dilationY, tapStepX: g.dilationX, strideY, strideX, top, left },
  };
  emit(program, convolution, epilogue);
}

/** dx = dy * kernel, turned round, with an epilogue: one convolution for each phase of the stride (inputGradient.ts). */
export function depthwiseInputGradient(
  program: Program,
  g: Geometry,
  { dx, dy, kernel, bias = null }: InputGradientSlots,
  epilogue: Epilogue = noEpilogue,
): void {
  const channels = g.groups;
  const tapStepY = g.tapsX * channels; // of the weights
  const weights = scaled(program, kernel, channels, epilogue);
  const folded = foldBias(program, bias, epilogue);
  program.together(() => {
    for (const y of phases(g.inHeight, g.tapsY, g.strideY, g.dilationY, g.top))
      for (const x of phases(g.inWidth, g.tapsX, g.strideX, g.dilationX, g.left)) {
        const convolution: Convolution = {
          ...{ y: dx, x: dy, weights, bias: folded, n: g.n, channels },
          ...{ inHeight: g.outHeight, inWidth: g.outWidth, outHeight: g.inHeight, outWidth: g.inWidth },
          ...{ rows: y.positions, cols: x.positions, rowStep: g.strideY, colStep: g.strideX },
          ...{ rowOrigin: y.origin, colOrigin: x.origin },
          ...{ weightOrigin: y.first * tapStepY + x.first * channels },
          ...{ weightStepY: y.step * tapStepY, weightStepX: x.step * channels },
          // Pixels that no tap reaches get no rows of taps.
          ...{ tapsY: x.taps ? y.taps : 0, tapsX: Math.max(1, x.taps), tapStepY: y.shift, tapStepX: x.shift },
          ...{ strideY: 1, strideX: 1, top: y.before, left: x.before },
        };
        emit(program, convolution, epilogue);
      }
  });
}

/** dw = x * dy, summed over images and pixels. */
export function depthwiseWeightGradient(
  program: Program,
  g: Geometry,
  { dw, dy, x }: { dw: Slot; dy: Slot; x: Slot },
): void {
  const { n, groups: channels, inHeight, inWidth, outHeight, outWidth, tapsY, tapsX, strideY, strideX, top, left } = g;
  const blocks = blocksOf(channels);
  const lines = n * outHeight;
  const cost = (lines * outWidth * tapsY * tapsX * channels) / blocks;
  const slices = Math.min(lines, partsOf(cost, blocks));
  const sizes = { n, channels, inHeight, inWidth, outHeight, outWidth, tapsY, tapsX, strideY, strideX, top, left };
  const taps = { tapStepY: g.dilationY, tapStepX: g.dilationX };
  inSlices(program, dw, slices, (partials) =>
    program.emit(
      kernels.depthwise2dBackwardWeights,
      { partials, dy, x, slices, blocks, ...sizes, ...taps, ...walksOf(channels, outWidth, strideX, g.dilationX) },
      withWalk(work(slices * blocks, cost / slices)),
    ),
  );
}

/** Where pixels, taps and weights lie: what assembly/convolution/depthwise2d.ts is told, but for what {@link emit} adds. */
type Convolution = Omit<
  kernels.Depthwise2dForwardArgs,
  "bias" | "residual" | "low" | "high" | "blocks" | "bands" | "tapGap" | "outGap" | "stretch"
> & { readonly bias: Slot | null };

function emit(program: Program, convolution: Convolution, { residual, low, high }: Omit<Epilogue, "affine">): void {
  const { n, channels, rows, cols, tapsY, tapsX, strideX, tapStepX } = convolution;
  const blocks = blocksOf(channels);
  const cost = (rows * cols * Math.max(1, tapsY) * tapsX * channels) / blocks; // of a block of one image
  const bands = Math.min(rows, partsOf(cost, n * blocks));
  const bias = convolution.bias ?? zeros(program, channels);
  program.emit(
    kernels.depthwise2dForward,
    { ...convolution, bias, residual, low, high, blocks, bands, ...walksOf(channels, cols, strideX, tapStepX) },
    withWalk(work(n * blocks * bands, cost / bands)),
  );
}

/** Blocks that channels are cut into. */
const blocksOf = (channels: number): number => Math.max(1, Math.floor(channels / BLOCK_CHANNELS));

/** Into how many items each of `pieces` pieces of work is cut. */
const partsOf = (cost: number, pieces: number): number =>
  Math.max(1, Math.min(Math.ceil(ENOUGH_ITEMS / pieces), Math.floor(cost / ITEM_COST)));

/** Which taps and outputs are neighbours on a walk, and how long it is. */
function walksOf(
  channels: number,
  cols: number,
  strideX: number,
  tapStepX: number,
): Pick<kernels.Depthwise2dForwardArgs, "tapGap" | "outGap" | "stretch"> {
  const common = gcd(strideX, tapStepX);
  const outGap = tapStepX / common;
  // The walks for a cache line's four vectors go through the same lines one after the other; pixels that lie a power of 2
  // apart put them all into few sets of the cache.
  const sets = CACHE.bytes / CACHE.ways / Math.max(CACHE.line, gcd(channels * 4, CACHE.bytes / CACHE.ways));
  const fitting = Math.floor((sets * CACHE.ways) / (3 * strideX + 1)); // three rows of inputs and one of outputs
  const stretch = evenly(Math.ceil(cols / outGap), Math.max(SHORTEST_WALK, Math.min(fitting, LONGEST_WALK)));
  return { tapGap: strideX / common, outGap, stretch };
}

const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : a);

const withWalk = (part: Work): Work => ({ ...part, scratch: WALK_BYTES });

function zeros(program: Program, channels: number): Slot {
  return program.once(`zeros/${channels}`, () => {
    const y = program.prepared("zeros", channels * 4);
    program.prepare(kernels.fill, { y, count: channels, value: 0 }, flatWork(channels));
    return y;
  });
}

/** The kernel times the factor of an affine step. */
function scaled(program: Program, kernel: Slot, channels: number, { affine }: Epilogue): Slot {
  if (!affine) return kernel;
  const { factor } = affine;
  return program.once(`scaled/${kernel.label}/${factor.label}`, () => {
    const y = program.prepared("scaled", kernel.bytes);
    const taps = kernel.bytes / 4 / channels;
    program.prepare(kernels.depthwise2dScale, { y, weights: kernel, factor, channels }, work(taps, channels));
    return y;
  });
}
