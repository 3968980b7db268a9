import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { interval, type Range } from "./range.ts";
import { drawFrom } from "./spread.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link gaussianNoise}. */
export interface GaussianNoiseOptions {
  /** Standard deviation, where white is 255; behind `normalize`, in its units: one, or drawn from `[low, high]`. Default 10. */
  deviation?: Range;
}

/**
 * x + deviation n, n a standard normal number for each pixel and channel, kept within 0 and 255 while the picture has bytes.
 * Source: Bishop 1995, "Training with noise is equivalent to Tikhonov regularization".
 *
 * @throws FoveaError for unknown options and a negative deviation.
 * @example
 * gaussianNoise({ deviation: [0, 20] })
 */
export function gaussianNoise(options: GaussianNoiseOptions = {}): Transform {
  checkOptions("gaussianNoise", options, ["deviation"]);
  const deviations = interval("gaussianNoise.deviation", options.deviation ?? 10, 0);
  return {
    name: "gaussianNoise",
    options: { deviation: deviations },
    apply(image, random) {
      const deviation = drawFrom(random, deviations);
      const key = { keyLow: random.uint32() | 0, keyHigh: random.uint32() | 0 };
      const [low, high] = image.keepsFloats ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [0, 255];
      const { data: x, count } = image.picture;
      image.call(kernels.addNoise, { y: x, x, count, deviation, ...key, low, high }, Math.ceil(count / 4));
    },
  };
}
