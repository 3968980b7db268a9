/** Changes of the tones of a picture, channel by channel, without chance: `sometimes` gives them some. */
import { checkOptions } from "../error.ts";
import { equalizeHistogram, invertColours, needColours, posterizeTo, solarizeFrom, stretchContrast } from "./adjust.ts";
import type { Canvas } from "./canvas.ts";
import { between, whole } from "./options.ts";
import type { Json, Transform } from "./transform.ts";

/**
 * 255 - x: dark becomes light.
 *
 * @throws FoveaError when called, for pictures not of 1 or 3 channels.
 * @example
 * sometimes(invert(), { probability: 0.1 })
 */
export function invert(): Transform {
  return tone("invert", {}, invertColours);
}

/** Options of {@link posterize}. */
export interface PosterizeOptions {
  /** How many of each byte's 8 bits stay: 1 leaves two tones, 8 all of them. */
  bits: number;
}

/**
 * Keeps the highest bits of each byte and clears the others: 2^bits tones are left.
 * Source: PIL's ImageOps.posterize.
 *
 * @throws FoveaError for unknown options and bits other than 1 to 8; when called, for pictures not of 1 or 3 channels.
 * @example
 * posterize({ bits: 4 })
 */
export function posterize(options: PosterizeOptions): Transform {
  checkOptions("posterize", options, ["bits"]);
  const bits = whole("posterize.bits", options.bits, 1, 8);
  return tone("posterize", { bits }, (image) => posterizeTo(image, bits));
}

/** Options of {@link solarize}. */
export interface SolarizeOptions {
  /** The darkest byte that is inverted, 0 to 256: 0 inverts all, 256 none. Default 128. */
  threshold?: number;
}

/**
 * 255 - x for the bytes of at least the threshold, as film that saw too much light.
 * Source: PIL's ImageOps.solarize.
 *
 * @throws FoveaError for unknown options and a threshold out of range; when called, for pictures not of 1 or 3 channels.
 * @example
 * solarize({ threshold: 192 })
 */
export function solarize(options: SolarizeOptions = {}): Transform {
  checkOptions("solarize", options, ["threshold"]);
  const threshold = between("solarize.threshold", options.threshold ?? 128, 0, 256);
  return tone("solarize", { threshold }, (image) => solarizeFrom(image, threshold));
}

/**
 * 255 (x - least) / (greatest - least) for each channel; a channel of one value stays as it is.
 * Source: PIL's ImageOps.autocontrast, without its rounding in between, as torchvision's.
 *
 * @throws FoveaError when called, for pictures not of 1 or 3 channels.
 * @example
 * sometimes(autoContrast(), { probability: 0.5 })
 */
export function autoContrast(): Transform {
  return tone("autoContrast", {}, stretchContrast);
}

/**
 * Makes each channel's histogram as even as it can be: a byte becomes the share of pixels that are darker, in whole steps.
 * Source: PIL's ImageOps.equalize.
 *
 * @throws FoveaError when called, for pictures not of 1 or 3 channels.
 * @example
 * sometimes(equalize(), { probability: 0.5 })
 */
export function equalize(): Transform {
  return tone("equalize", {}, equalizeHistogram);
}

function tone(name: string, options: { readonly [key: string]: Json }, adjust: (image: Canvas) => void): Transform {
  return {
    name,
    options,
    apply(image) {
      needColours(image, name);
      adjust(image);
    },
  };
}
