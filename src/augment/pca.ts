import { checkOptions, fail, show } from "../error.ts";
import { mixChannels, needColours, scaled } from "./adjust.ts";
import { normal } from "./chance.ts";
import { Covariance } from "./covariance.ts";
import { symmetricEigen } from "./eigen.ts";
import { picturesOf, type SampleSource } from "./fitted.ts";
import { between } from "./options.ts";
import type { Transform } from "./transform.ts";

/** The principal components of a data set's colours. */
export interface Pca {
  /** Variances along the components, greatest first, where white is 1. */
  values: readonly number[];
  /** The components: unit vectors of red, green and blue. */
  vectors: readonly (readonly number[])[];
}

/** Those of ImageNet, as in fb.resnet.torch. */
const IMAGENET: Pca = {
  values: [0.2175, 0.0188, 0.0045],
  vectors: [
    [-0.5675, -0.5808, -0.5836],
    [0.7192, -0.0045, -0.6948],
    [0.4009, -0.814, 0.4203],
  ],
};

/** Options of {@link pcaNoise}: a {@link Pca}, and how strong the noise is. */
export interface PcaNoiseOptions {
  /** Variances along the components, greatest first, where white is 1. Default: ImageNet's. */
  values?: readonly number[];
  /** The components: three unit vectors of red, green and blue. Default: ImageNet's. */
  vectors?: readonly (readonly number[])[];
  /** Standard deviation of the components' factors, not negative. Default 0.1. */
  deviation?: number;
}

/**
 * Adds to all pixels the same colour: 255 times the sum of a[i] values[i] vectors[i], a[i] normal numbers drawn anew for each picture. The
 * colours of a data set vary along its first component most, by the light; so does the noise. A grey picture gets the mean of the three.
 * Source: Krizhevsky et al. 2012, "ImageNet classification with deep convolutional neural networks".
 *
 * @throws FoveaError for unknown options and components that are not three of three; when called, for pictures not of 1 or 3 channels.
 * @example
 * pcaNoise() // ImageNet's components
 * @example
 * pcaNoise({ ...(await pcaOf(pictures)), deviation: 0.1 })
 */
export function pcaNoise(options: PcaNoiseOptions = {}): Transform {
  checkOptions("pcaNoise", options, ["values", "vectors", "deviation"]);
  const deviation = between("pcaNoise.deviation", options.deviation ?? 0.1, 0, 1000);
  const { values = IMAGENET.values, vectors = IMAGENET.vectors } = options;
  if ((options.values === undefined) !== (options.vectors === undefined))
    fail("option", { where: "pcaNoise", got: "values or vectors alone", expected: "both, or neither" });
  checkThree("pcaNoise.values", values);
  if (!Array.isArray(vectors) || vectors.length !== 3)
    fail("option", { where: "pcaNoise.vectors", got: show(vectors), expected: "three vectors" });
  for (const [i, vector] of vectors.entries()) checkThree(`pcaNoise.vectors[${i}]`, vector);
  return {
    name: "pcaNoise",
    options: { values, vectors, deviation },
    apply(image, random) {
      needColours(image, "pcaNoise");
      const factors = values.map((value) => 255 * deviation * value * normal(random));
      const colour = [0, 1, 2].map((c) => factors.reduce((sum, factor, i) => sum + factor * vectors[i][c], 0));
      const offsets = image.channels === 3 ? colour : [(colour[0] + colour[1] + colour[2]) / 3];
      mixChannels(
        image,
        offsets.map((offset, c) => scaled(image.channels, c, 1, offset)),
      );
    },
  };
}

function checkThree(where: string, value: readonly number[]): void {
  if (!Array.isArray(value) || value.length !== 3 || !value.every(Number.isFinite))
    fail("option", { where, got: show(value), expected: "three finite numbers" });
}

/**
 * The principal components of all pixels' colours in `data`: eigenvalues and eigenvectors of their covariance, white being 1.
 *
 * @throws FoveaError when there are no samples, and for samples whose `x` is no picture of 3 channels.
 * @example
 * const change = await augment([pcaNoise(await pcaOf(pictures))], { engine: core });
 */
export async function pcaOf(data: SampleSource): Promise<Pca> {
  const covariance = new Covariance(3);
  for await (const [{ data: bytes, channels }, name] of picturesOf("pcaOf", data)) {
    if (channels !== 3)
      fail("data", {
        where: `pcaOf, ${name}`,
        got: `a picture of ${channels} channels`,
        expected: "3: red, green, blue",
      });
    for (let i = 0; i < bytes.length; i += 3) covariance.add(Float64Array.of(bytes[i], bytes[i + 1], bytes[i + 2]));
  }
  const { values, vectors } = symmetricEigen(covariance.matrix(), 3);
  return {
    values: Array.from(values, (value) => Math.max(value, 0) / 255 ** 2),
    vectors: [0, 3, 6].map((row) => [...vectors.subarray(row, row + 3)]),
  };
}
