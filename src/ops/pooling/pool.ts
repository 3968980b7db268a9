import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import { format, type Shape } from "../../graph/shape.ts";
import { type Work, work } from "../../plan/program.ts";
import type { ShapeProblem } from "../op.ts";
import { checkPadding, type Padding, type Pair, pair, type ResolvedPadding, resolvePadding } from "../window.ts";

/** Options that pooling layers share. */
export interface PoolOptions extends LayerOptions {
  /** Size of the window: a number, or [height, width]. */
  window: Pair;
  /** Step of the window. Default: `window`, so that windows touch and do not overlap. */
  stride?: Pair;
  /** What is added around the image, less than a window on each side. Default 0. */
  padding?: Padding;
}

/** What a pooling op keeps of its options. */
export interface PoolAttributes {
  readonly window: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Padding;
}

type Fail = (p: ShapeProblem) => never;

/** Checks `options` of pooling layer `op`, which may also have the options `more`. */
export function poolAttributes(op: string, options: PoolOptions, more: readonly string[] = []): PoolAttributes {
  checkLayerOptions(op, options, ["window", "stride", "padding", ...more]);
  const window = pair(op, options.window, "window");
  const stride = options.stride === undefined ? window : pair(op, options.stride, "stride");
  return { window, stride, padding: checkPadding(op, options.padding ?? 0) };
}

/** Shape of one sample of the output for input [height, width, channels]. */
export function poolShape(attributes: PoolAttributes, shape: Shape, problem: Fail): Shape {
  if (shape.length !== 3) problem({ got: format(shape), expected: "an image, [height, width, channels]" });
  const { height, width } = place(attributes, shape, problem);
  return [height, width, shape[2]];
}

/** Where windows lie on an image; each must hold some of it. */
function place({ window, stride, padding }: PoolAttributes, [height, width]: Shape, problem: Fail): ResolvedPadding {
  const placed = resolvePadding(padding, [height, width], window, stride, [1, 1], problem);
  if (Math.max(placed.top, placed.bottom) >= window[0] || Math.max(placed.left, placed.right) >= window[1])
    problem({
      got: `padding of ${placed.top}, ${placed.right}, ${placed.bottom}, ${placed.left} (top, right, bottom, left)`,
      expected: `less than the window, ${window[0]} x ${window[1]}, on each side`,
      hint: "a window over nothing but padding has no value",
    });
  return placed;
}

/** Sizes as the pooling kernels take them. */
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

/** Sizes for an input of shape [batch, height, width, channels], which shape inference has passed. */
export function poolSizes(attributes: PoolAttributes, [, inHeight, inWidth, channels]: Shape): PoolSizes {
  const { window, stride } = attributes;
  const unreachable: Fail = ({ got }) => {
    throw new Error(`pooling was not checked: ${got}`);
  };
  const { top, left, height, width } = place(attributes, [inHeight, inWidth], unreachable);
  return {
    channels,
    inHeight,
    inWidth,
    outHeight: height,
    outWidth: width,
    windowY: window[0],
    windowX: window[1],
    strideY: stride[0],
    strideX: stride[1],
    top,
    left,
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
