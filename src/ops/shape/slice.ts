import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { axisOf, checkAxis } from "./axes.ts";
import { box, type Range, whole } from "./box.ts";
import { MOST_AXES } from "./view.ts";

/** A number for one axis, or one for each; null stands for the default. */
export type SliceBound = number | null | readonly (number | null)[];

/** Options of {@link slice}. */
export interface SliceOptions extends LayerOptions {
  /** The axis that numbers are for; negative ones count from the last. Default: none, they are lists, for the sample's first axes. */
  axis?: number;
  /** First index; negative ones count from the end. Default: the first element, or with a negative step the last. */
  begin?: SliceBound;
  /** The index at which it ends, itself not included; negative ones count from the end. Default: behind the last, or in front of the first. */
  end?: SliceBound;
  /** From one index to the next, a whole number other than 0; negative ones go back. Default 1. */
  step?: SliceBound;
}

/** {@link SliceOptions} as the graph keeps them: lists for the axes from `axis` on. */
export interface SliceAttributes {
  readonly axis: number;
  readonly begin: readonly (number | null)[];
  readonly end: readonly (number | null)[];
  readonly step: readonly (number | null)[];
}

export const sliceOp: Op<SliceAttributes> = /* @__PURE__ */ box("slice", (attributes, x, problem) => {
  const { axis, begin, end, step } = attributes;
  if (x.length > MOST_AXES) problem({ got: format(x), expected: `at most ${MOST_AXES} axes` });
  const first = axisOf(axis, x, problem);
  const given = Math.max(begin.length, end.length, step.length);
  if (first + given > x.length)
    problem({ got: `bounds of ${given} axes for ${format(x)}`, expected: `at most ${x.length}` });
  return x.map((size, i) => {
    const k = i - first;
    if (k < 0 || k >= given) return whole(size);
    return rangeOf(begin[k] ?? null, end[k] ?? null, step[k] ?? 1, i, x, problem);
  });
});

/** The indices that Python's `begin:end:step` means. */
function rangeOf(
  begin: number | null,
  end: number | null,
  step: number,
  axis: number,
  shape: Shape,
  problem: (p: ShapeProblem) => never,
): Range {
  const length = shape[axis];
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const within = (bound: number): number => (bound < 0 ? Math.max(bound + length, lowest) : Math.min(bound, highest));
  const from = begin === null ? (step > 0 ? lowest : highest) : within(begin);
  const to = end === null ? (step > 0 ? highest : lowest) : within(end);
  const size = Math.ceil((to - from) / step);
  if (size <= 0)
    problem({
      got: `${begin ?? ""}:${end ?? ""}:${step} along axis ${axis} of ${format(shape)}, which is nothing`,
      expected: "at least one element",
    });
  return { begin: from, size, step };
}

/**
 * y[i, j, ...] = x[begin + i step, ...]: a range of each axis, bounds beyond the end cut to it.
 * Shapes: [height, width, channels] -> sizes ceil((end - begin) / step); up to 6 axes.
 * Gradient: dx = dy at the elements taken, 0 at the others.
 * Source: as Python's and NumPy's `x[begin:end:step]`, for each sample.
 *
 * @throws FoveaError for an unknown option, bounds that are no whole numbers, a step of 0, an axis that there is not, an empty range.
 * @example
 * sequential(slice({ axis: -1, begin: 0, end: 3 }), slice({ begin: [1, 1], end: [-1, -1], step: [2, 2] }))
 */
export function slice(options: SliceOptions): Layer {
  checkLayerOptions("slice", options, ["axis", "begin", "end", "step"]);
  const { axis } = options;
  const bounds = {
    begin: boundsOf("slice.begin", options.begin, axis),
    end: boundsOf("slice.end", options.end, axis),
    step: boundsOf("slice.step", options.step, axis),
  };
  if (bounds.step.includes(0))
    fail("option", { where: "slice.step", got: show(options.step), expected: "whole numbers other than 0" });
  const first = axis === undefined ? 0 : checkAxis("slice.axis", axis);
  return layer(sliceOp, { axis: first, ...bounds }, options.name);
}

function boundsOf(where: string, bound: SliceBound | undefined, axis: number | undefined): readonly (number | null)[] {
  if (bound === undefined) return [];
  const list: readonly unknown[] = Array.isArray(bound) ? bound : [bound];
  if (Array.isArray(bound) === (axis !== undefined) || !list.every((each) => each === null || Number.isInteger(each)))
    fail("option", {
      where,
      got: show(bound),
      expected: axis === undefined ? "a list of whole numbers" : "a whole number, for that axis",
      ...(axis === undefined && !Array.isArray(bound) && { hint: "a number goes with axis" }),
    });
  return list as readonly (number | null)[];
}
