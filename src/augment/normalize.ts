import { checkOptions, fail, show } from "../error.ts";
import { mixChannels, needBytes, scaled } from "./adjust.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link normalize}: one number for all channels, or one for each. */
export interface NormalizeOptions {
  /** Subtracted; white is 255. Default 0. */
  mean?: number | readonly number[];
  /** What is left is divided by it; positive. Default 1. */
  std?: number | readonly number[];
}

/**
 * (x - mean) / std for each channel. Afterwards the sample's `x` is a Float32Array [height, width, channels]; bytes from 0 to 255 are what
 * mean and std count in, as those of `input`, which normalizes in the network and lets samples stay bytes: mostly the better place.
 *
 * @throws FoveaError for unknown options, numbers not finite and a std that is not positive; when called, for pictures of other channels.
 * @example
 * normalize({ mean: [125.3, 123.0, 113.9], std: [63.0, 62.1, 66.7] }) // CIFAR-10
 */
export function normalize(options: NormalizeOptions): Transform {
  checkOptions("normalize", options, ["mean", "std"]);
  const mean = perChannel("normalize.mean", options.mean ?? 0, "finite", Number.isFinite);
  const std = perChannel("normalize.std", options.std ?? 1, "positive", (n) => Number.isFinite(n) && n > 0);
  return {
    name: "normalize",
    options: { mean, std },
    apply(image) {
      needBytes(image, "normalize");
      const { channels } = image;
      for (const { length } of [mean, std])
        if (length !== 1 && length !== channels)
          image.fail("normalize", `a picture of ${channels} channels`, `${length}, as mean or std has`);
      const parts = Array.from({ length: channels }, (_, c) => {
        const [m, s] = [mean[c % mean.length], std[c % std.length]];
        return scaled(channels, c, 1 / s, -m / s);
      });
      mixChannels(image, parts, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
      image.keepsFloats = true;
    },
  };
}

function perChannel(
  where: string,
  value: number | readonly number[],
  kind: string,
  fits: (value: number) => boolean,
): readonly number[] {
  const list = Array.isArray(value) ? (value as readonly number[]) : [value as number];
  if (list.length < 1 || list.length > 4 || !list.every(fits))
    fail("option", { where, got: show(value), expected: `a ${kind} number, or one for each channel` });
  return [...list];
}
