import type { RandomStream } from "../random.ts";
import type { Canvas } from "./canvas.ts";

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * A change of one picture, with the masks and boxes beside it. Transforms are made by functions such as `randomCrop` and given
 * to `augment`; one of your own needs these three members.
 *
 * @example
 * const darken: Transform = {
 *   name: "darken",
 *   options: {},
 *   apply(image, random) {
 *     const factor = 0.5 + random.uniform() / 2;
 *     const values = image.values();
 *     values.forEach((value, i) => (values[i] = Math.fround(value * factor)));
 *   },
 * };
 */
export interface Transform {
  readonly name: string;
  /** What it was made with, for logs and saved recipes. */
  readonly options: { readonly [key: string]: Json | undefined };
  /** Changes the picture in the core's memory. Whatever is random is drawn from `random` and nothing else. */
  apply(image: Canvas, random: RandomStream): void;
}
