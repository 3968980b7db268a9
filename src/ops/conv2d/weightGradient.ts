import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { count } from "../../graph/shape.ts";
import { flatWork, type Program, work } from "../../plan/program.ts";
import type { Tensor } from "../op.ts";
import { CHANNELS, ITEM } from "./forward.ts";
import type { Geometry } from "./geometry.ts";

/** Runs shorter than this leave a tile half empty; then padding is copied in, so that whole kernel rows are runs. */
const SHORT_RUN = 6;
/** Items that are enough to keep threads busy. */
const ENOUGH_ITEMS = 32;
/** Multiply-adds that a slice should be worth: a partial sum costs a pass over the weights. */
const SLICE_COST = 1 << 18;
/** Pixels whose gradients one slice of a bias adds up. */
const SLICE_PIXELS = 1024;

/**
 * `x` with its zeros around it where channels are few (a network's first layer), and the convolution that then needs no padding:
 * inside an image a row of taps is one run, at its edge each tap would be one.
 */
export function padIfRunsAreShort(program: Program, x: Tensor, g: Geometry): { x: Tensor; geometry: Geometry } {
  const padded = g.top + g.left + g.bottom + g.right > 0;
  if (!padded || g.cin * g.groups >= SHORT_RUN || g.dilationX > 1) return { x, geometry: g };
  const [inHeight, inWidth] = [g.top + g.inHeight + g.bottom, g.left + g.inWidth + g.right];
  const shape = [g.n, inHeight, inWidth, g.groups * g.cin];
  const slot = program.slot("padded", count(shape) * 4);
  const { top, bottom, left, right, inHeight: height, inWidth: width } = g;
  const args = { y: slot, x: x.slot, height, width, channels: g.groups * g.cin, top, bottom, left, right };
  program.emit(kernels.padForward, args, work(g.n * inHeight, inWidth * g.groups * g.cin));
  return { x: { slot, shape }, geometry: { ...g, inHeight, inWidth, top: 0, bottom: 0, left: 0, right: 0 } };
}

/** dw = x * dy summed over images and pixels. */
export function weightGradient(
  program: Program,
  given: Geometry,
  { dw, dy, x }: { dw: Slot; dy: Slot; x: Slot },
): void {
  const g = pixelsInARow(given);
  const wholeRows = g.dilationX === 1 && g.groups === 1 && g.top + g.left + g.bottom + g.right === 0;
  const runs = wholeRows ? 1 : g.tapsX;
  const items = g.tapsY * runs * Math.ceil(((g.tapsX / runs) * g.cin) / ITEM);
  const itemCost = g.n * g.outHeight * g.outWidth * g.groups * Math.ceil(g.cout / CHANNELS) * CHANNELS * ITEM;
  const slices = sliceCount(g.n * g.outHeight, items, itemCost);
  const { bottom: _, right: __, ...sizes } = g; // the output's size says where the image ends
  inSlices(program, dw, slices, (partials) => {
    const args = { partials, dy, x, slices, runs, ...sizes };
    program.emit(kernels.conv2dBackwardWeights, args, work(slices * items, itemCost / slices));
  });
}

/** A batch of dense rows is one row of pixels, so that the kernel's inner loop is long. */
function pixelsInARow(g: Geometry): Geometry {
  const dense = g.outHeight * g.outWidth * g.inHeight * g.inWidth === 1;
  return dense ? { ...g, n: 1, inWidth: g.n, outWidth: g.n } : g;
}

/** Enough slices to keep threads busy, but none too small, and no more than there are rows to share out. */
function sliceCount(rows: number, items: number, itemCost: number): number {
  const wanted = Math.ceil(ENOUGH_ITEMS / items);
  const worthwhile = Math.floor((items * itemCost) / SLICE_COST);
  return Math.max(1, Math.min(wanted, worthwhile, rows));
}

/** Partial sums in `slices` slices of `y`'s size, then their sum; with one slice the partial sum is the sum. */
function inSlices(program: Program, y: Slot, slices: number, emitPartials: (partials: Slot) => void): void {
  if (slices === 1) {
    emitPartials(y);
    return;
  }
  const partials = program.slot("partials", slices * y.bytes);
  emitPartials(partials);
  const elements = y.bytes / 4;
  program.emit(kernels.sumSlices, { y, partials, count: elements, slices }, flatWork(elements, slices));
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
