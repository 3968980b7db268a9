import { fail, show } from "../../error.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { ShapeProblem } from "../op.ts";

/** `axis`, which must be a whole number; negative ones count from the last. */
export function checkAxis(where: string, axis: number): number {
  if (!Number.isInteger(axis))
    fail("option", { where, got: show(axis), expected: "a whole number, such as -1 for the last axis" });
  return axis;
}

/** The axis of `shape` that `axis` means, counted from 0. */
export function axisOf(axis: number, shape: Shape, problem: (p: ShapeProblem) => never): number {
  const rank = shape.length;
  if (!(axis >= -rank && axis < rank))
    problem({ got: `axis ${axis} of ${format(shape)}`, expected: `one from ${-rank} to ${rank - 1}` });
  return axis < 0 ? axis + rank : axis;
}

/** `list`, of whole numbers that are at least `least`. */
export function checkList(where: string, list: readonly number[], least: number, expected: string): readonly number[] {
  if (!Array.isArray(list) || !list.length || !list.every((each) => Number.isInteger(each) && each >= least))
    fail("option", { where, got: show(list), expected });
  return [...list];
}
