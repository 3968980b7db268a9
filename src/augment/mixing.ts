/** What mixUp and cutMix share: each sample of a batch is mixed with another of it, and so are their targets, by the core's kernels. */
import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import type { Samples, Values } from "../data/samples.ts";
import type { Engine } from "../engine.ts";
import { fail, show } from "../error.ts";
import { purpose, type RandomStream, randomStream, seedKey, shuffled } from "../random.ts";
import { type AugmentContext, checkContext } from "./context.ts";
import { between, checkEngine, share } from "./options.ts";
import { splitSeed } from "./split.ts";
import { Workspace } from "./workspace.ts";

/** Options of {@link mixUp} and {@link cutMix}. */
export interface MixOptions {
  /** The engine whose core mixes the samples, in memory of its own beside the models'. */
  engine: Engine;
  /** Shares are drawn from Beta(alpha, alpha), 0.01 to 100: most near 0 or 1 for a small one. Default 0.2 for mixUp, 1 for cutMix. */
  alpha?: number;
  /** How often a batch is mixed, 0 to 1. Default 1. */
  probability?: number;
  /** Number of classes, where `y` holds labels. Default: as many as the samples name. */
  classes?: number;
  /** An integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
}

/** Changes a batch; a function for `Dataset.map`. */
export interface BatchTransform {
  (samples: Samples, context: AugmentContext): Samples;
  /** Gives the working memory back to the engine; the function cannot be called any more. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** Samples of one input, whose targets are numbers that can be mixed. */
export interface Batch extends Samples {
  readonly x: Values;
  readonly y: Float32Array;
  readonly size: number;
}

/** How the samples of one batch are mixed. */
export interface Mix {
  /** The share of a sample itself in its targets; the rest is its partner's. */
  readonly share: number;
  /** Fills `y`, as large as `x`; `partners` holds the partner of each sample. */
  draw(work: Workspace, memory: { readonly x: Slot; readonly y: Slot; readonly partners: Slot }): void;
}

/** The options that a mixing has. */
export const MIX_OPTIONS: readonly string[] = ["engine", "alpha", "probability", "classes", "seed"];

/** A transform that mixes batches as `plan` decides, with `alpha` unless the options have another. */
export async function mixing(
  name: string,
  options: MixOptions,
  usual: number,
  plan: (batch: Batch, random: RandomStream, alpha: number) => Mix,
): Promise<BatchTransform> {
  const { engine, alpha = usual, probability = 1, classes, seed = 0 } = options;
  checkEngine(`${name}.engine`, engine);
  between(`${name}.alpha`, alpha, 0.01, 100);
  share(`${name}.probability`, probability);
  if (classes !== undefined && !(Number.isInteger(classes) && classes >= 2))
    fail("option", { where: `${name}.classes`, got: show(classes), expected: "a whole number of at least 2" });
  seedKey(seed, `${name}.seed`);
  await engine.exclusive(() => engine.extend());
  const work = new Workspace(engine);
  let disposed = false;

  const mix = (samples: Samples, context: AugmentContext): Samples => {
    if (disposed) fail("runtime", { where: name, got: "a call after dispose()", expected: "none" });
    const { epoch, index } = checkContext(name, context);
    const random = randomStream({ seed: splitSeed(seed, name, []), purpose: purpose.augment, index, step: epoch });
    const batch = batchOf(name, samples, classes);
    const isMixed = random.uniform() < probability;
    const planned = plan(batch, random, alpha);
    return isMixed ? mixed(work, batch, planned, shuffled(batch.size, random)) : batch;
  };
  const dispose = (): void => {
    work.free();
    disposed = true;
  };
  return Object.assign(mix, { dispose, [Symbol.dispose]: dispose });
}

/** The batch, mixed: its inputs as planned, targets and weights by the share that is left. */
function mixed(work: Workspace, batch: Batch, { share, draw }: Mix, order: Uint32Array): Samples {
  const { x, y, weights, size } = batch;
  const partners = work.integers("partners", order);
  const numbers = (values: Float32Array): Float32Array =>
    drawn(work, values, (memory) =>
      work.call(kernels.blendFloats, { ...memory, partners, width: values.length / size, share }, size),
    );
  return {
    ...batch,
    x: drawn(work, x, (memory) => draw(work, { ...memory, partners })),
    y: numbers(y),
    ...(weights && { weights: numbers(weights) }),
  };
}

/** What `draw` makes of `values` in the core's memory. */
function drawn<Array extends Values>(
  work: Workspace,
  values: Array,
  draw: (memory: { x: Slot; y: Slot }) => void,
): Array {
  const { core } = work.engine;
  const bytes = values.byteLength;
  const [x, y] = [work.work("from", bytes), work.work("to", bytes)];
  core.bytes.set(new Uint8Array(values.buffer, values.byteOffset, bytes), x.address);
  draw({ x, y });
  const { buffer } = core.bytes.slice(y.address, y.address + bytes);
  return new (values.constructor as new (buffer: ArrayBufferLike) => Array)(buffer);
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
