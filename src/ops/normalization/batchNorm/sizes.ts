import { count } from "../../../graph/shape.ts";
import { type Work, work } from "../../../plan/program.ts";
import type { Tensor } from "../../op.ts";

/** How the kernels of assembly/normalization/batchNorm.ts cut a tensor; a function of its shape alone. */
export interface Sizes {
  readonly count: number;
  readonly channels: number;
  /** Floats in a row: whole pixels that fill whole cache lines (assembly/normalization/pattern.ts). */
  readonly pattern: number;
  /** Sums are taken in so many slices of so many rows. */
  readonly slices: number;
  readonly sliceRows: number;
}

/** Floats of a cache line. */
const LINE = 16;
/** Floats that a row should have at least, so that the loop over it is worth entering. */
const FEWEST = 64;
/** Work for several threads, but few partial sums: what a slice should have, and the bounds of its rows. */
const SLICE = { floats: 1 << 15, share: 1 / 32, fewest: 128, most: 1024 };
/** Channels in an item of the kernels that work through channels. */
const LANES = 4;

export function sizesOf({ shape }: Tensor): Sizes {
  const channels = shape[shape.length - 1];
  const elements = count(shape);
  const pattern = patternOf(channels);
  const rows = Math.ceil(elements / pattern);
  const wanted = Math.min(SLICE.most, Math.max(SLICE.fewest, SLICE.floats / pattern, rows * SLICE.share));
  const sliceRows = Math.ceil(rows / Math.ceil(rows / wanted)); // slices as even as can be
  return { count: elements, channels, pattern, slices: Math.ceil(rows / sliceRows), sliceRows };
}

/** Floats of a row: the fewest whole pixels that fill whole cache lines, and enough of them. */
export function patternOf(channels: number): number {
  const whole = (channels * LINE) / gcd(channels, LINE);
  return whole * Math.ceil(FEWEST / whole);
}

const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : a);

/** One item for each slice; an element costs about `cost` multiply-adds, by the memory that it moves. */
export const sliceWork = ({ count, slices }: Sizes, cost: number): Work => work(slices, (count / slices) * cost);

/** One item for each row of the pattern. */
export const rowWork = ({ count, pattern }: Sizes, cost: number): Work =>
  work(Math.ceil(count / pattern), pattern * cost);

/** One item for every four channels; each takes `steps` of a few operations. */
export const channelWork = (channels: number, steps: number): Work =>
  work(Math.ceil(channels / LANES), 4 * LANES * steps);
