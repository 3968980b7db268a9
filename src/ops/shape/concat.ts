import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions, combine, type LayerOptions } from "../../graph/layer.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import { flatWork, type Program } from "../../plan/program.ts";
import type { Merge } from "../arithmetic/broadcast.ts";
import type { Op, ShapeProblem, Tensor } from "../op.ts";

/** Options of {@link concat}. */
export interface ConcatOptions extends LayerOptions {
  /** Axis of a sample along which they are joined; negative ones count from the last. Default -1: channels. */
  axis?: number;
}

interface Attributes {
  readonly axis: number;
}

export const concatOp: Op<Attributes> = {
  name: "concat",
  infer: ({ axis }, shapes, problem) => ({ shape: joined(axis, shapes, problem) }),

  forward({ program, attributes, inputs, output: y }) {
    program.together(() => {
      for (const { tensor, from, row, pitch } of partsOf(attributes, inputs, y))
        copyRows(program, { y: y.slot.at(from * 4), x: tensor.slot, yPitch: pitch, xPitch: row, row }, tensor);
    });
  },

  backward({ program, attributes, inputs, outputGradient: dy, inputGradients }) {
    program.together(() => {
      partsOf(attributes, inputs, dy).forEach(({ from, row, pitch }, i) => {
        const dx = inputGradients[i];
        if (dx) copyRows(program, { y: dx.slot, x: dy.slot.at(from * 4), yPitch: row, xPitch: pitch, row }, dx);
      });
    });
  },
};

/** Shape of one sample of the output. */
function joined(axis: number, shapes: readonly Shape[], problem: (p: ShapeProblem) => never): Shape {
  if (shapes.length < 2)
    problem({ got: shapes.length === 1 ? "1 node" : `${shapes.length} nodes`, expected: "at least two" });
  const [first] = shapes;
  const rank = first.length;
  if (!(axis >= -rank && axis < rank))
    problem({ got: `axis ${axis} of ${format(first)}`, expected: `one from ${-rank} to ${rank - 1}` });
  const along = axis < 0 ? axis + rank : axis;
  const fits = (shape: Shape): boolean =>
    shape.length === rank && shape.every((size, i) => i === along || size === first[i]);
  if (!shapes.every(fits))
    problem({
      got: shapes.map(format).join(" and "),
      expected: `as many axes, and equal sizes along all but axis ${axis}`,
    });
  return first.map((size, i) => (i === along ? shapes.reduce((sum, shape) => sum + shape[i], 0) : size));
}

/** Where an input's numbers lie in the output: `row` floats from `from` on of each `pitch`. */
interface Part {
  readonly tensor: Tensor;
  readonly from: number;
  readonly row: number;
  readonly pitch: number;
}

function partsOf({ axis }: Attributes, inputs: readonly Tensor[], { shape }: Tensor): Part[] {
  // Tensors have the batch in front of a sample's axes.
  const rowOf = (shape: Shape): number => count(shape.slice(axis < 0 ? axis : axis + 1));
  const pitch = rowOf(shape);
  let from = 0;
  return inputs.map((tensor) => {
    const row = rowOf(tensor.shape);
    from += row;
    return { tensor, from: from - row, row, pitch };
  });
}

interface Rows {
  readonly y: Slot;
  readonly x: Slot;
  readonly row: number;
  readonly yPitch: number;
  readonly xPitch: number;
}

function copyRows(program: Program, rows: Rows, { shape }: Tensor): void {
  program.emit(kernels.copyRows, { ...rows, count: count(shape) }, flatWork(count(shape), 1));
}

/**
 * Two or more nodes joined along one axis of their samples, in the order given; all other sizes are equal.
 * Shapes: along the default, the last axis, [height, width, a] and [height, width, b] -> [height, width, a + b].
 * Gradient: each input's part of dy.
 * Source: for its use, Szegedy et al. 2015, "Going deeper with convolutions".
 *
 * @throws FoveaError for an unknown option, an axis that there is not, fewer than two nodes, sizes that differ elsewhere.
 * @example
 * const fire: Layer = (x) => concat()(conv2d({ filters: 64, kernel: 1 })(x), conv2d({ filters: 64, kernel: 3, padding: "same" })(x));
 */
export function concat(options: ConcatOptions = {}): Merge {
  checkLayerOptions("concat", options, ["axis"]);
  const { axis = -1 } = options;
  if (!Number.isInteger(axis))
    fail("option", { where: "concat.axis", got: show(axis), expected: "a whole number, such as -1 for the last axis" });
  return combine(concatOp, { axis }, options.name);
}
