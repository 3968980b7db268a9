import { checkOptions, fail, show } from "../error.ts";
import { needColours, toGrey } from "./adjust.ts";
import { share } from "./options.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link grayscale}. */
export interface GrayscaleOptions {
  /** Channels of the result, all alike: 1 or 3. Default 1. */
  channels?: 1 | 3;
}

/**
 * The luma 0.2989 red + 0.587 green + 0.114 blue in one channel, or the same in three. A grey picture keeps its numbers.
 * Source: ITU-R BT.601; as torchvision's Grayscale.
 *
 * @throws FoveaError for unknown options and other channels; when called, for pictures not of 1 or 3 channels.
 * @example
 * grayscale() // for a network of one channel
 */
export function grayscale(options: GrayscaleOptions = {}): Transform {
  checkOptions("grayscale", options, ["channels"]);
  const { channels = 1 } = options;
  if (channels !== 1 && channels !== 3)
    fail("option", { where: "grayscale.channels", got: show(channels), expected: "1 or 3" });
  return {
    name: "grayscale",
    options: { channels },
    apply(image) {
      needColours(image, "grayscale");
      toGrey(image, channels);
    },
  };
}

/** Options of {@link randomGrayscale}. */
export interface RandomGrayscaleOptions {
  /** How often, 0 to 1. Default 0.1. */
  probability?: number;
}

/**
 * Makes some of the pictures grey, and leaves them as many channels as they have.
 * Source: as torchvision's RandomGrayscale.
 *
 * @throws FoveaError for unknown options and a probability that is none; when called, for pictures not of 1 or 3 channels.
 * @example
 * randomGrayscale({ probability: 0.2 })
 */
export function randomGrayscale(options: RandomGrayscaleOptions = {}): Transform {
  checkOptions("randomGrayscale", options, ["probability"]);
  const probability = share("randomGrayscale.probability", options.probability ?? 0.1);
  return {
    name: "randomGrayscale",
    options: { probability },
    apply(image, random) {
      needColours(image, "randomGrayscale");
      if (random.uniform() < probability) toGrey(image, image.channels);
    },
  };
}
