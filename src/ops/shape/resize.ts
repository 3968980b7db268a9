import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { boolean, positive } from "../options.ts";
import { type Axis, type Mode, resampleAxes } from "./resize/resample.ts";

/** Options that {@link resize1d}, {@link resize2d} and {@link resize3d} have in common: either `size` or `scale`. */
export interface ResizeOptions extends LayerOptions {
  /** The new size in elements, one number for all spatial axes or one for each, positive whole numbers. Default: none, then `scale` says it. */
  size?: number | readonly number[];
  /** New size over old, one number or one for each axis, positive; the new size is floor(size scale). Default: none, then `size` says it. */
  scale?: number | readonly number[];
  /**
   * Whether the first and the last elements of old and new fall on one another. Else they are squares, and their borders do (half-pixel
   * centres). Only for modes that interpolate. Default false.
   */
  alignCorners?: boolean;
}

/** Options of {@link resize1d} and {@link resize3d}. */
export interface ResizeLinearOptions extends ResizeOptions {
  /**
   * `"nearest"`: the element at floor(i / scale); `"nearestExact"`: that at floor((i + 0.5) / scale), the nearest centre; `"linear"`: between
   * the nearest two along each axis. Default `"nearest"`.
   */
  mode?: "nearest" | "nearestExact" | "linear";
}

/** Options of {@link resize2d}. */
export interface Resize2dOptions extends ResizeOptions {
  /**
   * `"nearest"`: the pixel at floor(i / scale); `"nearestExact"`: that at floor((i + 0.5) / scale), the nearest centre; `"bilinear"`: between
   * the nearest two along each axis; `"bicubic"`: Keys' cubic convolution with a = -0.75 over the nearest four. Default `"nearest"`.
   */
  mode?: "nearest" | "nearestExact" | "bilinear" | "bicubic";
}

/** Options of {@link upsample2d}. */
export interface Upsample2dOptions extends Omit<Resize2dOptions, "size" | "scale"> {
  /** New size over old, one number or one for each axis, positive; the new size is floor(size scale). Default 2. */
  scale?: number | readonly number[];
}

interface Attributes {
  readonly size: readonly number[] | null;
  readonly scale: readonly number[] | null;
  readonly mode: Mode;
  readonly alignCorners: boolean;
}

const resizing = (name: string, axes: 1 | 2 | 3): Op<Attributes> => ({
  name,
  infer: (attributes, [x], problem) => ({
    shape: [...axesOf(attributes, x, axes, problem).map(({ to }) => to), x[axes]],
  }),

  forward({ program, attributes, batch, inputs: [x], output: y, problem }) {
    const all = axesOf(attributes, x.shape.slice(1), axes, problem);
    resampleAxes(program, y.slot, x.slot, batch, all, x.shape[axes + 1]);
  },

  backward({ program, attributes, batch, inputs: [x], outputGradient: dy, inputGradients: [dx], problem }) {
    if (!dx) return;
    const all = axesOf(attributes, x.shape.slice(1), axes, problem);
    resampleAxes(program, dx.slot, dy.slot, batch, all, x.shape[axes + 1], true);
  },
});

export const resize1dOp: Op<Attributes> = /* @__PURE__ */ resizing("resize1d", 1);
export const resize2dOp: Op<Attributes> = /* @__PURE__ */ resizing("resize2d", 2);
export const resize3dOp: Op<Attributes> = /* @__PURE__ */ resizing("resize3d", 3);

const SPATIAL = ["[length, channels]", "[height, width, channels]", "[depth, height, width, channels]"];

function axesOf(attributes: Attributes, x: Shape, axes: number, problem: (p: ShapeProblem) => never): Axis[] {
  const { size, scale, mode, alignCorners: aligned } = attributes;
  if (x.length !== axes + 1) problem({ got: `input ${format(x)}`, expected: SPATIAL[axes - 1] });
  return x.slice(0, axes).map((from, axis) => {
    const to = size ? size[axis] : Math.floor(from * (scale as readonly number[])[axis]);
    if (to < 1 || to > 2 ** 20)
      problem({ got: `scale ${show(scale)} for ${format(x)}`, expected: "at least one element along each axis" });
    // As PyTorch: a given scale stands, though the size was rounded; corners fall on one another whatever the scale.
    const ratio = aligned ? (to > 1 ? (from - 1) / (to - 1) : 0) : scale ? 1 / scale[axis] : from / to;
    return { mode, aligned, from, to, ratio };
  });
}

function attributesOf(op: string, options: ResizeOptions & { mode?: string }, axes: number): Attributes {
  checkLayerOptions(op, options, ["size", "scale", "mode", "alignCorners"]);
  const { size, scale, mode = "nearest", alignCorners = false } = options;
  if ((size === undefined) === (scale === undefined))
    fail("option", {
      where: op,
      got: size === undefined ? "neither size nor scale" : "both size and scale",
      expected: "one of them",
    });
  const names = axes === 2 ? ["nearest", "nearestExact", "bilinear", "bicubic"] : ["nearest", "nearestExact", "linear"];
  if (!names.includes(mode))
    fail("option", { where: `${op}.mode`, got: show(mode), expected: `one of ${names.map(show).join(", ")}` });
  boolean(`${op}.alignCorners`, alignCorners);
  if (alignCorners && mode.startsWith("nearest"))
    fail("option", { where: op, got: `alignCorners with mode ${show(mode)}`, expected: "a mode that interpolates" });
  const each = <T extends number | readonly number[]>(what: string, given: T | undefined): number[] | null => {
    if (given === undefined) return null;
    const list: readonly number[] = Array.isArray(given) ? given : Array<number>(axes).fill(given as number);
    if (list.length !== axes)
      fail("option", { where: `${op}.${what}`, got: show(given), expected: `a number, or a list of ${axes}` });
    return [...list];
  };
  const [sizes, scales] = [each("size", size), each("scale", scale)];
  for (const each of sizes ?? []) positive(`${op}.size`, each);
  if (scales && !scales.every((one) => Number.isFinite(one) && one > 0))
    fail("option", { where: `${op}.scale`, got: show(scale), expected: "positive numbers" });
  return { size: sizes, scale: scales, mode: mode.replace(/^bi/, "") as Mode, alignCorners };
}

/**
 * y[i, c] = x resampled at (i + 0.5) / scale - 0.5, or with alignCorners at i (length - 1) / (length' - 1); beyond the ends the outermost
 * element is taken. Nothing is smoothed before an image gets smaller.
 * Shapes: [length, channels] -> [size, channels].
 * Gradient: dx[j] = the sum of dy[i] times the weight that x[j] has in y[i].
 * Source: as PyTorch's `interpolate`.
 *
 * @throws FoveaError for an unknown option, both or neither of size and scale, numbers that are not positive, alignCorners with a mode that
 * takes the nearest, another rank.
 * @example
 * sequential(conv1d({ filters: 8, kernel: 3 }), resize1d({ scale: 2, mode: "linear" }))
 */
export function resize1d(options: ResizeLinearOptions): Layer {
  return layer(resize1dOp, attributesOf("resize1d", options, 1), options.name);
}

/**
 * y[i, j, c] = x resampled at (i + 0.5) / scale - 0.5 along each axis, or with alignCorners at i (height - 1) / (height' - 1); beyond the
 * borders the outermost pixel is taken. Nothing is smoothed before an image gets smaller.
 * Shapes: [height, width, channels] -> [size[0], size[1], channels], or floor(height scale) and so on.
 * Gradient: dx[k, l] = the sum of dy[i, j] times the weight that x[k, l] has in y[i, j].
 * Source: as PyTorch's `interpolate`; bicubic: Keys 1981, "Cubic convolution interpolation for digital image processing".
 *
 * @throws FoveaError for an unknown option, both or neither of size and scale, numbers that are not positive, alignCorners with a mode that
 * takes the nearest, what is no image.
 * @example
 * sequential(resize2d({ scale: 2, mode: "bilinear" }), resize2d({ size: [224, 224], mode: "bicubic" }))
 */
export function resize2d(options: Resize2dOptions): Layer {
  return layer(resize2dOp, attributesOf("resize2d", options, 2), options.name);
}

/**
 * y[h, i, j, c] = x resampled at (i + 0.5) / scale - 0.5 along each axis, or with alignCorners at i (height - 1) / (height' - 1); beyond the
 * borders the outermost element is taken. Nothing is smoothed before a volume gets smaller.
 * Shapes: [depth, height, width, channels] -> [size[0], size[1], size[2], channels].
 * Gradient: dx = the sum of dy times the weight that x has in each y.
 * Source: as PyTorch's `interpolate`, whose name for linear here is trilinear.
 *
 * @throws FoveaError for an unknown option, both or neither of size and scale, numbers that are not positive, alignCorners with a mode that
 * takes the nearest, another rank.
 * @example
 * sequential(resize3d({ scale: [1, 2, 2], mode: "linear" }))
 */
export function resize3d(options: ResizeLinearOptions): Layer {
  return layer(resize3dOp, attributesOf("resize3d", options, 3), options.name);
}

/**
 * {@link resize2d} with a scale of 2 where none is given: y[i, j, c] = x[floor(i / 2), floor(j / 2), c].
 * Shapes: [height, width, channels] -> [2 height, 2 width, channels].
 * Gradient: as resize2d's.
 * Source: as Keras' UpSampling2D.
 *
 * @throws FoveaError as resize2d.
 * @example
 * sequential(upsample2d(), conv2d({ filters: 16, kernel: 3, padding: "same" }))
 */
export function upsample2d(options: Upsample2dOptions = {}): Layer {
  const attributes = attributesOf("upsample2d", { scale: 2, ...options }, 2);
  return layer(resize2dOp, attributes, options.name ?? "upsample2d");
}
