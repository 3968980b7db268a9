import { checkOptions } from "../error.ts";
import { exp, log } from "../exact.ts";
import type { RandomStream } from "../random.ts";
import { type Area, cut } from "./crop.ts";
import { oneOfNames, sizes } from "./options.ts";
import { resample } from "./resample.ts";
import { drawFrom, range } from "./spread.ts";
import type { Transform } from "./transform.ts";
import { type Sampling, samplings } from "./warp.ts";

/** Options of {@link randomResizedCrop}. */
export interface RandomResizedCropOptions {
  /** Pixels of the result: both ways, or `[height, width]`. */
  size: number | readonly [height: number, width: number];
  /** The least and greatest share of the picture's area, above 0 to 1. Default [0.08, 1]. */
  area?: readonly [low: number, high: number];
  /** The least and greatest width over height, 0.01 to 100; its logarithm is drawn. Default [3/4, 4/3]. */
  ratio?: readonly [low: number, high: number];
  /** How it is resized; see `resize`. Default `bilinear`. */
  sampling?: Sampling;
}

/** How often a rectangle is drawn before the largest in the middle is taken. */
const ATTEMPTS = 10;

/**
 * Cuts out a rectangle of random area and shape at a random place, and resizes it. When ten rectangles drawn did not fit in, it
 * is the largest in the middle whose shape is allowed.
 *
 * Source: Szegedy et al. 2015, "Going deeper with convolutions"; torchvision's RandomResizedCrop.
 *
 * @throws FoveaError for unknown options and ranges out of their bounds.
 * @example
 * randomResizedCrop({ size: 224 })
 */
export function randomResizedCrop(options: RandomResizedCropOptions): Transform {
  checkOptions("randomResizedCrop", options, ["size", "area", "ratio", "sampling"]);
  const { height, width } = sizes("randomResizedCrop.size", options.size);
  const area = range("randomResizedCrop.area", options.area ?? [0.08, 1], 1e-6, 1);
  const ratio = range("randomResizedCrop.ratio", options.ratio ?? [3 / 4, 4 / 3], 0.01, 100);
  const sampling = oneOfNames("randomResizedCrop.sampling", options.sampling ?? "bilinear", samplings);
  return {
    name: "randomResizedCrop",
    options: { size: [height, width], area, ratio, sampling },
    apply(image, random) {
      cut(image, "randomResizedCrop", drawArea(random, image, area, ratio));
      resample(image, "randomResizedCrop", height, width, sampling);
    },
  };
}

type Ends = readonly [low: number, high: number];

/** The rectangle, all of it in the picture. */
export function drawArea(
  random: RandomStream,
  { width, height }: { readonly width: number; readonly height: number },
  area: Ends,
  ratio: Ends,
): Area {
  const logs = [log(ratio[0]), log(ratio[1])] as const;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const pixels = width * height * drawFrom(random, area);
    const shape = exp(drawFrom(random, logs));
    const [across, down] = [Math.round(Math.sqrt(pixels * shape)), Math.round(Math.sqrt(pixels / shape))];
    if (across < 1 || down < 1 || across > width || down > height) continue;
    const top = random.below(height - down + 1);
    return { left: random.below(width - across + 1), top, width: across, height: down };
  }
  const shape = Math.min(ratio[1], Math.max(ratio[0], width / height));
  const across = Math.min(width, Math.max(1, Math.round(height * shape)));
  const down = Math.min(height, Math.max(1, Math.round(width / shape)));
  return { left: Math.floor((width - across) / 2), top: Math.floor((height - down) / 2), width: across, height: down };
}
