import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import { work } from "../../plan/program.ts";
import { spreadRows, sumRows } from "../arithmetic/broadcast.ts";
import type { Op, ShapeProblem, Tensor } from "../op.ts";
import { boolean } from "../options.ts";

/** Options of {@link globalAveragePool2d} and {@link globalMaxPool2d}. */
export interface GlobalPoolOptions extends LayerOptions {
  /** True: the output is [1, 1, channels], an image of one pixel. Default false: [channels]. */
  keepDimensions?: boolean;
}

interface Attributes {
  readonly keepDimensions: boolean;
}

export const globalAveragePool2dOp: Op<Attributes> = {
  name: "globalAveragePool2d",
  infer: ({ keepDimensions }, [x], problem) => ({ shape: pooled(x, keepDimensions, problem) }),

  forward({ program, inputs: [x], output: y }) {
    const sizes = sizesOf(x);
    sumRows(program, y.slot, x.slot, sizes, { scale: 1 / sizes.rows });
  },

  backward({ program, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const sizes = sizesOf(x);
    spreadRows(program, dx.slot, dy.slot, sizes, 1 / sizes.rows);
  },
};

/** Which pixel each greatest element was; null when no backward pass follows. */
type Argmax = Slot | null;

/** Channels in an item; `CHANNELS` of assembly/pooling/globalPool.ts. */
const CHANNELS = 16;

export const globalMaxPool2dOp: Op<Attributes, Argmax> = {
  name: "globalMaxPool2d",
  infer: ({ keepDimensions }, [x], problem) => ({ shape: pooled(x, keepDimensions, problem) }),

  forward({ program, inputs: [x], output: y, training }) {
    const { outer: batch, rows: pixels, inner: channels } = sizesOf(x);
    const argmax = training ? program.slot("argmax", count(y.shape) * 4) : null;
    const items = work(batch * Math.ceil(channels / CHANNELS), 4 * pixels * CHANNELS);
    program.emit(kernels.globalMaxPool2dForward, { y: y.slot, argmax, x: x.slot, pixels, channels }, items);
    return argmax;
  },

  backward({ program, inputs: [x], outputGradient: dy, inputGradients: [dx] }, argmax) {
    if (!dx || !argmax) return;
    const { outer: batch, rows: pixels, inner: channels } = sizesOf(x);
    const args = { dx: dx.slot, dy: dy.slot, argmax, pixels, channels };
    program.emit(kernels.globalMaxPool2dBackward, args, work(batch, pixels * channels));
  },
};

function pooled(x: Shape, keepDimensions: boolean, problem: (p: ShapeProblem) => never): Shape {
  if (x.length !== 3) problem({ got: format(x), expected: "an image, [height, width, channels]" });
  return keepDimensions ? [1, 1, x[2]] : [x[2]];
}

/** Images as [outer, rows, inner]: samples, pixels, channels. */
const sizesOf = ({ shape: [batch, height, width, channels] }: Tensor) => ({
  outer: batch,
  rows: height * width,
  inner: channels,
});

/**
 * The mean of each channel over the whole image: [height, width, channels] to [channels], or to [1, 1, channels].
 * Source: Lin et al. 2014, "Network in network".
 *
 * @throws FoveaError for an unknown option, an input that is no image.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), relu(), globalAveragePool2d(), dense({ units: 10 }))
 */
export function globalAveragePool2d(options: GlobalPoolOptions = {}): Layer {
  return layer(globalAveragePool2dOp, attributesOf("globalAveragePool2d", options), options.name);
}

/**
 * The greatest value of each channel over the whole image: [height, width, channels] to [channels], or to [1, 1, channels].
 * The gradient goes to the first of equal values; a NaN is the greatest. Source: Oquab et al. 2015.
 *
 * @throws FoveaError for an unknown option, an input that is no image.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), relu(), globalMaxPool2d(), dense({ units: 10 }))
 */
export function globalMaxPool2d(options: GlobalPoolOptions = {}): Layer {
  return layer(globalMaxPool2dOp as Op<Attributes>, attributesOf("globalMaxPool2d", options), options.name);
}

function attributesOf(op: string, options: GlobalPoolOptions): Attributes {
  checkLayerOptions(op, options, ["keepDimensions"]);
  return { keepDimensions: boolean(`${op}.keepDimensions`, options.keepDimensions ?? false) };
}
