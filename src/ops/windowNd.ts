import { checkOptions, fail, show } from "../error.ts";
import type { ShapeProblem } from "./op.ts";

/** Axes that a window moves along: of a sequence, an image or a volume. */
export type Rank = 1 | 2 | 3;

/**
 * Where padding lies: `left` and `right` of the last axis, `top` and `bottom` of the one before, `front` and `back` of
 * the one before that.
 */
export type Side = "front" | "back" | "top" | "bottom" | "left" | "right";

/** One number for all axes, or one for each. */
export type Sizes = number | readonly number[];

/**
 * What is added around a sample: `"valid"` nothing; `"same"` as much as makes the output ceil(input / stride), the odd
 * one at the end, as in TensorFlow; a number for all sides; one for each axis, for both of its sides; or each side by
 * its name.
 */
export type PaddingNd = "same" | "valid" | Sizes | Partial<Record<Side, number>>;

/** One number for depth, height and width, or one for each. */
export type Triple = number | readonly [number, number, number];

/**
 * What is added at the ends of a sequence: `"valid"` nothing; `"same"` as much as makes the output ceil(input / stride), the odd one at
 * the end; a number for both ends; or each by its name.
 */
export type Padding1d = "same" | "valid" | number | Partial<Record<"left" | "right", number>>;

/** As {@link Padding1d}, around a volume: a number for all sides, `[z, y, x]`, or each by its name. */
export type Padding3d = "same" | "valid" | Triple | Partial<Record<Side, number>>;

/** Where windows lie along one axis: padding before and behind, and how many windows fit. */
export interface Placed {
  readonly before: number;
  readonly after: number;
  readonly size: number;
}

/** How a window is laid, one number for each axis. */
export interface Window {
  readonly padding: PaddingNd;
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  /**
   * Whether a window may begin inside the sample (or its padding before) and end beyond the padding behind it, as with
   * PyTorch's ceil_mode. Default false.
   */
  readonly ceil?: boolean;
}

/** Sizes from here on are mistakes: no sample has such windows, and the core counts in 32 bits. */
const MOST = 2 ** 15;

const AXES = ["depth", "height", "width"];
const SIDES: readonly (readonly [Side, Side])[] = [
  ["front", "back"],
  ["top", "bottom"],
  ["left", "right"],
];

/** `[height, width]`, as messages write what has one number for each axis. */
const perAxis = (rank: Rank): string => `[${AXES.slice(-rank).join(", ")}]`;

/** The sides of each axis. */
export const sidesOf = (rank: Rank): readonly (readonly [Side, Side])[] => SIDES.slice(-rank);

/** `value` as one number for each axis; throws unless all are whole numbers from `least` on. */
export function checkSizes(where: string, value: Sizes, what: string, rank: Rank, least = 1): number[] {
  const sizes: readonly unknown[] =
    rank > 1 && Array.isArray(value) ? value : Array.from({ length: rank }, () => value);
  const one = least > 0 ? "a positive whole number" : "a whole number not below 0";
  if (sizes.length !== rank || !sizes.every((size) => isWhole(size, least)))
    fail("option", {
      where: `${where}.${what}`,
      got: show(value),
      expected: rank > 1 ? `${one} or ${perAxis(rank)}` : one,
    });
  return sizes as number[];
}

/** Throws unless `padding` is one of the forms of {@link PaddingNd}. */
export function checkPaddingNd<Form extends PaddingNd>(where: string, padding: Form, rank: Rank): Form {
  if (padding === "same" || padding === "valid") return padding;
  const names = sidesOf(rank).flat();
  if (typeof padding === "object" && padding !== null && !Array.isArray(padding))
    checkOptions(`${where}.padding`, padding, rank === 2 ? ["top", "right", "bottom", "left"] : names);
  if (typeof padding === "string" || padding === null || !isPadding(padding, rank))
    fail("option", {
      where: `${where}.padding`,
      got: show(padding),
      expected: `"same", "valid", a whole number not below 0${FORMS[rank]}`,
    });
  return padding;
}

const FORMS: Readonly<Record<Rank, string>> = {
  1: " or { left, right }",
  2: ", [y, x] or { top, right, bottom, left }",
  3: ", [z, y, x] or { front, back, top, bottom, left, right }",
};

const isWhole = (size: unknown, least: number): boolean =>
  Number.isInteger(size) && (size as number) >= least && (size as number) < MOST;

/** True when every side is a whole number, and there is one for each axis where they are listed. */
const isPadding = (padding: Exclude<PaddingNd, string>, rank: Rank): boolean =>
  (typeof padding === "number" || !isList(padding) || (rank > 1 && padding.length === rank)) &&
  sides(padding, rank).every(([before, after]) => isWhole(before, 0) && isWhole(after, 0));

const isList = (padding: object): padding is readonly number[] => Array.isArray(padding);

/** Before and behind each axis. */
function sides(padding: Exclude<PaddingNd, string>, rank: Rank): [before: number, after: number][] {
  return sidesOf(rank).map(([before, after], axis) => {
    if (typeof padding === "number") return [padding, padding];
    if (isList(padding)) return [padding[axis], padding[axis]];
    return [padding[before] ?? 0, padding[after] ?? 0];
  });
}

/** What a window covers along an axis. */
export const reachOf = (window: number, dilation: number): number => dilation * (window - 1) + 1;

/** Explicit padding of each axis; `same` says what "same" is along an axis, both sides together. */
export function paddingSides(
  padding: PaddingNd,
  rank: Rank,
  same: (axis: number) => number,
): [before: number, after: number][] {
  if (padding === "valid") return Array.from({ length: rank }, () => [0, 0]);
  if (padding !== "same") return sides(padding, rank);
  return Array.from({ length: rank }, (_, axis) => [Math.floor(same(axis) / 2), Math.ceil(same(axis) / 2)]);
}

/**
 * Where windows lie on a sample of `input` (its axes without the channels): floor((input + padding - reach) / stride) +
 * 1 of them along each axis, where reach = dilation (window - 1) + 1. `problem` is called when the window does not fit.
 */
export function placeWindows(
  { padding, window, stride, dilation, ceil = false }: Window,
  input: readonly number[],
  problem: (p: ShapeProblem) => never,
): Placed[] {
  const rank = window.length as Rank;
  const reach = window.map((taps, axis) => reachOf(taps, dilation[axis]));
  const pads = paddingSides(padding, rank, (axis) => sameTotal(input[axis], reach[axis], stride[axis]));
  const padded = input.map((size, axis) => size + pads[axis][0] + pads[axis][1]);
  const least = ceil ? reach.map((size, axis) => Math.max(1, size - stride[axis] + 1)) : reach;
  if (least.some((size, axis) => size > padded[axis]))
    problem({
      got: `${WHOLES[rank]} of ${input.join(" x ")}, ${padded.join(" x ")} with its padding`,
      expected: `at least ${least.join(" x ")}, the window's reach${ceil ? " less what ceilMode allows" : ""}`,
      hint: `padding "same" fits any ${WHOLES[rank].split(" ")[1]}`,
    });
  return pads.map(([before, after], axis) => {
    const steps = (padded[axis] - reach[axis]) / stride[axis];
    const size = Math.floor(steps) + 1;
    const more = ceil && steps > Math.floor(steps) && size * stride[axis] < input[axis] + before;
    return { before, after, size: more ? size + 1 : size };
  });
}

const WHOLES: Readonly<Record<Rank, string>> = { 1: "a sequence", 2: "an image", 3: "a volume" };

/** Padding on both sides together that makes the output ceil(input / stride). */
const sameTotal = (input: number, reach: number, stride: number): number =>
  Math.max(0, (Math.ceil(input / stride) - 1) * stride + reach - input);
