/** What lies around a picture. */
import type { Slot } from "../../bindings/slot.ts";
import { fail, show } from "../error.ts";
import type { Canvas } from "./canvas.ts";
import type { Layer } from "./layer.ts";
import { between, oneOfNames } from "./options.ts";

/**
 * `constant`: the colour `fill`. `replicate`: the pixel at the edge again. `reflect`: the picture in a mirror, its edge not repeated.
 * `circular`: the picture again.
 */
export type Border = "constant" | "replicate" | "reflect" | "circular";

/** The kernels' numbers for borders are the places in this list. */
export const borders: readonly Border[] = ["constant", "replicate", "reflect", "circular"];

/** What transforms that look beyond a picture's edge can be told of it. */
export interface BorderOptions {
  /** What lies around the picture: `constant`, `replicate`, `reflect` or `circular`. Default `constant`. */
  border?: Border;
  /** The colour of a constant border, 0 to 255: one number for all channels, or one for each. Default 0. */
  fill?: number | readonly number[];
}

/** The options with their defaults, checked. */
export interface Surroundings {
  readonly border: Border;
  readonly fill: number | readonly number[];
}

export function surroundings(where: string, { border = "constant", fill = 0 }: BorderOptions): Surroundings {
  oneOfNames(`${where}.border`, border, borders);
  const list = Array.isArray(fill) ? (fill as readonly number[]) : [fill as number];
  for (const value of list) between(`${where}.fill`, value, 0, 255);
  if (Array.isArray(fill) && (fill.length < 1 || fill.length > 4))
    fail("option", { where: `${where}.fill`, got: show(fill), expected: "a number, or one for each channel" });
  return { border, fill };
}

/** The colour beyond the edge of a layer, in the core's memory; the masks have a label of their own. */
export function fillOf(canvas: Canvas, transform: string, layer: Layer, { fill }: Surroundings): Slot {
  if (layer.kind === "mask") return canvas.floats("fill", new Array(layer.channels).fill(canvas.maskFill));
  if (!Array.isArray(fill)) return canvas.floats("fill", new Array(layer.channels).fill(fill));
  if (fill.length !== layer.channels)
    canvas.fail(transform, `a picture of ${layer.channels} channels`, `${fill.length}, as many as fill has numbers`);
  return canvas.floats("fill", fill);
}

/** Which of `size` pixels in a row stands at place `i`, which may be beyond either end; -1 where there is none. */
export function atBorder(i: number, size: number, border: Border): number {
  if (i >= 0 && i < size) return i;
  if (border === "constant") return -1;
  if (border === "replicate") return i < 0 ? 0 : size - 1;
  if (border === "circular") return i - size * Math.floor(i / size);
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const place = i - period * Math.floor(i / period);
  return place < size ? place : period - place;
}
