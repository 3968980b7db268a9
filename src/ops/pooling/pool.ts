import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import { format, type Shape } from "../../graph/shape.ts";
import { type Program, type Work, work } from "../../plan/program.ts";
import type { ShapeProblem } from "../op.ts";
import { boolean } from "../options.ts";
import type { Pair } from "../window.ts";
import {
  checkPaddingNd,
  checkSizes,
  type PaddingNd,
  type Placed,
  placeWindows,
  type Rank,
  type Side,
} from "../windowNd.ts";
import { type AxisRegions, layRegions, type Regions } from "./regions.ts";

/** One number for depth, height and width, or one for each. */
export type Triple = number | readonly [number, number, number];

/** Options that pooling layers share; of images, unless said otherwise. */
export interface PoolOptions<Size = Pair, Sides extends Side = "top" | "right" | "bottom" | "left">
  extends LayerOptions {
  /** Size of the window: a number, or one for each axis, such as [height, width]. */
  window: Size;
  /** Step of the window. Default: `window`, so that windows touch and do not overlap. */
  stride?: Size;
  /** What is added around the sample: "valid" (nothing), "same", numbers or named sides. Every window must hold some of the sample. Default 0. */
  padding?: "same" | "valid" | Size | Partial<Record<Sides, number>>;
  /** Distance of a window's taps. Default 1. */
  dilation?: Size;
  /**
   * True: what is left at the end gets a window too, if that begins inside the sample or the padding before it, as PyTorch's
   * ceil_mode. Default false.
   */
  ceilMode?: boolean;
}

/** Options of a pooling layer over sequences. */
export type Pool1dOptions = PoolOptions<number, "left" | "right">;

/** Options of a pooling layer over volumes. */
export type Pool3dOptions = PoolOptions<Triple, Side>;

/** What a pooling op keeps of its options. */
export interface PoolAttributes {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly padding: PaddingNd;
  /** Where it is not 1. */
  readonly dilation?: readonly number[];
  readonly ceilMode?: true;
}

export type Fail = (p: ShapeProblem) => never;

/** Checks `options` of pooling layer `op`, which may also have the options `more`. */
export function poolAttributes(
  op: string,
  rank: Rank,
  options: PoolOptions<number | readonly number[], Side>,
  more: readonly string[] = [],
): PoolAttributes {
  checkLayerOptions(op, options, ["window", "stride", "padding", "dilation", "ceilMode", ...more]);
  const window = checkSizes(op, options.window, "window", rank);
  const stride = options.stride === undefined ? window : checkSizes(op, options.stride, "stride", rank);
  const padding = checkPaddingNd(op, options.padding ?? 0, rank);
  const dilation = checkSizes(op, options.dilation ?? 1, "dilation", rank);
  const ceilMode = boolean(`${op}.ceilMode`, options.ceilMode ?? false);
  return { window, stride, padding, ...(dilation.some((d) => d > 1) && { dilation }), ...(ceilMode && { ceilMode }) };
}

/** What samples of so many axes are, as messages say it. */
export const samplesOf: Readonly<Record<Rank, string>> = {
  1: "a sequence, [length, channels]",
  2: "an image, [height, width, channels]",
  3: "a volume, [depth, height, width, channels]",
};

/** The sizes of a sample of `rank` axes, without its channels. */
export function axesOf(shape: Shape, rank: Rank, problem: Fail): Shape {
  if (shape.length !== rank + 1) problem({ got: format(shape), expected: samplesOf[rank] });
  return shape.slice(0, -1);
}

/** Shape of one sample of the output. */
export function poolShape(attributes: PoolAttributes, shape: Shape, problem: Fail): Shape {
  const input = axesOf(shape, attributes.window.length as Rank, problem);
  const placed = place(attributes, input, problem);
  placed.forEach((each, axis) => {
    const stride = attributes.stride[axis];
    const dilation = attributes.dilation?.[axis] ?? 1;
    for (let start = -each.before, i = 0; i < each.size; i++, start += stride) {
      const first = start < 0 ? start + dilation * Math.ceil(-start / dilation) : start;
      if (first >= input[axis] || first > start + dilation * (attributes.window[axis] - 1))
        problem({
          got: `window ${i} of ${each.size} along axis ${axis} over nothing but padding`,
          expected: "some of the input under every window",
          hint: "it would have no value; use less padding",
        });
    }
  });
  return [...placed.map(({ size }) => size), shape[shape.length - 1]];
}

function place({ window, stride, padding, dilation, ceilMode }: PoolAttributes, input: Shape, problem: Fail): Placed[] {
  const how = { padding, window, stride, dilation: dilation ?? window.map(() => 1), ceil: ceilMode === true };
  return placeWindows(how, input, problem);
}

const unreachable: Fail = ({ got }) => {
  throw new Error(`pooling was not checked: ${got}`);
};

/** The tables of an op's windows over [batch, ...sizes, channels], which shape inference has passed. */
export function layWindows(program: Program, attributes: PoolAttributes, x: Shape, countPadding = false): Regions {
  const { window, stride, dilation } = attributes;
  const sizes = x.slice(1, -1);
  const axes = place(attributes, sizes, unreachable).map(({ before, after, size }, axis): AxisRegions => {
    const step = dilation?.[axis] ?? 1;
    const how = { window: window[axis], stride: stride[axis], dilation: step, before, after };
    const args = { inputs: sizes[axis], outputs: size, ...how, countPadding: Number(countPadding) };
    return {
      ...{ outputs: size, step, taps: window[axis] },
      fill: (to, table) => to.prepare(kernels.windowRegions, { table, ...args }, work(1, sizes[axis] + size)),
    };
  });
  return layRegions(program, x, axes);
}

/** Sizes as the core's kernels for images take them. */
export interface PoolSizes {
  channels: number;
  inHeight: number;
  inWidth: number;
  outHeight: number;
  outWidth: number;
  windowY: number;
  windowX: number;
  strideY: number;
  strideX: number;
  top: number;
  left: number;
}

/**
 * The sizes of images, or of sequences as images one pixel wide, [batch, ...sizes, channels], which shape inference has passed; null
 * where the core has no kernel: for volumes, taps that are apart, and with `countPadding` for windows that end beyond the padding.
 */
export function imageSizes(attributes: PoolAttributes, x: Shape, countPadding = false): PoolSizes | null {
  const { window, stride, dilation, ceilMode } = attributes;
  if (window.length > 2 || dilation || (ceilMode && countPadding)) return null;
  const [height, width = { before: 0, size: 1 }] = place(attributes, x.slice(1, -1), unreachable);
  return {
    channels: x[x.length - 1],
    inHeight: x[1],
    inWidth: window.length === 2 ? x[2] : 1,
    outHeight: height.size,
    outWidth: width.size,
    windowY: window[0],
    windowX: window[1] ?? 1,
    strideY: stride[0],
    strideX: stride[1] ?? 1,
    top: height.before,
    left: width.before,
  };
}

/** Multiply-adds that an element of a window costs forward, and an element of the input backward, as measured. */
const COST = { forward: 3, backward: 5 };

/** Items are output rows. */
export const forwardWork = (batch: number, s: PoolSizes): Work =>
  work(batch * s.outHeight, COST.forward * s.windowY * s.windowX * s.outWidth * s.channels);

/** Items are input rows. */
export const backwardWork = (batch: number, s: PoolSizes): Work =>
  work(batch * s.inHeight, COST.backward * s.inWidth * s.channels);
