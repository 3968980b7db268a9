/** Samples on their way to the core's memory, and back. */
import * as kernels from "../../bindings/kernels.ts";
import type { Box, Picture, Sample } from "../data/samples.ts";
import { fail, show } from "../error.ts";
import type { MovingBoxes } from "./boxes.ts";
import type { Canvas } from "./canvas.ts";
import type { Layer } from "./layer.ts";
import { blocks } from "./workspace.ts";

/** The most pixels of a side, and the most numbers in all: what kernels count is 32 bits wide. */
const MOST = 32768;
const MOST_NUMBERS = 2 ** 28;

/** Puts a sample on the canvas; `index` names it where it has no name. */
export function load(canvas: Canvas, sample: Sample, index: number): void {
  canvas.sample = sample.name ?? `sample ${index}`;
  canvas.keepsFloats = false;
  const { x, masks } = picturesOf(sample, canvas.sample, "augment");
  canvas.boxes.begin(sample.boxes ?? []);
  put(canvas, canvas.picture, x);
  canvas.setMasks(masks.length).forEach((layer, i) => {
    put(canvas, layer, masks[i]);
  });
}

/** The sample as the canvas now has it. */
export function unload(canvas: Canvas, sample: Sample): Sample {
  const x = canvas.keepsFloats ? canvas.values().slice() : get(canvas, canvas.picture);
  const masks = canvas.masks.map((layer) => get(canvas, layer));
  return changed(sample, x, masks, canvas.boxes);
}

/** The picture of a sample and its masks. Throws unless they and the boxes are sound, and the masks as large as the picture. */
export function picturesOf(sample: Sample, name: string, caller: string): { x: Picture; masks: Picture[] } {
  const { x, y, boxes = [] } = sample;
  checkPicture(name, "x", x, caller);
  const masks = masksOf(y);
  for (const [key, mask] of masks) {
    checkPicture(name, key, mask, caller);
    if (mask.width !== x.width || mask.height !== x.height)
      fail("data", {
        where: `${caller}, ${key} of ${name}`,
        got: `a mask of ${mask.width} by ${mask.height} pixels`,
        expected: `one as large as its picture, ${x.width} by ${x.height}`,
      });
  }
  for (const [i, box] of boxes.entries()) checkBox(`${caller}, boxes[${i}] of ${name}`, box);
  return { x, masks: masks.map(([, mask]) => mask) };
}

/** The sample with these in place of its picture, masks and boxes; all that transforms do not know of stays as it is. */
export function changed(sample: Sample, x: Sample["x"], masks: readonly Picture[], boxes: MovingBoxes): Sample {
  const result = { ...sample, x, ...(sample.boxes && { boxes: boxes.all }) };
  if (!masks.length) return result;
  if (isPicture(sample.y)) return { ...result, y: masks[0] };
  const named = masksOf(sample.y).map(([key], i) => [key, masks[i]]);
  return { ...result, y: { ...(sample.y as object), ...Object.fromEntries(named) } };
}

/** True for what has a picture's members, whatever is in them. */
export function isPicture(value: unknown): value is Picture {
  return typeof value === "object" && value !== null && "width" in value && "height" in value && "data" in value;
}

/** The pictures among the targets, by name. */
function masksOf(y: Sample["y"]): [string, Picture][] {
  if (isPicture(y)) return [["y", y]];
  if (typeof y !== "object" || ArrayBuffer.isView(y)) return [];
  return Object.entries(y).filter((entry): entry is [string, Picture] => isPicture(entry[1]));
}

/** Throws unless `value` is a picture whose size and data belong together. */
export function checkPicture(
  sample: string,
  key: string,
  value: unknown,
  caller = "augment",
): asserts value is Picture {
  const where = `${caller}, ${key} of ${sample}`;
  if (!isPicture(value))
    fail("data", { where, got: show(value), expected: "a Picture: { width, height, channels, data }" });
  const { width, height, channels, data } = value;
  if (!isSize(width, MOST) || !isSize(height, MOST) || !isSize(channels, 4))
    fail("data", {
      where,
      got: `a picture of ${show(width)} by ${show(height)} pixels with ${show(channels)} channels`,
      expected: `1 to ${MOST} pixels each way and 1 to 4 channels`,
    });
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray))
    fail("data", { where, got: `data that is ${show(data)}`, expected: "a Uint8Array or Uint8ClampedArray" });
  const count = width * height * channels;
  if (count > MOST_NUMBERS)
    fail("data", {
      where,
      got: `${count} numbers`,
      expected: `at most ${MOST_NUMBERS}`,
      hint: "shrink it when it is decoded",
    });
  if (data.length !== count)
    fail("data", {
      where,
      got: `${data.length} bytes`,
      expected: `${count} for ${width} by ${height} pixels with ${channels} channels`,
    });
}

const isSize = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;

function checkBox(where: string, { left, top, right, bottom }: Box): void {
  if (![left, top, right, bottom].every(Number.isFinite) || !(right > left && bottom > top))
    fail("data", {
      where,
      got: `left ${show(left)}, top ${show(top)}, right ${show(right)}, bottom ${show(bottom)}`,
      expected: "numbers, with left before right and top before bottom",
    });
}

function put(canvas: Canvas, layer: Layer, picture: Picture): void {
  const y = layer.begin(picture);
  const x = canvas.work("bytes", layer.count);
  canvas.engine.core.bytes.set(picture.data, x.address);
  canvas.call(kernels.bytesToFloats, { y, x, count: layer.count }, blocks(layer.count));
}

function get(canvas: Canvas, layer: Layer): Picture {
  const { width, height, channels, count } = layer;
  const y = canvas.work("bytes", count);
  canvas.call(kernels.floatsToBytes, { y, x: layer.data, count }, blocks(count));
  return { width, height, channels, data: canvas.engine.core.bytes.slice(y.address, y.address + count) };
}
