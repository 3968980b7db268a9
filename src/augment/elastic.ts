import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { exp } from "../exact.ts";
import { purpose, type RandomStream } from "../random.ts";
import type { Canvas } from "./canvas.ts";
import { motionMatrix, stillness } from "./matrix.ts";
import { between } from "./options.ts";
import { type AffineRanges, affineKeys, affineRanges, drawAffine } from "./randomAffine.ts";
import type { Transform } from "./transform.ts";
import { type Field, type WarpOptions, warpBy, warping, warpKeys } from "./warp.ts";
import { blocks } from "./workspace.ts";

/** Options of {@link elasticDistortion}. */
export interface ElasticDistortionOptions extends WarpOptions {
  /** What the smoothed field is multiplied by, in pixels, 0 to 10,000. Default 34. */
  alpha?: number;
  /** Standard deviation, in pixels, of the Gaussian that smooths it, 0.1 to 100. Default 4. */
  sigma?: number;
  /** An affine map, drawn as `randomAffine` does, that is done in the same sampling. Default none. */
  affine?: AffineRanges;
}

/** Gaussians are cut off here, in standard deviations. */
const REACH = 3;

/**
 * Displaces each pixel by a smooth random field: for both directions uniform numbers from -1 to 1, one a pixel, are smoothed by a
 * Gaussian (its weights sum to 1; around the picture are zeros) and multiplied by `alpha`. The defaults are the paper's, for
 * digits of 28 by 28 pixels; for larger pictures alpha and sigma grow with them.
 *
 * Source: Simard, Steinkraus, Platt 2003, "Best practices for convolutional neural networks applied to visual document analysis".
 *
 * @throws FoveaError for unknown options, numbers out of their ranges.
 * @example
 * elasticDistortion({ alpha: 34, sigma: 4, affine: { degrees: 7.5, scale: [0.85, 1.15] } })
 */
export function elasticDistortion(options: ElasticDistortionOptions = {}): Transform {
  checkOptions("elasticDistortion", options, ["alpha", "sigma", "affine", ...warpKeys]);
  const alpha = between("elasticDistortion.alpha", options.alpha ?? 34, 0, 10_000);
  const sigma = between("elasticDistortion.sigma", options.sigma ?? 4, 0.1, 100);
  if (options.affine !== undefined) checkOptions("elasticDistortion.affine", options.affine, affineKeys);
  const affine = options.affine && affineRanges("elasticDistortion.affine", options.affine);
  const how = warping("elasticDistortion", options);
  const weights = gaussian(sigma);
  return {
    name: "elasticDistortion",
    options: { alpha, sigma, ...(affine && { affine }), ...how },
    apply(image, random) {
      const { width, height } = image;
      const field = drawField(image, random, alpha, weights);
      const matrix = affine ? drawAffine(random, affine, width, height) : motionMatrix(stillness, width, height);
      warpBy(image, "elasticDistortion", matrix, how, field);
    },
  };
}

/** Weights of a Gaussian at whole places as far as it reaches, with the sum 1. */
function gaussian(sigma: number): number[] {
  const radius = Math.ceil(REACH * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => exp(-((i - radius) ** 2) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function drawField(image: Canvas, random: RandomStream, alpha: number, weights: readonly number[]): Field {
  const { width, height } = image;
  const count = 2 * width * height;
  const radius = (weights.length - 1) / 2;
  const x = image.work("elastic.noise", 4 * (count + 16)); // the kernel reads so far, whatever is there
  const seed = { seedLow: random.uint32() | 0, seedHigh: random.uint32() | 0 };
  const draw = { y: x, count, low: -1, high: 1, ...seed, stream: 0, step: 0, purpose: purpose.augment };
  image.call(kernels.randomUniform, draw, blocks(count));
  const y = image.work("elastic.field", 4 * count);
  const rows = image.work("elastic.rows", 8 * height * (width + 2 * radius + 16));
  const smooth = { y, x, weights: image.floats("elastic.weights", weights), rows, height, width, radius, scale: alpha };
  image.call(kernels.smoothField, smooth, 2 * height);
  return { right: y.at(0, 2 * count), down: y.at(2 * count) };
}
