import * as kernels from "../../bindings/kernels.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { RandomStream } from "../random.ts";
import { symmetricBeta } from "./chance.ts";
import { type BatchTransform, MIX_OPTIONS, type MixOptions, mixing } from "./mixing.ts";

/** Options of {@link cutMix}. */
export interface CutMixOptions extends MixOptions {
  /** [height, width, channels] of the samples. */
  shape: readonly [height: number, width: number, channels: number];
}

/**
 * Puts a rectangle of another sample of the batch into each sample, at the same place: its share of the picture is 1 - l with l from
 * Beta(alpha, alpha), its aspect the picture's, its centre anywhere, and what reaches beyond the edge is lost. Targets are mixed by
 * the share that is left; labels become probabilities as in {@link mixUp}.
 * Source: Yun et al. 2019, "CutMix: regularization strategy to train strong classifiers with localizable features".
 *
 * @throws FoveaError as {@link mixUp}, and for samples of another shape.
 * @example
 * const train = pictures.batch(64).map(await cutMix({ engine: core, shape: [32, 32, 3], classes: 10 }));
 */
export async function cutMix(options: CutMixOptions): Promise<BatchTransform> {
  checkOptions("cutMix", options, [...MIX_OPTIONS, "shape"]);
  const { shape } = options;
  if (!Array.isArray(shape) || shape.length !== 3 || !shape.every((size) => Number.isInteger(size) && size > 0))
    fail("option", { where: "cutMix.shape", got: show(shape), expected: "[height, width, channels]" });
  const [height, width, channels] = shape;
  return mixing("cutMix", options, 1, ({ x, size }, random, alpha) => {
    if (x.length !== size * height * width * channels)
      fail("data", {
        where: "cutMix",
        got: `samples of ${x.length / size} numbers`,
        expected: `${shape.join(" x ")} of them`,
      });
    const { left, top, right, bottom } = rectangle(random, 1 - symmetricBeta(random, alpha), height, width);
    const pixel = channels * x.BYTES_PER_ELEMENT;
    const place = { height, pitch: width * pixel, top, bottom, left: left * pixel, right: right * pixel };
    return {
      share: 1 - ((bottom - top) * (right - left)) / (height * width),
      draw: (work, memory) => work.call(kernels.pasteRectangle, { ...memory, ...place }, size),
    };
  });
}

/** A rectangle of `share` of the picture around a pixel of it, without what lies outside. */
function rectangle(random: RandomStream, share: number, height: number, width: number) {
  const side = Math.sqrt(share);
  const [high, wide] = [Math.floor(height * side), Math.floor(width * side)];
  const [top, left] = [random.below(height) - (high >> 1), random.below(width) - (wide >> 1)];
  const clip = (at: number, size: number): number => Math.min(Math.max(at, 0), size);
  return {
    left: clip(left, width),
    top: clip(top, height),
    right: clip(left + wide, width),
    bottom: clip(top + high, height),
  };
}
