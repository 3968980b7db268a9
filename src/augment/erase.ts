/** Transforms that hide a part of the picture. Masks and boxes stay: what is hidden is still there. */
import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { RandomStream } from "../random.ts";
import { measure } from "./adjust.ts";
import type { Canvas } from "./canvas.ts";
import { share, whole } from "./options.ts";
import { drawFrom, range } from "./spread.ts";
import type { Transform } from "./transform.ts";

/**
 * What a hidden part is filled with: one number for all channels or one for each, the picture's own mean of each channel, or a
 * random number from 0 to 255 for each pixel and channel.
 */
export type Fill = number | readonly number[] | "mean" | "noise";

/** Options of {@link cutout}. */
export interface CutoutOptions {
  /** Side of the squares, in pixels. */
  size: number;
  /** How many. Default 1. */
  holes?: number;
  /** What they are filled with: a number, one for each channel, `"mean"` or `"noise"`. Default `"mean"`. */
  fill?: Fill;
}

/**
 * Hides squares. Their centres lie anywhere in the picture, each pixel as likely, so that parts of them may lie outside.
 * Source: DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with cutout", which fills with the mean colour
 * of the data: the mean of normalized pictures is 0.
 *
 * @throws FoveaError for unknown options and sizes out of range; when called, where fill does not fit the picture.
 * @example
 * cutout({ size: 16 }) // CIFAR-10
 */
export function cutout(options: CutoutOptions): Transform {
  checkOptions("cutout", options, ["size", "holes", "fill"]);
  const size = whole("cutout.size", options.size, 1);
  const holes = whole("cutout.holes", options.holes ?? 1, 1, 1000);
  const fill = checkFill("cutout.fill", options.fill ?? "mean");
  return {
    name: "cutout",
    options: { size, holes, fill },
    apply(image, random) {
      const { height, width } = image;
      const half = Math.floor(size / 2);
      const value = fillValue(image, "cutout", fill);
      for (let hole = 0; hole < holes; hole++) {
        const [top, left] = [random.below(height) - half, random.below(width) - half];
        const [bottom, right] = [Math.min(top + size, height), Math.min(left + size, width)];
        hide(image, { left: Math.max(left, 0), top: Math.max(top, 0), right, bottom }, value, random);
      }
    },
  };
}

/** Options of {@link randomErasing}. */
export interface RandomErasingOptions {
  /** How often, 0 to 1. Default 0.5. */
  probability?: number;
  /** Share of the picture that is hidden, `[low, high]` from 0 to 1. Default `[0.02, 0.4]`. */
  area?: readonly [low: number, high: number];
  /** Height over width of the hidden part, `[low, high]`. Default `[0.3, 1 / 0.3]`. */
  ratio?: readonly [low: number, high: number];
  /** What it is filled with: a number, one for each channel, `"mean"` or `"noise"`. Default `"noise"`. */
  fill?: Fill;
}

const TRIES = 100;

/**
 * Hides a rectangle: its area and its ratio are drawn, all alike, until it is smaller than the picture; it lies where it fits,
 * each place as likely. After 100 rectangles too large the picture stays as it is.
 * Source: Zhong et al. 2017, "Random erasing data augmentation", and its authors' code.
 *
 * @throws FoveaError for unknown options and shares out of range; when called, where fill does not fit the picture.
 * @example
 * randomErasing({ probability: 0.25, fill: "mean" })
 */
export function randomErasing(options: RandomErasingOptions = {}): Transform {
  checkOptions("randomErasing", options, ["probability", "area", "ratio", "fill"]);
  const probability = share("randomErasing.probability", options.probability ?? 0.5);
  const area = range("randomErasing.area", options.area ?? [0.02, 0.4], 0, 1);
  const ratio = range("randomErasing.ratio", options.ratio ?? [0.3, 1 / 0.3], 0.01, 100);
  const fill = checkFill("randomErasing.fill", options.fill ?? "noise");
  return {
    name: "randomErasing",
    options: { probability, area, ratio, fill },
    apply(image, random) {
      const value = fillValue(image, "randomErasing", fill);
      if (random.uniform() >= probability) return;
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const share = drawFrom(random, area) * image.height * image.width;
        const shape = drawFrom(random, ratio);
        const [height, width] = [Math.round(Math.sqrt(share * shape)), Math.round(Math.sqrt(share / shape))];
        if (height >= image.height || width >= image.width) continue;
        const top = random.below(image.height - height + 1);
        const left = random.below(image.width - width + 1);
        return hide(image, { left, top, right: left + width, bottom: top + height }, value, random);
      }
    },
  };
}

function checkFill(where: string, fill: Fill): Fill {
  const numbers = typeof fill === "number" ? [fill] : fill;
  const fits = Array.isArray(numbers)
    ? numbers.length >= 1 && numbers.length <= 4 && numbers.every(Number.isFinite)
    : numbers === "mean" || numbers === "noise";
  if (!fits) fail("option", { where, got: show(fill), expected: 'a number, one for each channel, "mean" or "noise"' });
  return fill;
}

/** The fill of each channel, in the core's memory, padded to a whole vector; null for noise. */
function fillValue(image: Canvas, transform: string, fill: Fill): Slot | null {
  const { channels } = image;
  if (fill === "noise") {
    if (image.keepsFloats)
      image.fail(transform, "a picture that was normalized", "numbers from 0 to 255", "put normalize and whiten last");
    return null;
  }
  if (Array.isArray(fill) && fill.length !== channels)
    image.fail(transform, `a picture of ${channels} channels`, `${fill.length}, as many as fill has numbers`);
  const values = fill === "mean" ? measure(image).means : Array.isArray(fill) ? fill : [fill, fill, fill, fill];
  const padded = new Float32Array(4);
  padded.set(values as ArrayLike<number> & Iterable<number> as Float32Array);
  return image.floats("erase.values", padded);
}

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function hide(image: Canvas, box: Rectangle, values: Slot | null, random: RandomStream): void {
  const { data: x, width, channels } = image.picture;
  const key = { keyLow: random.uint32() | 0, keyHigh: random.uint32() | 0 };
  image.call(kernels.fillBox, { x, values, width, channels, ...box, ...key }, box.bottom - box.top);
}
