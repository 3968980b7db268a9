import { checkOptions, fail, show } from "../../error.ts";
import { Dataset } from "../dataset.ts";
import type { Sample, Samples, Values } from "../samples.ts";
import { indexed } from "./source.ts";

/** How {@link fromSamples} takes samples apart. */
export interface FromSamplesOptions {
  /** Height, width and channels of the inputs, which become pictures. Default: inputs stay flat numbers. */
  shape?: readonly [height: number, width: number, channels: number];
}

/**
 * Samples in memory, as `mnist` and `digits` give them, one by one: to transform them, mix them or split them. Nothing is copied.
 *
 * @throws FoveaError "data" where numbers do not make whole samples; "option" for a `shape` of what is no bytes.
 * @example
 * const data = fromSamples(digits({ count: 100 }), { shape: [28, 28, 1] });
 * const [train, validation] = await data.split({ validation: 0.1, stratify: true });
 */
export function fromSamples(samples: Samples, options: FromSamplesOptions = {}): Dataset<Sample> {
  checkOptions("fromSamples", options, ["shape"]);
  if (typeof samples !== "object" || samples === null || !("x" in samples))
    fail("data", { where: "fromSamples", got: show(samples), expected: "samples { x, y }" });
  const { x, y, weights, names, classes = [] } = samples;
  const size = sizeOf(samples, options.shape);
  const input = options.shape ? pictures(x, size, options.shape) : parts(x, size, "x");
  const target = y === undefined ? null : parts(y, size, "y");
  const source = indexed<Sample>(size, (i) => ({
    x: input(i) as Sample["x"],
    ...(target && { y: target(i) as Sample["y"] }),
    ...(weights && { weight: weights[i] }),
    ...(names?.[i] && { name: names[i] }),
  }));
  const labels = ArrayBuffer.isView(y) && y.length === size && !(y instanceof Float32Array) ? y : null;
  return new Dataset(source, { classes, labels });
}

type Part = (index: number) => unknown;

function parts(values: Values | Record<string, Values>, size: number, where: string): Part {
  if (ArrayBuffer.isView(values)) {
    const width = widthOf(values, size, where);
    const isLabel = width === 1 && where === "y";
    return isLabel ? (i) => values[i] : (i) => values.subarray(i * width, (i + 1) * width);
  }
  const named = Object.entries(values).map(([name, each]) => [name, parts(each, size, `${where}.${name}`)] as const);
  return (i) => Object.fromEntries(named.map(([name, part]) => [name, part(i)]));
}

function pictures(x: Samples["x"], size: number, [height, width, channels]: readonly number[]): Part {
  const data = x as Uint8Array;
  const length = height * width * channels;
  if (size * length !== data.length)
    fail("data", { where: "fromSamples, x", got: `${data.length} bytes`, expected: `${size} pictures of ${length}` });
  return (i) => ({ width, height, channels, data: data.subarray(i * length, (i + 1) * length) });
}

function sizeOf({ x, y, size }: Samples, shape: FromSamplesOptions["shape"]): number {
  if (shape) {
    if (!(x instanceof Uint8Array) || shape.length !== 3 || !shape.every((side) => Number.isInteger(side) && side > 0))
      fail("option", {
        where: "fromSamples.shape",
        got: `${show(shape)} for ${show(x)}`,
        expected: "[height, width, channels] of inputs that are bytes",
      });
    return size ?? Math.floor(x.length / shape.reduce((product, side) => product * side, 1));
  }
  const known = size ?? (ArrayBuffer.isView(y) ? y.length : undefined); // one label each
  if (known === undefined || !Number.isSafeInteger(known) || known < 1)
    fail("data", {
      where: "fromSamples",
      got: `size ${show(size)}`,
      expected: "samples with their size",
      hint: "add size to x and y",
    });
  return known;
}

function widthOf(values: Values, size: number, where: string): number {
  if (values.length % size || values.length === 0)
    fail("data", {
      where: `fromSamples, ${where}`,
      got: `${values.length} numbers`,
      expected: `a multiple of ${size}, the number of samples`,
    });
  return values.length / size;
}
