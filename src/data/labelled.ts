/** Pictures of one channel with one class each. */
import { fail, show } from "../error.ts";
import type { IdxArray } from "./idx.ts";
import type { Samples } from "./samples.ts";

/** Samples whose inputs are bytes 0..255 and whose targets are class indices; what `mnist` and `digits` give. */
export interface LabelledImages extends Samples {
  x: Uint8Array;
  y: Uint8Array;
  size: number;
  classes: readonly string[];
}

/** The classes of digits. */
export const digitClasses: readonly string[] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Throws unless `classes` are names. */
export function checkClasses(where: string, classes: readonly string[]): void {
  if (!Array.isArray(classes) || classes.length === 0 || classes.some((name) => typeof name !== "string"))
    fail("option", { where, got: show(classes), expected: "an array of names" });
}

/** An IDX array, and what errors call it. */
export interface NamedIdx extends IdxArray {
  name: string;
}

/** Pairs 28x28 images with their labels. Throws a FoveaError "data" when they do not belong together. */
export function pairImages(images: NamedIdx, labels: NamedIdx, classes: readonly string[]): LabelledImages {
  checkKinds(images, labels);
  const [count] = images.shape;
  if (count !== labels.shape[0])
    fail("data", {
      where: labels.name,
      got: `${labels.shape[0]} labels`,
      expected: `${count}, one for each image of ${images.name}`,
      hint: "are both from the same half, training or test?",
    });
  if (count === 0) fail("data", { where: images.name, got: "0 images", expected: "at least 1" });
  checkLabels(labels, classes);
  return { x: images.data as Uint8Array, y: labels.data as Uint8Array, size: count, classes };
}

function checkKinds(images: NamedIdx, labels: NamedIdx): void {
  if (images.shape.length === 1 && labels.shape.length === 3)
    fail("data", {
      where: images.name,
      got: "labels",
      expected: "images",
      hint: `images and labels are swapped; the images are in ${labels.name}`,
    });
  const [, height, width] = images.shape;
  if (images.shape.length !== 3 || height !== 28 || width !== 28 || !(images.data instanceof Uint8Array))
    fail("data", { where: images.name, got: describe(images), expected: "Uint8Array [count, 28, 28]" });
  if (labels.shape.length !== 1 || !(labels.data instanceof Uint8Array))
    fail("data", { where: labels.name, got: describe(labels), expected: "Uint8Array [count]" });
}

function describe({ data, shape }: IdxArray): string {
  return `${data.constructor.name} [${shape.join(", ")}]`;
}

function checkLabels({ name, data }: NamedIdx, classes: readonly string[]): void {
  const index = data.findIndex((label: number) => label >= classes.length);
  if (index >= 0)
    fail("data", {
      where: `${name} at index ${index}`,
      got: `label ${data[index]}`,
      expected: `0 to ${classes.length - 1}`,
      hint: "the option classes names the classes where they are not ten",
    });
}

/** The pictures of all parts, which are of one size and have the same classes. */
export function joinImages(parts: readonly LabelledImages[]): LabelledImages {
  if (parts.length === 1) return parts[0];
  const x = new Uint8Array(parts.reduce((sum, part) => sum + part.x.length, 0));
  const y = new Uint8Array(parts.reduce((sum, part) => sum + part.size, 0));
  let [pixels, labels] = [0, 0];
  for (const part of parts) {
    x.set(part.x, pixels);
    y.set(part.y, labels);
    pixels += part.x.length;
    labels += part.size;
  }
  return { x, y, size: labels, classes: parts[0].classes };
}
