import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { checkOptions, fail, show } from "../error.ts";
import { needBytes } from "./adjust.ts";
import type { Canvas } from "./canvas.ts";
import { addProducts, Covariance } from "./covariance.ts";
import { symmetricEigen } from "./eigen.ts";
import { picturesOf, type SampleSource } from "./fitted.ts";
import type { Transform } from "./transform.ts";

/** What {@link zcaOf} learns from a data set. */
export interface Zca {
  /** [height, width, channels] of the pictures. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** [count] the mean picture, white being 255. */
  readonly mean: Float32Array;
  /** [count, count] what is multiplied with a picture less the mean. */
  readonly matrix: Float32Array;
}

/** Options of {@link zcaOf}. */
export interface ZcaOptions {
  /** Added to the variances, where white is 1: directions that vary much less are noise and stay small. Positive. Default 0.01. */
  epsilon?: number;
}

/** The most numbers of a picture: its matrix then has 64 MiB. */
const MOST = 4096;

/**
 * The whitening of `data`, all of whose pictures have one size: the mean m and W = (C + epsilon)^(-1/2) / 255, C the covariance of the
 * pictures' numbers with white being 1, by its eigenvectors V and eigenvalues d: V diag(1 / sqrt(d + epsilon)) V'.
 * Of bytes it is the same in whatever order they come. It takes memory for four matrices [count, count] of f64 and time that grows with
 * count^3: two seconds for 768 numbers (16x16 pixels in colour), two to three minutes for 3072 (32x32); cut patches for more.
 * Source: Bell and Sejnowski 1997; Krizhevsky 2009, "Learning multiple layers of features from tiny images", appendix A.
 *
 * @throws FoveaError for unknown options, no samples, pictures of different sizes or of more than 4096 numbers.
 * @example
 * const zca = await zcaOf(pictures.take(5000), { epsilon: 0.01 });
 */
export async function zcaOf(data: SampleSource, options: ZcaOptions = {}): Promise<Zca> {
  checkOptions("zcaOf", options, ["epsilon"]);
  const { epsilon = 0.01 } = options;
  if (!(Number.isFinite(epsilon) && epsilon > 0))
    fail("option", { where: "zcaOf.epsilon", got: show(epsilon), expected: "a positive number" });
  let shape: Zca["shape"] | null = null;
  let covariance: Covariance | null = null;
  for await (const [{ height, width, channels, data: bytes }, name] of picturesOf("zcaOf", data)) {
    shape ??= [height, width, channels];
    if (bytes.length > MOST || `${shape}` !== `${[height, width, channels]}`)
      fail("data", {
        where: `zcaOf, ${name}`,
        got: `a picture of ${height} by ${width} pixels and ${channels} channels`,
        expected: bytes.length > MOST ? `at most ${MOST} numbers` : `${shape.join(" by ")} as the first`,
        hint: bytes.length > MOST ? "crop patches, or resize" : "crop or resize all to one size",
      });
    covariance ??= new Covariance(bytes.length);
    covariance.add(Float64Array.from(bytes));
  }
  const { mean, size } = covariance as Covariance;
  const matrix = inverseRoot((covariance as Covariance).matrix(), size, epsilon);
  return { shape: shape as Zca["shape"], mean: Float32Array.from(mean), matrix };
}

/** (C / 255^2 + epsilon)^(-1/2) / 255: the sum of v v' / sqrt(d + epsilon) over the eigenvectors. */
function inverseRoot(covariance: Float64Array, size: number, epsilon: number): Float32Array {
  const { values, vectors } = symmetricEigen(covariance, size);
  const rows = Array.from(values, (value, i) => {
    const root = Math.sqrt(1 / Math.sqrt(Math.max(value, 0) / 255 ** 2 + epsilon) / 255);
    return vectors.subarray(i * size, (i + 1) * size).map((number) => number * root);
  });
  const sum = new Float64Array(size * size);
  for (let i = 0; i < size; i += 16) addProducts(sum, rows.slice(i, i + 16), size);
  const matrix = new Float32Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = i; j < size; j++) matrix[i * size + j] = matrix[j * size + i] = sum[i * size + j];
  return matrix;
}

/** So that each whitening has memory of its own on a canvas. */
let made = 0;

/**
 * y = W (x - m): over the data set that `zca` was fitted on, the numbers of y have mean 0 and vary alike and on their own, and y is as near to
 * the picture as that can be. Afterwards the sample's `x` is a Float32Array [height, width, channels].
 * Source: Bell and Sejnowski 1997, "The independent components of natural scenes are edge filters".
 *
 * @throws FoveaError for what is no whitening; when called, for pictures of another shape.
 * @example
 * const change = await augment([randomFlip(), whiten(await zcaOf(pictures))], { engine: core });
 */
export function whiten(zca: Zca): Transform {
  checkOptions("whiten", zca, ["shape", "mean", "matrix"]);
  const { shape, mean, matrix } = zca;
  const count = Array.isArray(shape) ? shape.reduce((a, b) => a * b, 1) : Number.NaN;
  if (!(mean instanceof Float32Array && mean.length === count && matrix?.length === count * count))
    fail("option", { where: "whiten", got: show(zca), expected: "a whitening", hint: "await zcaOf(data) fits one" });
  const name = `whiten ${made++}`;
  const placed = new WeakMap<Canvas, Slot>(); // the matrix is written once to each canvas
  const place = (image: Canvas): Slot => {
    const matrices = placed.get(image) ?? image.floats(`${name} matrix`, matrix);
    placed.set(image, matrices);
    return matrices;
  };
  return {
    name: "whiten",
    options: { shape },
    apply(image) {
      needBytes(image, "whiten");
      const { height, width, channels } = image.picture;
      if (height !== shape[0] || width !== shape[1] || channels !== shape[2])
        image.fail(
          "whiten",
          `a picture of ${height} by ${width} pixels and ${channels} channels`,
          `${shape.join(" by ")}, as it was fitted on`,
        );
      const args = { mean: image.floats("whiten.mean", mean), matrix: place(image), count };
      image.picture.redraw({}, (y, x) => image.call(kernels.whiten, { y, x, ...args }, count));
      image.keepsFloats = true;
    },
  };
}
