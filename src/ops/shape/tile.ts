import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import type { Program } from "../../plan/program.ts";
import { spreadRows, sumRows } from "../arithmetic/broadcast.ts";
import type { Op, ShapeProblem, Tensor } from "../op.ts";
import { positive } from "../options.ts";
import { axisOf, checkAxis, checkList } from "./axes.ts";
import { copyView, viewOf } from "./view.ts";

/** Options of {@link tile}. */
export interface TileOptions extends LayerOptions {
  /** How often the sample comes along each of its axes, positive whole numbers. There is no default. */
  repeats: readonly number[];
}

/** Options of {@link repeat}. */
export interface RepeatOptions extends LayerOptions {
  /** How often each element comes, a positive whole number. There is no default. */
  times: number;
  /** The axis along which; negative ones count from the last. There is no default. */
  axis: number;
}

/** [outer, inner] becomes [outer, rows, inner]. */
interface Spread {
  readonly outer: number;
  readonly rows: number;
  readonly inner: number;
}

type Resolve<Attributes> = (
  attributes: Attributes,
  x: Shape,
  problem: (p: ShapeProblem) => never,
) => { shape: Shape; spreads(batch: number): Spread[] };

/** An op whose output holds each number of its input several times, one spread after the other. */
function repeating<Attributes>(name: string, resolve: Resolve<Attributes>): Op<Attributes> {
  return {
    name,
    infer: (attributes, [x], problem) => ({ shape: resolve(attributes, x, problem).shape }),

    forward({ program, attributes, batch, inputs: [x], output: y, problem }) {
      const spreads = resolve(attributes, x.shape.slice(1), problem).spreads(batch);
      if (!spreads.length) copyView(program, viewOf(y, y.shape), viewOf(x, y.shape));
      spreads.reduce((from, each, i) => {
        const to = place(program, y, i === spreads.length - 1, each.outer * each.rows * each.inner);
        spreadRows(program, to, from, each);
        return to;
      }, x.slot);
    },

    backward({ program, attributes, batch, inputs: [x], outputGradient: dy, inputGradients: [dx], problem }) {
      if (!dx) return;
      const spreads = resolve(attributes, x.shape.slice(1), problem).spreads(batch).reverse();
      if (!spreads.length) copyView(program, viewOf(dx, dx.shape), viewOf(dy, dx.shape));
      spreads.reduce((from, each, i) => {
        const to = place(program, dx, i === spreads.length - 1, each.outer * each.inner);
        sumRows(program, to, from, each);
        return to;
      }, dy.slot);
    },
  };
}

const place = (program: Program, end: Tensor, isLast: boolean, elements: number): Slot =>
  isLast ? end.slot : program.slot("between", elements * 4);

export const tileOp: Op<{ readonly repeats: readonly number[] }> = /* @__PURE__ */ repeating(
  "tile",
  ({ repeats }, x, problem) => {
    if (repeats.length !== x.length)
      problem({ got: `repeats ${format(repeats)} for ${format(x)}`, expected: "one for each axis" });
    // From the last axis on, so that the axes in front are still as short as they were.
    const spreads = (batch: number): Spread[] =>
      [...repeats.keys()].reverse().flatMap((axis) => {
        const inner = x[axis] * x.slice(axis + 1).reduce((all, size, i) => all * size * repeats[axis + 1 + i], 1);
        return repeats[axis] === 1 ? [] : [{ outer: batch * count(x.slice(0, axis)), rows: repeats[axis], inner }];
      });
    return { shape: x.map((size, axis) => size * repeats[axis]), spreads };
  },
);

export const repeatOp: Op<{ readonly times: number; readonly axis: number }> = /* @__PURE__ */ repeating(
  "repeat",
  ({ times, axis }, x, problem) => {
    const along = axisOf(axis, x, problem);
    const spreads = (batch: number): Spread[] =>
      times === 1
        ? []
        : [{ outer: batch * count(x.slice(0, along + 1)), rows: times, inner: count(x.slice(along + 1)) }];
    return { shape: x.map((size, i) => (i === along ? size * times : size)), spreads };
  },
);

/**
 * y[i] = x[i mod size] along each axis: the sample again and again, side by side.
 * Shapes: [height, width, channels] -> [height repeats[0], width repeats[1], channels repeats[2]].
 * Gradient: dx = the sum of dy over the repeats.
 * Source: as NumPy's `tile`, for each sample.
 *
 * @throws FoveaError for an unknown option, repeats that are not positive whole numbers, one for each axis.
 * @example
 * const everywhere: Layer = (x) => tile({ repeats: [7, 7, 1] })(reshape({ shape: [1, 1, -1] })(x));
 */
export function tile(options: TileOptions): Layer {
  checkLayerOptions("tile", options, ["repeats"]);
  const repeats = checkList("tile.repeats", options.repeats, 1, "a list of positive whole numbers, one for each axis");
  return layer(tileOp, { repeats }, options.name);
}

/**
 * y[i] = x[floor(i / times)] along one axis: each element several times, one behind the other.
 * Shapes: [height, width, channels] -> [height, width, channels times] for axis -1.
 * Gradient: dx = the sum of dy over the repeats.
 * Source: as NumPy's `repeat`, for each sample.
 *
 * @throws FoveaError for an unknown option, times that are not a positive whole number, an axis that there is not.
 * @example
 * sequential(repeat({ times: 2, axis: 0 }), repeat({ times: 2, axis: 1 }))
 */
export function repeat(options: RepeatOptions): Layer {
  checkLayerOptions("repeat", options, ["times", "axis"]);
  const times = positive("repeat.times", options.times);
  return layer(repeatOp, { times, axis: checkAxis("repeat.axis", options.axis) }, options.name);
}
