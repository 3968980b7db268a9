/** Affine transforms whose amounts are fixed. */
import { checkOptions } from "../error.ts";
import { type Motion, motionMatrix, stillness } from "./matrix.ts";
import { between } from "./options.ts";
import type { Json, Transform } from "./transform.ts";
import { type WarpOptions, warpBy, warping, warpKeys } from "./warp.ts";

/** The transform that moves every picture the same way. */
function moving(name: string, options: { [key: string]: Json }, motion: Partial<Motion>, warp: WarpOptions): Transform {
  const how = warping(name, warp);
  return {
    name,
    options: { ...options, ...how },
    apply: (image) => warpBy(image, name, motionMatrix({ ...stillness, ...motion }, image.width, image.height), how),
  };
}

/** Options of {@link rotate}. */
export interface RotateOptions extends WarpOptions {
  /** Counter-clockwise, from -360 to 360. */
  degrees: number;
}

/**
 * Turns the picture around its middle, counter-clockwise; it keeps its size, so corners get lost.
 *
 * @throws FoveaError for unknown options and degrees out of range.
 * @example
 * rotate({ degrees: 90 })
 */
export function rotate(options: RotateOptions): Transform {
  checkOptions("rotate", options, ["degrees", ...warpKeys]);
  const degrees = between("rotate.degrees", options.degrees, -360, 360);
  return moving("rotate", { degrees }, { degrees }, options);
}

/** Options of {@link translate}. */
export interface TranslateOptions extends WarpOptions {
  /** Pixels to the right; parts of pixels and negative numbers are allowed. Default 0. */
  x?: number;
  /** Pixels down. Default 0. */
  y?: number;
}

/**
 * Moves the picture by so many pixels; it keeps its size.
 *
 * @throws FoveaError for unknown options and distances beyond 32768 pixels.
 * @example
 * translate({ x: 2, y: -1 })
 */
export function translate(options: TranslateOptions): Transform {
  checkOptions("translate", options, ["x", "y", ...warpKeys]);
  const x = between("translate.x", options.x ?? 0, -32768, 32768);
  const y = between("translate.y", options.y ?? 0, -32768, 32768);
  return moving("translate", { x, y }, { translate: [x, y] }, options);
}

/** Options of {@link scale}. */
export interface ScaleOptions extends WarpOptions {
  /** What is in the picture becomes so many times as wide, 0.01 to 100. Default 1. */
  x?: number;
  /** And so many times as high. Default 1. */
  y?: number;
}

/**
 * Enlarges or shrinks what is in the picture, around its middle; the picture keeps its size (`resize` changes that).
 * Pixels are read between, not averaged: to less than half the size, `resize` and `pad` look better.
 *
 * @throws FoveaError for unknown options and factors out of range.
 * @example
 * scale({ x: 1.2, y: 0.9 })
 */
export function scale(options: ScaleOptions): Transform {
  checkOptions("scale", options, ["x", "y", ...warpKeys]);
  const x = between("scale.x", options.x ?? 1, 0.01, 100);
  const y = between("scale.y", options.y ?? 1, 0.01, 100);
  return moving("scale", { x, y }, { scale: [x, y] }, options);
}

/** Options of {@link shear}. */
export interface ShearOptions extends WarpOptions {
  /** Degrees that upright lines lean to the right, from -80 to 80. Default 0. */
  x?: number;
  /** Degrees that level lines rise to the right. Default 0. */
  y?: number;
}

/**
 * Lets upright or level lines lean, around the picture's middle; it keeps its size.
 *
 * @throws FoveaError for unknown options and degrees out of range.
 * @example
 * shear({ x: 15 })
 */
export function shear(options: ShearOptions): Transform {
  checkOptions("shear", options, ["x", "y", ...warpKeys]);
  const x = between("shear.x", options.x ?? 0, -80, 80);
  const y = between("shear.y", options.y ?? 0, -80, 80);
  return moving("shear", { x, y }, { shear: [x, y] }, options);
}
