/** Transforms that mix each pixel with its neighbours. */
import * as kernels from "../../bindings/kernels.ts";
import { checkOptions, fail, show } from "../error.ts";
import { exp } from "../exact.ts";
import { adjustSharpness, needColours } from "./adjust.ts";
import type { Canvas } from "./canvas.ts";
import { interval, type Range } from "./range.ts";
import { drawFrom } from "./spread.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link gaussianBlur}. */
export interface GaussianBlurOptions {
  /** Standard deviation in pixels, 0.01 to 100: one, or drawn from `[low, high]`. Default `[0.1, 2]`. */
  sigma?: Range;
  /** Width of the kernel in pixels, odd. Default: three of the greatest deviation to each side. */
  size?: number;
}

/**
 * Each pixel becomes the mean of those around it, weighted by exp(-d^2 / (2 sigma^2)); rows first, then columns. What lies
 * beyond an edge is the picture in a mirror.
 * Source: Chen et al. 2020, "A simple framework for contrastive learning"; as torchvision's GaussianBlur.
 *
 * @throws FoveaError for unknown options, deviations out of range and a size that is not odd.
 * @example
 * sometimes(gaussianBlur({ sigma: [0.1, 2] }), { probability: 0.5 })
 */
export function gaussianBlur(options: GaussianBlurOptions = {}): Transform {
  checkOptions("gaussianBlur", options, ["sigma", "size"]);
  const sigma = interval("gaussianBlur.sigma", options.sigma ?? [0.1, 2], 0.01, 100);
  const { size = 2 * Math.ceil(3 * sigma[1]) + 1 } = options;
  if (!(Number.isInteger(size) && size >= 1 && size <= 601 && size % 2))
    fail("option", { where: "gaussianBlur.size", got: show(size), expected: "an odd number from 1 to 601" });
  return {
    name: "gaussianBlur",
    options: { sigma, size },
    apply: (image, random) => blur(image, gaussian(drawFrom(random, sigma), (size - 1) / 2)),
  };
}

/** exp(-d^2 / (2 sigma^2)) for d from -radius to radius, of sum 1. */
function gaussian(sigma: number, radius: number): number[] {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => {
    const distance = (i - radius) / sigma;
    return exp((-distance * distance) / 2);
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** The weights along rows, then along columns. */
function blur(image: Canvas, values: readonly number[]): void {
  const { picture } = image;
  const { height, width, channels } = picture;
  const weights = image.floats("blur.weights", values);
  const numbers = { weights, radius: (values.length - 1) / 2, height, width, channels };
  picture.redraw({}, (y, x) => image.call(kernels.blurRows, { y, x, ...numbers }, height));
  picture.redraw({}, (y, x) => image.call(kernels.blurColumns, { y, x, ...numbers }, height));
}

/** Options of {@link sharpness}. */
export interface SharpnessOptions {
  /** 0 is smooth, 1 the picture as it is, 2 sharper: one factor, or drawn from `[low, high]`; not negative. */
  factor: Range;
}

/**
 * f x + (1 - f) s, kept within 0 and 255, where s is the picture smoothed by [1 1 1, 1 5 1, 1 1 1] / 13; edges stay.
 * Source: PIL's ImageEnhance.Sharpness; as torchvision's adjust_sharpness.
 *
 * @throws FoveaError for unknown options and a negative factor; when called, for pictures not of 1 or 3 channels.
 * @example
 * sharpness({ factor: [0.5, 2] })
 */
export function sharpness(options: SharpnessOptions): Transform {
  checkOptions("sharpness", options, ["factor"]);
  const factor = interval("sharpness.factor", options.factor, 0);
  return {
    name: "sharpness",
    options: { factor },
    apply(image, random) {
      needColours(image, "sharpness");
      adjustSharpness(image, drawFrom(random, factor));
    },
  };
}
