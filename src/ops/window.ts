import { checkOptions, fail, show } from "../error.ts";

/** One number for height and width, or one for each. */
export type Pair = number | readonly [number, number];

/**
 * Zeros (or, in pooling, nothing) around an image: `"valid"` none; `"same"` as many as make the output ceil(input / stride),
 * the odd one at the bottom and right, as in TensorFlow; a number for all sides; `[y, x]`; or each side.
 */
export type Padding = "same" | "valid" | Pair | Partial<Record<Side, number>>;

type Side = "top" | "right" | "bottom" | "left";

/** Padding of each side and the output's size. */
export interface ResolvedPadding extends Readonly<Record<Side, number>> {
  readonly height: number;
  readonly width: number;
}

/** Sizes from here on are mistakes: no image has such windows, and the core counts in 32 bits. */
const MOST = 2 ** 15;

/** `value` as [height, width]; throws unless both are positive whole numbers. */
export function pair(where: string, value: Pair, what: string): [number, number] {
  const sizes: readonly unknown[] = Array.isArray(value) ? value : [value, value];
  if (
    sizes.length !== 2 ||
    !sizes.every((size) => Number.isInteger(size) && (size as number) > 0 && (size as number) < MOST)
  )
    fail("option", {
      where: `${where}.${what}`,
      got: show(value),
      expected: "a positive whole number or [height, width]",
    });
  return sizes as [number, number];
}

/** Throws unless `padding` is one of the forms of {@link Padding}. */
export function checkPadding(where: string, padding: Padding): Padding {
  if (padding === "same" || padding === "valid") return padding;
  if (typeof padding === "object" && padding !== null && !Array.isArray(padding))
    checkOptions(`${where}.padding`, padding, ["top", "right", "bottom", "left"]);
  if (typeof padding === "string" || padding === null || !isWhole(padding))
    fail("option", {
      where: `${where}.padding`,
      got: show(padding),
      expected: `"same", "valid", a whole number not below 0, [y, x] or { top, right, bottom, left }`,
    });
  return padding;
}

/**
 * Padding and output size for `input` = [height, width]: floor((input + padding - reach) / stride) + 1, where
 * reach = dilation (window - 1) + 1. `problem` is called when the window does not fit.
 */
export function resolvePadding(
  padding: Padding,
  [inputHeight, inputWidth]: readonly [number, number],
  [windowHeight, windowWidth]: readonly [number, number],
  [strideHeight, strideWidth]: readonly [number, number],
  [dilationHeight, dilationWidth]: readonly [number, number],
  problem: (p: { got: string; expected: string; hint?: string }) => never,
): ResolvedPadding {
  const reachHeight = dilationHeight * (windowHeight - 1) + 1;
  const reachWidth = dilationWidth * (windowWidth - 1) + 1;
  const [top, right, bottom, left] =
    padding === "same"
      ? around(sameTotal(inputHeight, reachHeight, strideHeight), sameTotal(inputWidth, reachWidth, strideWidth))
      : padding === "valid"
        ? [0, 0, 0, 0]
        : sides(padding);
  const [padded, paddedWidth] = [inputHeight + top + bottom, inputWidth + left + right];
  if (reachHeight > padded || reachWidth > paddedWidth)
    problem({
      got: `an image of ${inputHeight} x ${inputWidth}, ${padded} x ${paddedWidth} with its padding`,
      expected: `at least ${reachHeight} x ${reachWidth}, the window's reach`,
      hint: `padding "same" fits any image`,
    });
  const height = Math.floor((padded - reachHeight) / strideHeight) + 1;
  const width = Math.floor((paddedWidth - reachWidth) / strideWidth) + 1;
  return { top, right, bottom, left, height, width };
}

type Sides = [top: number, right: number, bottom: number, left: number];

function sides(padding: Exclude<Padding, string>): Sides {
  if (typeof padding === "number") return [padding, padding, padding, padding];
  if (isPair(padding)) return [padding[0], padding[1], padding[0], padding[1]];
  return [padding.top ?? 0, padding.right ?? 0, padding.bottom ?? 0, padding.left ?? 0];
}

const isPair = (padding: object): padding is readonly [number, number] => Array.isArray(padding);

/** True when every side is a whole number, and a pair is one of two. */
const isWhole = (padding: Exclude<Padding, string>): boolean =>
  (typeof padding === "number" || !isPair(padding) || padding.length === 2) &&
  sides(padding).every((size) => Number.isInteger(size) && size >= 0 && size < MOST);

/** Padding on both sides together that makes the output ceil(input / stride). */
const sameTotal = (input: number, reach: number, stride: number): number =>
  Math.max(0, (Math.ceil(input / stride) - 1) * stride + reach - input);

/** Halves of the totals, the odd one at the bottom and right. */
const around = (height: number, width: number): Sides => [
  Math.floor(height / 2),
  Math.ceil(width / 2),
  Math.ceil(height / 2),
  Math.floor(width / 2),
];
