import { checkOptions } from "../../error.ts";
import type { RandomStream } from "../../random.ts";
import { needColours } from "../adjust.ts";
import type { Canvas } from "../canvas.ts";
import { between, whole } from "../options.ts";
import type { Transform } from "../transform.ts";
import { type Warping, type WarpOptions, warping, warpKeys } from "../warp.ts";
import { type OperationName, operate, type Space, type Strength, usualSpace, wideSpace } from "./operations.ts";

/** The steps that magnitudes count in. */
const STEPS = 30;

/** Options of {@link randAugment}; pixels are read from the nearest by default. */
export interface RandAugmentOptions extends WarpOptions {
  /** How many operations, one after the other: N. Default 2. */
  operations?: number;
  /** How strong they are, 0 to 30: M. Default 9. */
  magnitude?: number;
}

/**
 * Applies some operations, drawn from 14 for each picture, each as likely and one may come twice, all of one strength: identity, shear and
 * translation either way, rotation, brightness, color (saturation), contrast, sharpness, posterize, solarize, autoContrast, equalize.
 * At magnitude 30 shears are 0.3, translations 45 % of the side, rotations 30 degrees, factors 1 +- 0.9, 4 bits posterized, threshold 0.
 * Masks and boxes move along.
 * Source: Cubuk et al. 2020, "RandAugment: practical automated data augmentation with a reduced search space"; ranges as torchvision's.
 *
 * @throws FoveaError for unknown options and numbers out of range; when called, for pictures not of 1 or 3 channels.
 * @example
 * randAugment({ operations: 2, magnitude: 9 })
 */
export function randAugment(options: RandAugmentOptions = {}): Transform {
  checkOptions("randAugment", options, ["operations", "magnitude", ...warpKeys]);
  const operations = whole("randAugment.operations", options.operations ?? 2, 1, 20);
  const magnitude = between("randAugment.magnitude", options.magnitude ?? 9, 0, STEPS);
  const how = warping("randAugment", { sampling: "nearest", ...options });
  return {
    name: "randAugment",
    options: { operations, magnitude, ...how },
    apply(image, random) {
      needColours(image, "randAugment");
      for (let i = 0; i < operations; i++) operateOne(image, random, usualSpace, () => magnitude, how, "randAugment");
    },
  };
}

/** Options of {@link trivialAugment}. */
export interface TrivialAugmentOptions extends WarpOptions {}

/**
 * Applies one operation to each picture, drawn from the 14 of {@link randAugment}, with a strength drawn from 31: nothing is left to tune.
 * Ranges are wide: shears to 0.99, translations to 32 pixels, rotations to 135 degrees, factors 1 +- 0.99, 2 bits.
 * Source: Müller and Hutter 2021, "TrivialAugment: tuning-free yet state-of-the-art data augmentation"; as torchvision's TrivialAugmentWide.
 *
 * @throws FoveaError for unknown options; when called, for pictures not of 1 or 3 channels.
 * @example
 * trivialAugment()
 */
export function trivialAugment(options: TrivialAugmentOptions = {}): Transform {
  checkOptions("trivialAugment", options, warpKeys);
  const how = warping("trivialAugment", { sampling: "nearest", ...options });
  return {
    name: "trivialAugment",
    options: { ...how },
    apply(image, random) {
      needColours(image, "trivialAugment");
      operateOne(image, random, wideSpace, () => random.below(STEPS + 1), how, "trivialAugment");
    },
  };
}

/** Draws an operation of `space`, its magnitude and its sign, and does it. */
function operateOne(
  image: Canvas,
  random: RandomStream,
  space: Space,
  draw: () => number,
  how: Warping,
  policy: string,
): void {
  const all = Object.entries(space) as [OperationName, Strength][];
  const [name, { of, signed }] = all[random.below(all.length)];
  const magnitude = of(draw() / STEPS, image);
  const sign = random.below(2) && signed ? -1 : 1;
  operate(image, name, sign * magnitude, how, policy);
}
