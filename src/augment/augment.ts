import type { Sample } from "../data/samples.ts";
import type { Engine } from "../engine.ts";
import { checkOptions, fail, show } from "../error.ts";
import { purpose, randomStream, seedKey } from "../random.ts";
import { Canvas } from "./canvas.ts";
import { type AugmentContext, checkContext } from "./context.ts";
import { checkEngine } from "./options.ts";
import { load, unload } from "./sample.ts";
import { splitSeed } from "./split.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link augment}. */
export interface AugmentOptions {
  /** The engine whose core changes the pictures, in memory of its own beside the models'. */
  engine: Engine;
  /** An integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
  /** The label, 0 to 255, that masks get where there was no picture. Default 0. */
  maskFill?: number;
  /** A box is dropped when less than this share of it is left in the picture, 0 to 1. Default 0.1. */
  minVisible?: number;
}

/** A sample as it was, but for its picture, of which `normalize` and `whiten` make numbers. */
export type Augmented<S extends Sample> = Omit<S, "x"> & Pick<Sample, "x">;

/** What {@link augment} gives: changes one sample; a function for `Dataset.map`. */
export interface Augmentation {
  <S extends Sample>(sample: S, context: AugmentContext): Augmented<S>;
  readonly transforms: readonly Transform[];
  /** Gives the working memory back to the engine; the function cannot be called any more. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Transforms as one function of a sample whose `x` is a picture: they run one after the other, by the core's kernels, on
 * numbers from 0 to 255, which are rounded to bytes once, at the end. A mask (a target that is a picture) and boxes move along.
 *
 * What is random depends on the seed, the epoch, the sample's index and the transform, on nothing else: the same bits in every
 * runtime, whatever the order in which samples are read. The numbers that a transform draws do not depend on which others there are.
 *
 * @param transforms What is done, in this order.
 * @throws FoveaError for options out of their range, what is no transform, and, when called, samples whose `x` is no picture or
 * that a transform cannot be applied to.
 * @example
 * const change = await augment([randomCrop({ size: 32, padding: 4 }), randomFlip()], { engine: core, seed: 1 });
 * const train = pictures.map(change);
 */
export async function augment(transforms: readonly Transform[], options: AugmentOptions): Promise<Augmentation> {
  check(transforms, options);
  const { engine, seed = 0, maskFill = 0, minVisible = 0.1 } = options;
  await engine.exclusive(() => engine.extend());
  const canvas = new Canvas(engine, { maskFill, minVisible });
  const seeds = transforms.map(({ name }, i) => splitSeed(seed, name, transforms.slice(0, i)));
  let disposed = false;

  const change = <S extends Sample>(sample: S, context: AugmentContext): Augmented<S> => {
    if (disposed) fail("runtime", { where: "augment", got: "a call after dispose()", expected: "none" });
    const { epoch, index } = checkContext("augment", context);
    load(canvas, sample, index);
    transforms.forEach((transform, i) => {
      transform.apply(canvas, randomStream({ seed: seeds[i], purpose: purpose.augment, index, step: epoch }));
    });
    return unload(canvas, sample) as Augmented<S>;
  };
  const dispose = (): void => {
    if (!disposed) canvas.free();
    disposed = true;
  };
  return Object.assign(change, { transforms, dispose, [Symbol.dispose]: dispose });
}

function check(transforms: readonly Transform[], options: AugmentOptions): void {
  checkTransforms("augment", transforms);
  checkOptions("augment", options, ["engine", "seed", "maskFill", "minVisible"]);
  const { engine, seed = 0, maskFill = 0, minVisible = 0.1 } = options;
  checkEngine("augment.engine", engine);
  seedKey(seed, "augment.seed");
  if (!(Number.isInteger(maskFill) && maskFill >= 0 && maskFill <= 255))
    fail("option", { where: "augment.maskFill", got: show(maskFill), expected: "a whole number from 0 to 255" });
  if (!(typeof minVisible === "number" && minVisible >= 0 && minVisible <= 1))
    fail("option", { where: "augment.minVisible", got: show(minVisible), expected: "a number from 0 to 1" });
}

/** Throws unless `transforms` is a list of transforms. */
export function checkTransforms(where: string, transforms: readonly Transform[]): void {
  if (!Array.isArray(transforms)) fail("option", { where, got: show(transforms), expected: "a list of transforms" });
  for (const [i, transform] of transforms.entries()) checkTransform(`${where}[${i}]`, transform);
}

/** Throws unless `transform` is one. */
export function checkTransform(where: string, transform: Transform): void {
  // A function has a name and an apply of its own.
  if (typeof transform === "object" && typeof transform?.apply === "function" && typeof transform.name === "string")
    return;
  const hint = typeof transform === "function" ? "call it: randomFlip(), not randomFlip" : "";
  fail("option", { where, got: show(transform), expected: "a transform", ...(hint && { hint }) });
}
