import { checkOptions } from "../error.ts";
import { shuffled } from "../random.ts";
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation, needColours } from "./adjust.ts";
import { type Interval, interval, type Range } from "./range.ts";
import { drawFrom } from "./spread.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link colorJitter}. */
export interface ColorJitterOptions {
  /** The picture's factor: b for one from max(0, 1 - b) to 1 + b, or `[low, high]`. 0 is black. Default 0. */
  brightness?: Range;
  /** The factor of the distance from the mean grey, in the same forms. 0 is grey all over. Default 0. */
  contrast?: Range;
  /** The factor of the distance from each pixel's grey, in the same forms. 0 is a grey picture. Default 0. */
  saturation?: Range;
  /** What is added to the hue, in turns of the colour circle: h, at most 0.5, for -h to h, or `[low, high]`. Default 0. */
  hue?: Range;
}

/**
 * Changes brightness, contrast, saturation and hue, each by an amount drawn anew for every picture, in an order that is drawn too.
 * Brightness x f; contrast f x + (1 - f) mean of the luma; saturation f x + (1 - f) luma; all kept within 0 and 255. The luma is
 * 0.2989 red + 0.587 green + 0.114 blue. On grey pictures saturation and hue do nothing.
 * Source: Krizhevsky et al. 2012 and Howard 2013; definitions and order as torchvision's ColorJitter.
 *
 * @throws FoveaError for unknown options, and amounts out of range; when called, for pictures not of 1 or 3 channels.
 * @example
 * colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 })
 */
export function colorJitter(options: ColorJitterOptions): Transform {
  checkOptions("colorJitter", options, ["brightness", "contrast", "saturation", "hue"]);
  const amounts = {
    brightness: aroundOne("colorJitter.brightness", options.brightness ?? 0),
    contrast: aroundOne("colorJitter.contrast", options.contrast ?? 0),
    saturation: aroundOne("colorJitter.saturation", options.saturation ?? 0),
    hue: aroundZero("colorJitter.hue", options.hue ?? 0),
  };
  return {
    name: "colorJitter",
    options: amounts,
    apply(image, random) {
      needColours(image, "colorJitter");
      const order = shuffled(STEPS.length, random);
      const factors = STEPS.map(({ name }) => drawFrom(random, amounts[name]));
      for (const i of order) if (factors[i] !== STEPS[i].idle) STEPS[i].adjust(image, factors[i]);
    },
  };
}

const STEPS = [
  { name: "brightness", idle: 1, adjust: adjustBrightness },
  { name: "contrast", idle: 1, adjust: adjustContrast },
  { name: "saturation", idle: 1, adjust: adjustSaturation },
  { name: "hue", idle: 0, adjust: adjustHue },
] as const;

function aroundOne(where: string, value: Range): Interval {
  if (typeof value !== "number") return interval(where, value, 0);
  const [amount] = interval(where, value, 0);
  return [Math.max(0, 1 - amount), 1 + amount];
}

function aroundZero(where: string, value: Range): Interval {
  if (typeof value !== "number") return interval(where, value, -0.5, 0.5);
  const [amount] = interval(where, value, 0, 0.5);
  return [-amount, amount];
}
