import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import { count, type Shape } from "../../graph/shape.ts";
import type { ShapeProblem, Tensor } from "../op.ts";
import { boolean } from "../options.ts";

/** Options of the reductions. */
export interface ReduceOptions extends LayerOptions {
  /** The axis or axes of a sample that disappear: 0 is the first behind the batch, -1 the last. Default all of them. */
  axes?: number | readonly number[];
  /** True: they stay, with size 1, so that the result goes together with what was reduced. Default false. */
  keepDimensions?: boolean;
}

/** {@link ReduceOptions} as the graph keeps them; null are all axes. */
export interface ReduceAttributes {
  readonly axes: readonly number[] | null;
  readonly keepDimensions: boolean;
}

/** Options that are checked, as attributes. `more` are options of the one reduction. */
export function reduceAttributes(op: string, options: ReduceOptions, more: readonly string[] = []): ReduceAttributes {
  checkLayerOptions(op, options, ["axes", "keepDimensions", ...more]);
  const { axes, keepDimensions = false } = options;
  return {
    axes: axes === undefined ? null : checkAxes(`${op}.axes`, axes),
    keepDimensions: boolean(`${op}.keepDimensions`, keepDimensions),
  };
}

function checkAxes(where: string, axes: number | readonly number[]): readonly number[] {
  const all = typeof axes === "number" ? [axes] : axes;
  if (!Array.isArray(all) || !all.length || !all.every((axis) => Number.isInteger(axis)))
    fail("option", { where, got: show(axes), expected: "a whole number or an array of some" });
  return [...all];
}

/** For each axis of a sample, whether it is reduced. */
function reduced({ axes }: ReduceAttributes, x: Shape, problem: (p: ShapeProblem) => never): boolean[] {
  if (axes === null) return x.map(() => true);
  const flags = x.map(() => false);
  for (const axis of axes) {
    const at = axis < 0 ? axis + x.length : axis;
    if (at < 0 || at >= x.length)
      problem({ got: `axis ${axis} of an input of rank ${x.length}`, expected: `-${x.length} to ${x.length - 1}` });
    if (flags[at]) problem({ got: `axes ${show(axes)}`, expected: "each axis once" });
    flags[at] = true;
  }
  return flags;
}

/** Shape of the result: without the reduced axes, or with 1 in their place; [1] where nothing else is left. */
export function reducedShape(attributes: ReduceAttributes, x: Shape, problem: (p: ShapeProblem) => never): Shape {
  const flags = reduced(attributes, x, problem);
  const kept = x.filter((_, axis) => !flags[axis]);
  if (!attributes.keepDimensions) return kept.length ? kept : [1];
  return x.map((size, axis) => (flags[axis] ? 1 : size));
}

/** A result of a reduction of x, in memory `y`, with 1 in the place of the axes that x lost: x's shape, were it spread to x. */
export function withOnes(attributes: ReduceAttributes, y: Tensor, { shape }: Tensor): Tensor {
  const [batch, ...sample] = shape;
  const never = (): never => {
    throw new Error("shape inference let a bad axis pass");
  };
  return { slot: y.slot, shape: [batch, ...reducedShape({ ...attributes, keepDimensions: true }, sample, never)] };
}

/** How many elements become one. */
export const group = (y: Tensor, x: Tensor): number => count(x.shape) / count(y.shape);
