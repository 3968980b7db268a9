import * as kernels from "../../bindings/kernels.ts";
import { checkOptions, fail } from "../error.ts";
import { symmetricBeta } from "./chance.ts";
import { type BatchTransform, MIX_OPTIONS, type MixOptions, mixing } from "./mixing.ts";

/** Shares are counted in 2^-15, as the kernel that mixes bytes does: so inputs and targets are mixed by exactly the same. */
const SHARES = 2 ** 15;

/**
 * Mixes each sample with another of its batch: x = l x1 + (1 - l) x2, y = l y1 + (1 - l) y2, with one l from Beta(alpha, alpha) for a batch and
 * partners by a random order of it. Bytes stay bytes, rounded. Labels become a row of probabilities for each sample:
 * `softmaxCrossEntropy({ targets: "probabilities" })` takes them.
 * Source: Zhang et al. 2017, "mixup: beyond empirical risk minimization", and its authors' code.
 *
 * @throws FoveaError for unknown options and numbers out of range; when called, for samples of several inputs or of whole numbers that
 * are no bytes, and labels of unknown classes.
 * @example
 * const train = pictures.batch(64).map(await mixUp({ engine: core, alpha: 0.2, classes: 10 }));
 */
export async function mixUp(options: MixOptions): Promise<BatchTransform> {
  checkOptions("mixUp", options, MIX_OPTIONS);
  return mixing("mixUp", options, 0.2, ({ x, size }, random, alpha) => {
    if (x instanceof Int32Array)
      fail("data", {
        where: "mixUp",
        got: "whole numbers of 32 bits",
        expected: "bytes or floats, which can be mixed",
      });
    const whole = Math.min(Math.round(SHARES * symmetricBeta(random, alpha)), SHARES - 1);
    const share = whole / SHARES;
    const width = x.length / size;
    return {
      share,
      draw: (work, memory) =>
        x instanceof Float32Array
          ? work.call(kernels.blendFloats, { ...memory, width, share }, size)
          : work.call(kernels.blendBytes, { ...memory, width, share: whole }, size),
    };
  });
}
