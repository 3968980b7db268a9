import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { count } from "../../../graph/shape.ts";
import { type Program, work } from "../../../plan/program.ts";
import type { Tensor } from "../../op.ts";
import { flattened, type Geometry } from "./geometry.ts";
import { CHANNELS } from "./panels.ts";
import { inSlices } from "./slices.ts";
import { cut, evenly, stripBytes, stripCount, stripPixels } from "./strips.ts";
import { winogradSizes } from "./winograd.ts";
import { winogradWeightGradient, winogradWeightGradientPays } from "./winogradWeightGradient.ts";

/** Items that are enough to keep threads busy. */
const ENOUGH_ITEMS = 16;
/** Multiply-adds that a slice should be worth: a partial sum costs a pass over the weights. */
const SLICE_COST = 1 << 18;
/** Weights of an item at most, so that their sums stay in a core's own cache while strips of pixels go by. */
const BLOCK_WEIGHTS = 1 << 16;
/** Output channels of an item at most: the gradients of a strip's pixels are copied for them. */
const BLOCK_CHANNELS = 256;
/** Pixels whose gradients one slice of a bias adds up. */
const SLICE_PIXELS = 1024;

/** dw = x * dy summed over images and pixels. */
export function weightGradient(
  program: Program,
  given: Geometry,
  { dw, dy, x }: { dw: Slot; dy: Slot; x: Slot },
): void {
  const sizes = program.winograd ? winogradSizes(given) : null;
  if (sizes && winogradWeightGradientPays(sizes)) {
    winogradWeightGradient(program, sizes, { dw, dy, x });
    return;
  }
  const g = flattened(given);
  const { n, groups, cin, cout, inHeight, inWidth, outHeight, outWidth, tapsY, tapsX, strideY, strideX, top, left } = g;
  const grid = {
    ...{ y: dy, x, n, inHeight, inWidth, inPitch: groups * cin, outHeight, outWidth, outPitch: groups * cout },
    ...{ rows: outHeight, cols: outWidth, rowStep: 1, colStep: 1, rowOrigin: 0, colOrigin: 0 },
    ...{ tapsY, tapsX, tapStepY: g.dilationY, tapStepX: g.dilationX, strideY, strideX, top, left },
  };
  const strips = cut(grid, { clip: false });
  const run = g.dilationX === 1 && groups === 1 ? tapsX * cin : cin;
  const block = shareOut(tapsY, run, cout);
  const blocks =
    Math.ceil(tapsY / block.blockLines) *
    Math.ceil(run / block.blockRows) *
    Math.ceil(cout / (block.blockPanels * CHANNELS));
  const total = stripCount(strips);
  const cost = total * stripPixels(strips) * tapsY * tapsX * cin * groups * cout;
  const slices = Math.max(1, Math.min(Math.ceil(ENOUGH_ITEMS / blocks), Math.floor(cost / SLICE_COST), total));
  // Eight inputs of each pixel, and panels of its gradients (assembly/convolution/conv2dBackward.ts).
  const packedBytes = stripPixels(strips) * (1 + groups * block.blockPanels) * CHANNELS * 4;
  inSlices(program, dw, slices, (partials) =>
    program.emit(
      kernels.conv2dBackwardWeights,
      { ...strips, partials, slices, groups, cin, cout, ...block },
      { ...work(slices * blocks, cost / slices / blocks), scratch: stripBytes(strips) + packedBytes },
    ),
  );
}

/** Few weights stay together, and slices of pixels keep the threads busy; many are shared out: lines of taps, channels, then rows. */
function shareOut(
  tapsY: number,
  run: number,
  cout: number,
): Record<"blockLines" | "blockRows" | "blockPanels", number> {
  const channels = evenly(cout, BLOCK_CHANNELS);
  const blockLines = evenly(tapsY, Math.max(1, Math.floor(BLOCK_WEIGHTS / (run * channels))));
  const blockRows = evenly(run, Math.max(12, Math.floor(BLOCK_WEIGHTS / (blockLines * channels))));
  return { blockLines, blockRows, blockPanels: Math.ceil(channels / CHANNELS) };
}

/** db[o] = sum of dy over everything but the channels. */
export function biasGradient(program: Program, db: Tensor, dy: Tensor): void {
  const channels = db.shape[0];
  const pixels = count(dy.shape) / channels;
  const slices = Math.ceil(pixels / SLICE_PIXELS);
  inSlices(program, db.slot, slices, (partials) =>
    program.emit(
      kernels.columnSums,
      { partials, x: dy.slot, pixels, channels, slices },
      work(slices, (pixels / slices) * channels),
    ),
  );
}
