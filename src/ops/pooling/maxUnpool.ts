import { fail, show } from "../../error.ts";
import { checkLayerOptions, combine, type LayerOptions } from "../../graph/layer.ts";
import type { Node } from "../../graph/node.ts";
import { format, sameShape } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import type { Pair } from "../window.ts";
import { checkPaddingNd, checkSizes, type PaddingNd, paddingSides, type Rank, type Side } from "../windowNd.ts";
import { clear, putAtIndices, takeForLast } from "./places.ts";
import { axesOf, type Triple } from "./pool.ts";

/** Options of {@link maxUnpool2d} and its like: `window` and what belongs to it as of the pooling that is undone, or the output's `size`. */
export interface MaxUnpoolOptions<Size = Pair, Sides extends Side = "top" | "right" | "bottom" | "left">
  extends LayerOptions {
  /** Size of the window: a number, or one for each axis. Default: none, then `size` says what the output is. */
  window?: Size;
  /** Step of the window. Default: `window`. */
  stride?: Size;
  /** What was added around the sample: numbers or named sides. Default 0. */
  padding?: Size | Partial<Record<Sides, number>>;
  /** Size of the output, one number for each axis: for windows that left a rest, and any other pooling.
   * Default: what `window` gives. */
  size?: Size;
}

type Attributes =
  | { readonly size: readonly number[] }
  | { readonly window: readonly number[]; readonly stride: readonly number[]; readonly padding: PaddingNd };

const maxUnpool = (name: string, rank: Rank): Op<Attributes> => ({
  name,
  takesNodes: 2,

  infer(attributes, [x, indices], problem) {
    const sizes = axesOf(x, rank, problem);
    if (!sameShape(x, indices))
      problem({ got: `indices ${format(indices)}`, expected: `the values' shape, ${format(x)}` });
    if ("size" in attributes) return { shape: [...attributes.size, x[rank]] };
    const { window, stride, padding } = attributes;
    const shape = paddingSides(padding, rank, () => 0).map(
      ([before, after], axis) => (sizes[axis] - 1) * stride[axis] + window[axis] - before - after,
    );
    if (shape.some((size) => size < 1))
      problem({
        got: `${format(x)}, which gives ${format([...shape, x[rank]])}`,
        expected: "sizes above 0",
        hint: "use less padding",
      });
    return { shape: [...shape, x[rank]] };
  },

  forward({ program, inputs: [x, indices], output: y }) {
    putAtIndices(program, y, x, indices);
  },

  backward({ program, inputs: [, indices], outputGradient: dy, inputGradients: [dx, dIndices] }) {
    if (dx) takeForLast(program, dx, dy, indices);
    if (dIndices) clear(program, dIndices);
  },
});

export const maxUnpool1dOp: Op<Attributes> = /* @__PURE__ */ maxUnpool("maxUnpool1d", 1);
export const maxUnpool2dOp: Op<Attributes> = /* @__PURE__ */ maxUnpool("maxUnpool2d", 2);
export const maxUnpool3dOp: Op<Attributes> = /* @__PURE__ */ maxUnpool("maxUnpool3d", 3);

/** A layer of two nodes: values, and the indices that say where they go. */
export type Unpool = (values: Node, indices: Node) => Node;

function unpool(op: Op<Attributes>, rank: Rank, options: MaxUnpoolOptions<number | readonly number[], Side>): Unpool {
  checkLayerOptions(op.name, options, ["window", "stride", "padding", "size"]);
  return combine(op, attributesOf(op.name, rank, options), options.name);
}

function attributesOf(
  op: string,
  rank: Rank,
  { window: taps, stride, padding = 0, size }: MaxUnpoolOptions<number | readonly number[], Side>,
): Attributes {
  if ((taps === undefined) === (size === undefined))
    fail("option", {
      where: op,
      got: taps === undefined ? "neither window nor size" : "window and size",
      expected: "one of them",
    });
  if (taps === undefined) {
    if (stride !== undefined || padding !== 0)
      fail("option", { where: op, got: "size with stride or padding", expected: "size alone" });
    return { size: checkSizes(op, size as number, "size", rank) };
  }
  const window = checkSizes(op, taps, "window", rank);
  if (typeof padding === "string")
    fail("option", {
      where: `${op}.padding`,
      got: show(padding),
      expected: "numbers",
      hint: "say the output's size instead",
    });
  return {
    window,
    stride: stride === undefined ? window : checkSizes(op, stride, "stride", rank),
    padding: checkPaddingNd(op, padding, rank),
  };
}

/**
 * y[indices[o, c], c] = x[o, c], and 0 elsewhere: values put back where {@link maxPool1dWithIndices} took them. Where two name one place, the
 * last is written; an index that is no position of the output is left out.
 * Shapes: values and indices [length, channels] -> [length', channels], length' = (length - 1) stride - padding + window, or size.
 * Gradient: dx[o, c] = dy[indices[o, c], c] where x[o, c] was written, 0 where it was not; none for the indices. (PyTorch's goes to
 * all that name a place.)
 * Source: as PyTorch's MaxUnpool1d.
 *
 * @throws FoveaError for an unknown option, both or none of window and size, shapes that differ, an output without positions.
 * @example
 * const [small, indices] = maxPool1dWithIndices({ window: 2 })(x);
 * const large = maxUnpool1d({ window: 2 })(small, indices);
 */
export function maxUnpool1d(options: MaxUnpoolOptions<number, "left" | "right">): Unpool {
  return unpool(maxUnpool1dOp, 1, options);
}

/**
 * y[indices[o, c], c] = x[o, c], and 0 elsewhere, where an index is row times the output's width plus column: values put back where
 * {@link maxPool2dWithIndices} took them. Where two name one place, the last is written; an index that is no pixel of the output is left
 * out.
 * Shapes: values and indices [height, width, channels] -> [height', width', channels], height' = (height - 1) stride - padding + window, or
 * size.
 * Gradient: dx[o, c] = dy[indices[o, c], c] where x[o, c] was written, 0 where it was not; none for the indices. (PyTorch's goes to
 * all that name a place.)
 * Source: Zeiler and Fergus 2014, "Visualizing and understanding convolutional networks"; as PyTorch's MaxUnpool2d.
 *
 * @throws FoveaError for an unknown option, both or none of window and size, shapes that differ, an output without pixels.
 * @example
 * const [small, indices] = maxPool2dWithIndices({ window: 3, stride: 2 })(x);
 * const large = maxUnpool2d({ size: [x.shape[0], x.shape[1]] })(small, indices);
 */
export function maxUnpool2d(options: MaxUnpoolOptions): Unpool {
  return unpool(maxUnpool2dOp, 2, options);
}

/**
 * y[indices[o, c], c] = x[o, c], and 0 elsewhere, where an index is (plane times the output's height plus row) times its width plus
 * column: values put back where {@link maxPool3dWithIndices} took them. Where two name one place, the last is written; an index that is
 * no position of the output is left out.
 * Shapes: values and indices [depth, height, width, channels] -> [depth', height', width', channels], depth' = (depth - 1) stride -
 * padding + window, or size.
 * Gradient: dx[o, c] = dy[indices[o, c], c] where x[o, c] was written, 0 where it was not; none for the indices. (PyTorch's goes to
 * all that name a place.)
 * Source: as PyTorch's MaxUnpool3d.
 *
 * @throws FoveaError for an unknown option, both or none of window and size, shapes that differ, an output without positions.
 * @example
 * const [small, indices] = maxPool3dWithIndices({ window: 2 })(x);
 * const large = maxUnpool3d({ window: 2 })(small, indices);
 */
export function maxUnpool3d(options: MaxUnpoolOptions<Triple, Side>): Unpool {
  return unpool(maxUnpool3dOp, 3, options);
}
