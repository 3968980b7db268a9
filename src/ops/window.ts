import type { ShapeProblem } from "./op.ts";
import { checkPaddingNd, checkSizes, placeWindows, type Side } from "./windowNd.ts";

/** One number for height and width, or one for each. */
export type Pair = number | readonly [number, number];

/**
 * Zeros (or, in pooling, nothing) around an image: `"valid"` none; `"same"` as many as make the output ceil(input / stride),
 * the odd one at the bottom and right, as in TensorFlow; a number for all sides; `[y, x]`; or each side.
 */
export type Padding = "same" | "valid" | Pair | Partial<Record<"top" | "right" | "bottom" | "left", number>>;

type ImageSide = Extract<Side, "top" | "right" | "bottom" | "left">;

/** Padding of each side and the output's size. */
export interface ResolvedPadding extends Readonly<Record<ImageSide, number>> {
  readonly height: number;
  readonly width: number;
}

/** `value` as [height, width]; throws unless both are positive whole numbers. */
export const pair = (where: string, value: Pair, what: string): [number, number] =>
  checkSizes(where, value, what, 2) as [number, number];

/** Throws unless `padding` is one of the forms of {@link Padding}. */
export const checkPadding = (where: string, padding: Padding): Padding => checkPaddingNd(where, padding, 2);

/** {@link placeWindows} of an image, each side by its name. */
export function resolvePadding(
  padding: Padding,
  input: readonly [number, number],
  window: readonly [number, number],
  stride: readonly [number, number],
  dilation: readonly [number, number],
  problem: (p: ShapeProblem) => never,
): ResolvedPadding {
  const [y, x] = placeWindows({ padding, window, stride, dilation }, input, problem);
  return { top: y.before, right: x.after, bottom: y.after, left: x.before, height: y.size, width: x.size };
}
