import { fail, show } from "../error.ts";
import { format, type Shape } from "../graph/shape.ts";
import type { Targets } from "./loss.ts";

/** Options of losses that take labels. */
export interface LabelOptions {
  /** A factor for each class's rows, not negative; the mean is then the weighted one. Default: all 1. */
  classWeights?: readonly number[];
  /** A label whose rows count for nothing, such as 255 or -1. Default: none. */
  ignoreIndex?: number;
}

/** Checks {@link LabelOptions} of loss `name`. */
export function checkLabelOptions(name: string, { classWeights, ignoreIndex }: LabelOptions): LabelOptions {
  if (ignoreIndex !== undefined && !(Number.isInteger(ignoreIndex) && Math.abs(ignoreIndex) <= 2 ** 24))
    fail("option", {
      where: `${name}.ignoreIndex`,
      got: show(ignoreIndex),
      expected: "a whole number from -2^24 to 2^24",
    });
  return {
    ...(classWeights !== undefined && { classWeights: checkClassWeights(name, classWeights) }),
    ...(ignoreIndex !== undefined && { ignoreIndex }),
  };
}

function checkClassWeights(name: string, weights: readonly number[]): readonly number[] {
  const valid = Array.isArray(weights) && weights.every((weight) => Number.isFinite(weight) && weight >= 0);
  if (!valid || !weights.some((weight) => weight > 0))
    fail("option", {
      where: `${name}.classWeights`,
      got: show(weights),
      expected: "an array of finite numbers, none negative and not all 0",
    });
  return [...weights];
}

/** The number of classes of an output of `shape`, its last size; throws unless it has two and `weights` fit them. */
export function classesOf(name: string, shape: Shape, weights?: readonly number[]): number {
  const classes = shape[shape.length - 1];
  if (!(classes >= 2))
    fail("shape", {
      where: name,
      got: `an output of shape ${format(shape)}`,
      expected: "[..., classes] with at least two classes",
    });
  if (weights && weights.length !== classes)
    fail("option", {
      where: `${name}.classWeights`,
      got: `${weights.length} weights`,
      expected: `one for each of the ${classes} classes`,
    });
  return classes;
}

/** Shape of one number for each row of classes. */
export const rowsShape = (output: Shape): Shape => (output.length === 1 ? [1] : output.slice(0, -1));

/** Labels, one for each row of classes. */
export const labelTargets = (output: Shape): Targets => ({
  shape: rowsShape(output),
  classes: output.at(-1) as number,
});
