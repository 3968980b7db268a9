/** Handwritten-like digits without a file: as many as are wanted, from a seed. */
import { checkOptions, FoveaError, fail, show } from "../error.ts";
import { purpose, randomStream, seedKey, shuffled } from "../random.ts";
import { between } from "./digits/chance.ts";
import { Renderer } from "./digits/render.ts";
import { Shaper, SIDE } from "./digits/shape.ts";
import { writings } from "./digits/strokes.ts";
import { digitClasses, type LabelledImages } from "./labelled.ts";

const PIXELS = SIDE * SIDE;
const CLASSES = 10;
const PEN = [1.6, 3.4] as const; // width of the line, in pixels
const LAST = 2 ** 32; // a sample's index is one word of the random generator's counter

/** Which samples {@link digits} draws. */
export interface DigitsOptions {
  /** How many; at least 1. Default 6000. */
  count?: number;
  /** An integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
  /** The index of the first sample; sample `i` depends on the seed and `i` alone. Default 0. */
  start?: number;
}

/**
 * Draws 28x28 pictures of handwritten-like digits, 0 = paper and 255 = ink as in MNIST: the strokes of one of several writings
 * of the digit, with points, curve, slant, turn, size, place, pen, ink and dust at random. Ten samples from a multiple of 10 on
 * hold each class once, in random order. The same bytes on every engine; 12,000 take about half a second.
 *
 * @returns `x` of `count * 784` bytes, `y` of `count` classes.
 * @throws FoveaError "option" for a count, seed or start that is none; "memory" for more samples than one array holds.
 * @example
 * const train = digits({ count: 12_000 });
 * const test = digits({ count: 2_000, start: 12_000 }); // other samples of the same kind
 */
export function digits(options: DigitsOptions = {}): LabelledImages {
  checkOptions("digits", options, ["count", "seed", "start"]);
  const { count = 6000, seed = 0, start = 0 } = options;
  checkRange(count, seed, start);
  const x = pixels(count);
  const images = new Uint8ClampedArray(x.buffer);
  const y = new Uint8Array(count);
  const shaper = new Shaper();
  const renderer = new Renderer();
  for (let i = 0; i < count; i++) {
    const stream = randomStream({ seed, purpose: purpose.data, index: start + i });
    y[i] = classOf(start + i, seed);
    const ways = writings[y[i]];
    const path = shaper.shape(ways[stream.below(ways.length)], between(stream, ...PEN), stream);
    renderer.render(path, images.subarray(i * PIXELS, (i + 1) * PIXELS), stream);
  }
  return { x, y, size: count, classes: digitClasses };
}

function checkRange(count: number, seed: number, start: number): void {
  if (!Number.isSafeInteger(count) || count < 1)
    fail("option", { where: "digits count", got: show(count), expected: "a positive integer" });
  if (!Number.isSafeInteger(start) || start < 0 || start + count > LAST)
    fail("option", {
      where: "digits start",
      got: `${show(start)} with count ${count}`,
      expected: "an integer from 0, with start + count at most 2^32",
    });
  seedKey(seed, "digits seed");
}

/** Room for the pictures; engines differ in how long an array may be. */
function pixels(count: number): Uint8Array {
  try {
    return new Uint8Array(count * PIXELS);
  } catch {
    throw new FoveaError(
      "memory",
      `digits count: ${count} samples need ${count * PIXELS} bytes, more than one array can have here. ` +
        "Hint: draw them in parts with start.",
    );
  }
}

/** The class of sample `index`: each ten samples hold each class once. */
function classOf(index: number, seed: number): number {
  const ten = Math.floor(index / CLASSES);
  return shuffled(CLASSES, randomStream({ seed, purpose: purpose.data, index: ten, step: 1 }))[index % CLASSES];
}
