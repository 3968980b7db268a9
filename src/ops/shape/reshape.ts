import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { axisOf, checkAxis } from "./axes.ts";

/** Options of {@link reshape}. */
export interface ReshapeOptions extends LayerOptions {
  /** The sample's new sizes, positive whole numbers; one may be -1: what the others leave. There is no default. */
  shape: Shape;
}

/** Options of {@link squeeze}. */
export interface SqueezeOptions extends LayerOptions {
  /** The axis of size 1 that goes; negative ones count from the last. Default: all of size 1. */
  axis?: number;
}

/** Options of {@link expandDims}. */
export interface ExpandDimsOptions extends LayerOptions {
  /** Where the new axis stands in the result; negative ones count from its last. Default -1: behind all others. */
  axis?: number;
}

type Resolve<Attributes> = (attributes: Attributes, x: Shape, problem: (p: ShapeProblem) => never) => Shape;

/** The input under another shape. */
const another = <Attributes>(name: string, resolve: Resolve<Attributes>): Op<Attributes> => ({
  name,
  alias: true,
  infer: (attributes, [x], problem) => ({ shape: resolve(attributes, x, problem) }),
  forward() {},
  backward() {},
});

export const reshapeOp: Op<{ readonly shape: Shape }> = /* @__PURE__ */ another("reshape", ({ shape }, x, problem) => {
  const known = count(shape.filter((size) => size !== -1));
  const rest = count(x) / known;
  const sizes = shape.map((size) => (size === -1 ? rest : size));
  if (!Number.isInteger(rest) || count(sizes) !== count(x))
    problem({ got: `${format(x)}, ${count(x)} numbers`, expected: `as many as ${format(shape)} has` });
  return sizes;
});

export const squeezeOp: Op<{ readonly axis: number | null }> = /* @__PURE__ */ another(
  "squeeze",
  ({ axis }, x, problem) => {
    const gone = axis === null ? null : axisOf(axis, x, problem);
    if (gone !== null && x[gone] !== 1)
      problem({ got: `size ${x[gone]} along axis ${axis} of ${format(x)}`, expected: "size 1" });
    const sizes = x.filter((size, i) => (gone === null ? size !== 1 : i !== gone));
    return sizes.length ? sizes : [1];
  },
);

export const expandDimsOp: Op<{ readonly axis: number }> = /* @__PURE__ */ another(
  "expandDims",
  ({ axis }, x, problem) => {
    const place = axisOf(axis, [...x, 1], problem);
    return [...x.slice(0, place), 1, ...x.slice(place)];
  },
);

/**
 * y = x under another shape, the numbers in the same order in memory. No copy is made.
 * Shapes: any -> `shape`, of as many numbers.
 * Gradient: dx = dy under x's shape.
 * Source: as NumPy's `reshape`, for each sample.
 *
 * @throws FoveaError for an unknown option, sizes that are none, more than one -1, another count of numbers.
 * @example
 * sequential(dense({ units: 4 * 4 * 64 }), reshape({ shape: [4, 4, 64] }))
 */
export function reshape(options: ReshapeOptions): Layer {
  checkLayerOptions("reshape", options, ["shape"]);
  const { shape } = options;
  const isSize = (size: number): boolean => size === -1 || (Number.isInteger(size) && size > 0);
  if (!Array.isArray(shape) || !shape.length || !shape.every(isSize) || shape.filter((size) => size === -1).length > 1)
    fail("option", {
      where: "reshape.shape",
      got: show(shape),
      expected: "positive whole numbers, one of which may be -1",
    });
  return layer(reshapeOp, { shape: [...shape] }, options.name);
}

/**
 * y = x without an axis of size 1, or without all of them; a sample of one number keeps one axis. No copy is made.
 * Shapes: [1, 1, channels] -> [channels].
 * Gradient: dx = dy under x's shape.
 * Source: as NumPy's `squeeze`, for each sample.
 *
 * @throws FoveaError for an unknown option, an axis that there is not or whose size is not 1.
 * @example
 * sequential(conv2d({ filters: 10, kernel: 7 }), squeeze())
 */
export function squeeze(options: SqueezeOptions = {}): Layer {
  checkLayerOptions("squeeze", options, ["axis"]);
  const axis = options.axis === undefined ? null : checkAxis("squeeze.axis", options.axis);
  return layer(squeezeOp, { axis }, options.name);
}

/**
 * y = x with one more axis, of size 1. No copy is made.
 * Shapes: [height, width] -> [height, width, 1] with the default.
 * Gradient: dx = dy under x's shape.
 * Source: as NumPy's `expand_dims`, for each sample.
 *
 * @throws FoveaError for an unknown option, an axis that there is not.
 * @example
 * sequential(expandDims(), conv2d({ filters: 8, kernel: 3 }))
 */
export function expandDims(options: ExpandDimsOptions = {}): Layer {
  checkLayerOptions("expandDims", options, ["axis"]);
  return layer(expandDimsOp, { axis: checkAxis("expandDims.axis", options.axis ?? -1) }, options.name);
}
