/** Samples on their way to the core's memory, and back. */
import * as kernels from "../../bindings/kernels.ts";
import type { Box, Picture, Sample } from "../data/samples.ts";
import { fail, show } from "../error.ts";
import { blocks, type Canvas } from "./canvas.ts";
import type { Layer } from "./layer.ts";

/** The most pixels of a side: what kernels count is 32 bits wide. */
const MOST = 32768;

/** Puts a sample on the canvas; `index` names it where it has no name. */
export function load(canvas: Canvas, sample: Sample, index: number): void {
  canvas.sample = sample.name ?? `sample ${index}`;
  canvas.keepsFloats = false;
  const { x, y, boxes = [] } = sample;
  checkPicture(canvas.sample, "x", x);
  const masks = masksOf(y);
  for (const [key, mask] of masks) {
    checkPicture(canvas.sample, key, mask);
    if (mask.width !== x.width || mask.height !== x.height)
      fail("data", {
        where: `augment, ${key} of ${canvas.sample}`,
        got: `a mask of ${mask.width} by ${mask.height} pixels`,
        expected: `one as large as its picture, ${x.width} by ${x.height}`,
      });
  }
  for (const [i, box] of boxes.entries()) checkBox(`augment, boxes[${i}] of ${canvas.sample}`, box);
  canvas.boxes.begin(boxes);
  put(canvas, canvas.picture, x);
  canvas.setMasks(masks.length).forEach((layer, i) => {
    put(canvas, layer, masks[i][1]);
  });
}

/** The sample as the canvas now has it; all that transforms do not know of stays as it is in `sample`. */
export function unload(canvas: Canvas, sample: Sample): Sample {
  const x = canvas.keepsFloats ? numbers(canvas) : get(canvas, canvas.picture);
  const boxes = sample.boxes && { boxes: canvas.boxes.all };
  if (!canvas.masks.length) return { ...sample, x, ...boxes };
  const masks = canvas.masks.map((layer) => get(canvas, layer));
  if (isPicture(sample.y)) return { ...sample, x, y: masks[0], ...boxes };
  const named = masksOf(sample.y).map(([key], i) => [key, masks[i]]);
  return { ...sample, x, y: { ...(sample.y as object), ...Object.fromEntries(named) }, ...boxes };
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

function numbers({ engine, picture }: Canvas): Float32Array {
  return engine.core.floats(picture.data.address, picture.count).slice();
}
