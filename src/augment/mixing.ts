/** Transforms of batches: each sample is mixed with another of its batch, and so are the targets. For `data.batch(64).map(...)`. */
import type { Samples, Values } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import { purpose, type RandomStream, randomStream, seedKey, shuffled } from "../random.ts";
import { symmetricBeta } from "./chance.ts";
import { type AugmentContext, checkContext } from "./context.ts";
import { share } from "./options.ts";
import { splitSeed } from "./split.ts";

/** Options that {@link mixUp} and {@link cutMix} share. */
export interface MixOptions {
  /** Shares are drawn from Beta(alpha, alpha), 0.01 to 100: most near 0 or 1 for a small one. Default 0.2 for mixUp, 1 for cutMix. */
  alpha?: number;
  /** How often a batch is mixed, 0 to 1. Default 1. */
  probability?: number;
  /** Number of classes, where `y` holds labels. Default: as many as the samples name. */
  classes?: number;
  /** An integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
}

/** Options of {@link cutMix}. */
export interface CutMixOptions extends MixOptions {
  /** [height, width, channels] of the samples. */
  shape: readonly [height: number, width: number, channels: number];
}

/** Changes a batch; a function for `Dataset.map`. */
export type BatchTransform = (samples: Samples, context: AugmentContext) => Samples;

/**
 * Mixes each sample with another of its batch: x = l x1 + (1 - l) x2, y = l y1 + (1 - l) y2, with one l from Beta(alpha, alpha) for a batch and
 * partners by a random order of it. Bytes stay bytes, rounded. Labels become a row of probabilities for each sample:
 * `softmaxCrossEntropy({ targets: "probabilities" })` takes them.
 * Source: Zhang et al. 2017, "mixup: beyond empirical risk minimization", and its authors' code.
 *
 * @throws FoveaError for unknown options and numbers out of range; when called, for samples of several inputs, and labels of unknown classes.
 * @example
 * const train = pictures.batch(64).map(mixUp({ alpha: 0.2, classes: 10 }));
 */
export function mixUp(options: MixOptions = {}): BatchTransform {
  checkOptions("mixUp", options, KNOWN);
  const { seed, alpha, probability, classes } = checkMix("mixUp", options, 0.2);
  return (samples, context) => {
    const random = streamOf("mixUp", seed, context);
    const batch = batchOf("mixUp", samples, classes);
    const isMixed = random.uniform() < probability;
    const first = symmetricBeta(random, alpha);
    return isMixed
      ? mixed(batch, shuffled(batch.size, random), first, (x, partners) => blend(x, batch.size, partners, first))
      : batch;
  };
}

/**
 * Puts a rectangle of another sample of the batch into each sample, at the same place: its share of the picture is 1 - l with l from
 * Beta(alpha, alpha), its aspect the picture's, its centre anywhere, and what reaches beyond the edge is lost. Targets are mixed by
 * the share that is left; labels become probabilities as in {@link mixUp}.
 * Source: Yun et al. 2019, "CutMix: regularization strategy to train strong classifiers with localizable features".
 *
 * @throws FoveaError as {@link mixUp}, and for samples of another shape.
 * @example
 * const train = pictures.batch(64).map(cutMix({ shape: [32, 32, 3], classes: 10 }));
 */
export function cutMix(options: CutMixOptions): BatchTransform {
  checkOptions("cutMix", options, [...KNOWN, "shape"]);
  const { seed, alpha, probability, classes } = checkMix("cutMix", options, 1);
  const { shape } = options;
  if (!Array.isArray(shape) || shape.length !== 3 || !shape.every((size) => Number.isInteger(size) && size > 0))
    fail("option", { where: "cutMix.shape", got: show(shape), expected: "[height, width, channels]" });
  return (samples, context) => {
    const random = streamOf("cutMix", seed, context);
    const batch = batchOf("cutMix", samples, classes);
    const width = batch.x.length / batch.size;
    if (width !== shape[0] * shape[1] * shape[2])
      fail("data", { where: "cutMix", got: `samples of ${width} numbers`, expected: `${shape.join(" x ")} of them` });
    const isMixed = random.uniform() < probability;
    const area = rectangle(random, 1 - symmetricBeta(random, alpha), shape);
    const first = 1 - ((area.bottom - area.top) * (area.right - area.left)) / (shape[0] * shape[1]);
    return isMixed
      ? mixed(batch, shuffled(batch.size, random), first, (x, partners) => paste(x, shape, partners, area))
      : batch;
  };
}

const KNOWN = ["alpha", "probability", "classes", "seed"];

function checkMix(name: string, options: MixOptions, usual: number) {
  const { alpha = usual, probability = 1, classes, seed = 0 } = options;
  if (!(alpha >= 0.01 && alpha <= 100))
    fail("option", { where: `${name}.alpha`, got: show(alpha), expected: "a number from 0.01 to 100" });
  share(`${name}.probability`, probability);
  if (classes !== undefined && !(Number.isInteger(classes) && classes >= 2))
    fail("option", { where: `${name}.classes`, got: show(classes), expected: "a whole number of at least 2" });
  seedKey(seed, `${name}.seed`);
  return { alpha, probability, classes, seed };
}

function streamOf(name: string, seed: number, context: AugmentContext): RandomStream {
  const { epoch, index } = checkContext(name, context);
  return randomStream({ seed: splitSeed(seed, name, []), purpose: purpose.augment, index, step: epoch });
}

/** Samples of one input, whose targets are numbers that can be mixed. */
interface Batch extends Samples {
  readonly x: Values;
  readonly y: Float32Array;
  readonly size: number;
}

function batchOf(where: string, samples: Samples, known: number | undefined): Batch {
  const { x, y } = samples ?? {};
  if (!ArrayBuffer.isView(x))
    fail("data", {
      where,
      got: `x that is ${show(x)}`,
      expected: "samples of one input",
      hint: "batch() comes before it",
    });
  const classes = known ?? (samples.classes?.length || undefined);
  const size = samples.size ?? (y instanceof Float32Array || !ArrayBuffer.isView(y) ? undefined : y.length);
  if (size === undefined || !(Number.isInteger(size) && size > 0) || x.length % size)
    fail("data", { where, got: `${x.length} numbers of size ${show(size)}`, expected: "samples with their size" });
  if (!ArrayBuffer.isView(y))
    fail("data", { where, got: `y that is ${show(y)}`, expected: "labels, or numbers for each sample" });
  return { ...samples, x, y: y instanceof Float32Array ? y : probabilities(where, y, classes), size };
}

/** A row of `classes` for each label: 1 at the label, 0 elsewhere. */
function probabilities(
  where: string,
  labels: Exclude<Values, Float32Array>,
  classes: number | undefined,
): Float32Array {
  if (classes === undefined)
    fail("data", { where, got: "labels of an unknown number of classes", expected: "the option classes" });
  const rows = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i] >= 0 && labels[i] < classes))
      fail("data", { where: `${where}, label ${i}`, got: show(labels[i]), expected: `0 to ${classes - 1}` });
    rows[i * classes + labels[i]] = 1;
  }
  return rows;
}

function mixed(
  batch: Batch,
  partners: Uint32Array,
  first: number,
  mix: (x: Values, partners: Uint32Array) => Values,
): Samples {
  const { size, weights } = batch;
  const y = blend(batch.y, size, partners, first);
  return { ...batch, x: mix(batch.x, partners), y, ...(weights && { weights: blend(weights, size, partners, first) }) };
}

/** first x[i] + (1 - first) x[partners[i]]; whole numbers are rounded. */
function blend<Array extends Values>(x: Array, size: number, partners: Uint32Array, first: number): Array {
  const width = x.length / size;
  const result = new (x.constructor as new (length: number) => Array)(x.length);
  const half = x instanceof Float32Array ? 0 : 0.5;
  for (let i = 0, at = 0; i < size; i++)
    for (let other = partners[i] * width, end = at + width; at < end; at++, other++) {
      const value = first * x[at] + (1 - first) * x[other];
      result[at] = half ? Math.floor(value + half) : value;
    }
  return result;
}

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A rectangle of `share` of the picture around a pixel of it, without what lies outside. */
function rectangle(random: RandomStream, share: number, [height, width]: CutMixOptions["shape"]): Rectangle {
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

/** The samples with the rectangle of their partners. */
function paste(x: Values, shape: CutMixOptions["shape"], partners: Uint32Array, area: Rectangle): Values {
  const [height, width, channels] = shape;
  const result = x.slice();
  const [from, to] = [area.left * channels, area.right * channels];
  for (const [i, partner] of partners.entries())
    for (let row = area.top; row < area.bottom; row++) {
      const [own, other] = [(i * height + row) * width * channels, (partner * height + row) * width * channels];
      result.set(x.subarray(other + from, other + to), own + from);
    }
  return result;
}
