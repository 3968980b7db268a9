import { checkOptions } from "../../error.ts";
import { needColours } from "../adjust.ts";
import { oneOfNames } from "../options.ts";
import type { Transform } from "../transform.ts";
import { type WarpOptions, warping, warpKeys } from "../warp.ts";
import { type OperationName, operate, type Strength, usualSpace } from "./operations.ts";

/** An operation, how often it is done, and its magnitude, 0 to 9. */
type Step = readonly [name: Exclude<OperationName, "identity">, probability: number, magnitude: number];

/** The 25 sub-policies for CIFAR-10: table 7 of the paper. */
// biome-ignore format: a table reads by its rows
export const CIFAR10: readonly (readonly [Step, Step])[] = [
  [["invert", 0.1, 0], ["contrast", 0.2, 6]],
  [["rotate", 0.7, 2], ["translateX", 0.3, 9]],
  [["sharpness", 0.8, 1], ["sharpness", 0.9, 3]],
  [["shearY", 0.5, 8], ["translateY", 0.7, 9]],
  [["autoContrast", 0.5, 0], ["equalize", 0.9, 0]],
  [["shearY", 0.2, 7], ["posterize", 0.3, 7]],
  [["color", 0.4, 3], ["brightness", 0.6, 7]],
  [["sharpness", 0.3, 9], ["brightness", 0.7, 9]],
  [["equalize", 0.6, 0], ["equalize", 0.5, 0]],
  [["contrast", 0.6, 7], ["sharpness", 0.6, 5]],
  [["color", 0.7, 7], ["translateX", 0.5, 8]],
  [["equalize", 0.3, 0], ["autoContrast", 0.4, 0]],
  [["translateY", 0.4, 3], ["sharpness", 0.2, 6]],
  [["brightness", 0.9, 6], ["color", 0.2, 8]],
  [["solarize", 0.5, 2], ["invert", 0, 0]],
  [["equalize", 0.2, 0], ["autoContrast", 0.6, 0]],
  [["equalize", 0.2, 0], ["equalize", 0.6, 0]],
  [["color", 0.9, 9], ["equalize", 0.6, 0]],
  [["autoContrast", 0.8, 0], ["solarize", 0.2, 8]],
  [["brightness", 0.1, 3], ["color", 0.7, 0]],
  [["solarize", 0.4, 5], ["autoContrast", 0.9, 0]],
  [["translateY", 0.9, 9], ["translateY", 0.7, 9]],
  [["autoContrast", 0.9, 0], ["solarize", 0.8, 3]],
  [["equalize", 0.8, 0], ["invert", 0.1, 0]],
  [["translateY", 0.7, 9], ["autoContrast", 0.9, 0]],
];

/** The greatest magnitude of a step. */
const MOST = 9;

/** Options of {@link autoAugment}; pixels are read from the nearest by default. */
export interface AutoAugmentOptions extends WarpOptions {
  /** Whose policy. Default `"cifar10"`. */
  policy?: "cifar10";
}

/**
 * Applies one of the 25 sub-policies that were found for CIFAR-10, each as likely: two operations, each with its probability and its
 * magnitude, in directions that are drawn. Masks and boxes move along.
 * Source: Cubuk et al. 2019, "AutoAugment: learning augmentation strategies from data"; ranges as torchvision's.
 *
 * @throws FoveaError for unknown options and policies; when called, for pictures not of 1 or 3 channels.
 * @example
 * const change = await augment([randomCrop({ size: 32, padding: 4 }), randomFlip(), autoAugment(), cutout({ size: 16 })], { engine: core });
 */
export function autoAugment(options: AutoAugmentOptions = {}): Transform {
  checkOptions("autoAugment", options, ["policy", ...warpKeys]);
  const policy = oneOfNames("autoAugment.policy", options.policy ?? "cifar10", ["cifar10"]);
  const how = warping("autoAugment", { sampling: "nearest", ...options });
  const space: Partial<Record<OperationName, Strength>> = usualSpace;
  return {
    name: "autoAugment",
    options: { policy, ...how },
    apply(image, random) {
      needColours(image, "autoAugment");
      const steps = CIFAR10[random.below(CIFAR10.length)];
      for (const [name, probability, magnitude] of steps) {
        const [isDone, sign] = [random.uniform() < probability, random.below(2) ? -1 : 1];
        const strength = space[name];
        const amount = strength ? strength.of(magnitude / MOST, image) : 0;
        if (isDone) operate(image, name, strength?.signed ? sign * amount : amount, how, "autoAugment");
      }
    },
  };
}
