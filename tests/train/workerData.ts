/** The data set of dataset.test.ts as its workers make it: noise that epoch and index decide, on pictures in an order that the epoch decides. */
import { type Context, type Dataset, fromSamples, inWorkers, type Sample, type Samples } from "../../src/data/index.ts";
import { purpose, randomStream } from "../../src/random.ts";

export { inWorkers };

/** Adds noise to a picture. */
export async function noisy(sample: Sample, { epoch, index }: Context): Promise<Sample> {
  const random = randomStream({ seed: 9, purpose: purpose.augment, index, step: epoch });
  const picture = sample.x as { data: Uint8Array };
  return { ...sample, x: { ...picture, data: picture.data.map((byte) => byte + random.below(20)) } as Sample["x"] };
}

export function training(x: Uint8Array, y: Uint8Array, side: number): Dataset<Samples> {
  const data = fromSamples({ x, y, size: y.length }, { shape: [side, side, 1] });
  return data.shuffle({ seed: 2 }).map(noisy).batch(4);
}
