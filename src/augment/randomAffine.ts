import { checkOptions, fail, show } from "../error.ts";
import type { RandomStream } from "../random.ts";
import { type Matrix, type Motion, motionMatrix } from "./matrix.ts";
import { share } from "./options.ts";
import { drawFrom, range, type Spread, spread } from "./spread.ts";
import type { Transform } from "./transform.ts";
import { type WarpOptions, warpBy, warping, warpKeys } from "./warp.ts";

/** How far an affine map may go; what is left out does not happen. */
export interface AffineRanges {
  /** Counter-clockwise rotation. Default 0. */
  degrees?: Spread;
  /** The most that the picture moves either way, as a share of its width and height: one number, or `[x, y]`. Default 0. */
  translate?: number | readonly [x: number, y: number];
  /** The least and greatest factor of its size, 0.01 to 100. Default [1, 1]. */
  scale?: readonly [low: number, high: number];
  /** The least and greatest factor of its width, by which its height is divided, 0.01 to 100. Default [1, 1]. */
  squeeze?: readonly [low: number, high: number];
  /** Degrees that upright lines lean to the right; or for upright and level lines, `{ x, y }`. Default 0. */
  shear?: Spread | { readonly x?: Spread; readonly y?: Spread };
}

/** What {@link AffineRanges} may have. */
export const affineKeys = ["degrees", "translate", "scale", "squeeze", "shear"] as const;

/** Options of {@link randomAffine}. */
export interface RandomAffineOptions extends AffineRanges, WarpOptions {}

/** {@link AffineRanges}, checked. */
export type CheckedRanges = {
  readonly [key in "degrees" | "scale" | "squeeze" | "shearX" | "shearY"]: readonly [low: number, high: number];
} & { readonly translate: readonly [x: number, y: number] };

export function affineRanges(where: string, options: AffineRanges): CheckedRanges {
  const { degrees = 0, translate = 0, scale = [1, 1], squeeze = [1, 1], shear = 0 } = options;
  const both = typeof shear === "object" && !Array.isArray(shear);
  if (both) checkOptions(`${where}.shear`, shear, ["x", "y"]);
  const { x = 0, y = 0 } = both ? (shear as { x?: Spread; y?: Spread }) : { x: shear as Spread };
  return {
    degrees: spread(`${where}.degrees`, degrees, 360),
    translate: shares(`${where}.translate`, translate),
    scale: range(`${where}.scale`, scale, 0.01, 100),
    squeeze: range(`${where}.squeeze`, squeeze, 0.01, 100),
    shearX: spread(both ? `${where}.shear.x` : `${where}.shear`, x, 80),
    shearY: spread(`${where}.shear.y`, y, 80),
  };
}

function shares(where: string, value: number | readonly [number, number]): readonly [number, number] {
  if (!Array.isArray(value)) return [share(where, value as number), value as number];
  if (value.length !== 2) fail("option", { where, got: show(value), expected: "a number from 0 to 1, or [x, y]" });
  return [share(`${where}[0]`, value[0]), share(`${where}[1]`, value[1])];
}

/** A motion from the ranges, as a matrix: always seven numbers of `random`. */
export function drawAffine(random: RandomStream, ranges: CheckedRanges, width: number, height: number): Matrix {
  const degrees = drawFrom(random, ranges.degrees);
  const [x, y] = ranges.translate;
  const translate = [width * drawFrom(random, [-x, x]), height * drawFrom(random, [-y, y])] as const;
  const [size, aspect] = [drawFrom(random, ranges.scale), drawFrom(random, ranges.squeeze)];
  const shear = [drawFrom(random, ranges.shearX), drawFrom(random, ranges.shearY)] as const;
  const motion: Motion = { degrees, translate, scale: [size * aspect, size / aspect], shear };
  return motionMatrix(motion, width, height);
}

function drawing(name: string, options: RandomAffineOptions): Transform {
  const [ranges, how] = [affineRanges(name, options), warping(name, options)];
  return {
    name,
    options: { ...ranges, ...how },
    apply: (image, random) => warpBy(image, name, drawAffine(random, ranges, image.width, image.height), how),
  };
}

/**
 * Scales, squeezes, shears, rotates and translates the picture, each by an amount drawn from its range, around its middle and
 * in one sampling, so that it is blurred only once. The picture keeps its size.
 *
 * Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", section III.
 *
 * @throws FoveaError for unknown options and ranges out of their bounds.
 * @example
 * randomAffine({ degrees: 10, translate: 0.08, scale: [0.9, 1.1], shear: 5 })
 */
export function randomAffine(options: RandomAffineOptions): Transform {
  checkOptions("randomAffine", options, [...affineKeys, ...warpKeys]);
  return drawing("randomAffine", options);
}

/** Options of {@link randomRotation}. */
export interface RandomRotationOptions extends WarpOptions {
  /** Counter-clockwise, -360 to 360: from -n to n, or from the first to the second. */
  degrees: Spread;
}

/**
 * Turns the picture around its middle by an angle from the range, each as likely; it keeps its size.
 *
 * @throws FoveaError for unknown options and degrees out of range.
 * @example
 * randomRotation({ degrees: 15, border: "reflect" })
 */
export function randomRotation(options: RandomRotationOptions): Transform {
  checkOptions("randomRotation", options, ["degrees", ...warpKeys]);
  spread("randomRotation.degrees", options.degrees, 360);
  return drawing("randomRotation", options);
}

/** Options of {@link randomZoom}. */
export interface RandomZoomOptions extends WarpOptions {
  /** The least and greatest factor of the size of what is in the picture, 0.01 to 100. */
  factor: readonly [low: number, high: number];
}

/**
 * Enlarges or shrinks what is in the picture, around its middle, by a factor from the range; the picture keeps its size.
 *
 * @throws FoveaError for unknown options and factors out of range.
 * @example
 * randomZoom({ factor: [0.8, 1.25] })
 */
export function randomZoom(options: RandomZoomOptions): Transform {
  checkOptions("randomZoom", options, ["factor", ...warpKeys]);
  const { factor, ...warp } = options;
  range("randomZoom.factor", factor, 0.01, 100);
  return drawing("randomZoom", { ...warp, scale: factor });
}
