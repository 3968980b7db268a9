import { checkOptions, fail, show } from "../../error.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { ShapeProblem } from "../op.ts";

/** Elements in front of and behind an axis; one number stands for both. */
export type AxisSides = number | readonly [before: number, after: number];

/**
 * Whole numbers not below 0 for the sides of a sample. A number: both sides of every spatial axis, that is of every axis but the last. A
 * list: for each spatial axis, or for each axis, a number or `[before, after]`; so `[y, x]` for an image. For an image also
 * `{ top, right, bottom, left }`; what is left out is 0.
 */
export type SampleSides = number | readonly AxisSides[] | Partial<Record<"top" | "right" | "bottom" | "left", number>>;

/** In front of and behind one axis. */
export type Sides = readonly [before: number, after: number];

export const NO_SIDES: Sides = [0, 0];

/** Sides from here on are mistakes. */
const MOST = 2 ** 15;

const isList = (sides: SampleSides): sides is readonly AxisSides[] => Array.isArray(sides);

/** Throws unless `sides` has one of the forms of {@link SampleSides}. */
export function checkSides(where: string, sides: SampleSides): SampleSides {
  const named = typeof sides === "object" && sides !== null && !isList(sides);
  if (named) checkOptions(where, sides, ["top", "right", "bottom", "left"]);
  const entries: readonly unknown[] = isList(sides)
    ? sides.flatMap((each: AxisSides) => (Array.isArray(each) && each.length === 2 ? each : [each]))
    : named
      ? Object.values(sides)
      : [sides];
  if (!entries.every((size) => Number.isInteger(size) && (size as number) >= 0 && (size as number) < MOST))
    fail("option", {
      where,
      got: show(sides),
      expected:
        "a whole number not below 0, a number or [before, after] for each axis, or { top, right, bottom, left }",
    });
  return sides;
}

/** The sides of each axis of `shape`. */
export function sidesOf(sides: SampleSides, shape: Shape, problem: (p: ShapeProblem) => never): Sides[] {
  const rank = shape.length;
  if (typeof sides === "number") {
    if (rank === 1)
      problem({
        got: `${sides} for ${format(shape)}, which has no spatial axis`,
        expected: "a list with an entry for its axis",
      });
    return shape.map((_, axis) => (axis < rank - 1 ? [sides, sides] : NO_SIDES));
  }
  if (isList(sides)) {
    if (sides.length !== rank && sides.length !== rank - 1)
      problem({
        got: `a list of ${sides.length} for ${format(shape)}`,
        expected: `${rank - 1} entries (its spatial axes) or ${rank} (all)`,
      });
    const given = sides.map((each): Sides => (typeof each === "number" ? [each, each] : each));
    return given.length === rank ? given : [...given, NO_SIDES];
  }
  if (rank !== 3)
    problem({
      got: `{ top, right, bottom, left } for ${format(shape)}`,
      expected: "an image, [height, width, channels]",
    });
  const { top = 0, right = 0, bottom = 0, left = 0 } = sides;
  return [[top, bottom], [left, right], NO_SIDES];
}
