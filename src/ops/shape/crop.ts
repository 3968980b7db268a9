import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { positive } from "../options.ts";
import { box, type Range, whole } from "./box.ts";
import { checkSides, type SampleSides, sidesOf } from "./sides.ts";
import { MOST_AXES } from "./view.ts";

/** Options of {@link crop}: either `size` or `sides`. */
export interface CropOptions extends LayerOptions {
  /** Size of the part in the middle that is kept, in elements: one number for every spatial axis (all but the last), or one for each.
   * Default: none, then `sides` says it. */
  size?: number | readonly number[];
  /** How many elements are cut off each side. Default: none, then `size` says it. */
  sides?: SampleSides;
}

interface Attributes {
  readonly size: number | readonly number[] | null;
  readonly sides: SampleSides | null;
}

export const cropOp: Op<Attributes> = /* @__PURE__ */ box("crop", ({ size, sides }, x, problem) => {
  if (x.length > MOST_AXES) problem({ got: format(x), expected: `at most ${MOST_AXES} axes` });
  return size === null ? without(sides as SampleSides, x, problem) : middle(size, x, problem);
});

function without(sides: SampleSides, x: Shape, problem: (p: ShapeProblem) => never): Range[] {
  return sidesOf(sides, x, problem).map(([before, after], axis) => {
    const size = x[axis] - before - after;
    if (size <= 0)
      problem({
        got: `${before} and ${after} to cut off axis ${axis} of ${format(x)}`,
        expected: "something to be left",
      });
    return { begin: before, size, step: 1 };
  });
}

function middle(size: number | readonly number[], x: Shape, problem: (p: ShapeProblem) => never): Range[] {
  const spatial = x.length - 1;
  const sizes = typeof size === "number" ? Array<number>(spatial).fill(size) : size;
  if (spatial < 1 || sizes.length !== spatial)
    problem({ got: `size ${show(size)} for ${format(x)}`, expected: "a size for each axis but the last" });
  return x.map((length, axis) => {
    if (axis === spatial) return whole(length);
    const kept = sizes[axis];
    if (kept > length) problem({ got: `size ${show(size)} for ${format(x)}`, expected: "sizes that are there" });
    return { begin: Math.floor((length - kept) / 2), size: kept, step: 1 };
  });
}

/**
 * y[i, j, c] = x[top + i, left + j, c]: what is left when the sides are cut off, or the middle, from floor((height - size) / 2) on.
 * Shapes: [height, width, channels] -> [size, size, channels]; up to 6 axes.
 * Gradient: dx = dy in the part that is kept, 0 around it.
 * Source: for its use, Ronneberger et al. 2015, "U-Net".
 *
 * @throws FoveaError for an unknown option, both or neither of `size` and `sides`, sizes that are not there, sides that leave nothing.
 * @example
 * const skip: Layer = (x) => concat()(crop({ size: 56 })(x), crop({ sides: { top: 4, left: 4, bottom: 4, right: 4 } })(x));
 */
export function crop(options: CropOptions): Layer {
  checkLayerOptions("crop", options, ["size", "sides"]);
  const { size, sides } = options;
  if ((size === undefined) === (sides === undefined))
    fail("option", {
      where: "crop",
      got: size === undefined ? "neither size nor sides" : "both size and sides",
      expected: "one of them",
    });
  if (sides !== undefined) checkSides("crop.sides", sides);
  for (const each of Array.isArray(size) ? size : size === undefined ? [] : [size]) positive("crop.size", each);
  return layer(cropOp, { size: size ?? null, sides: sides ?? null }, options.name);
}
