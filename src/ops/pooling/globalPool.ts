import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, type Shape } from "../../graph/shape.ts";
import { work } from "../../plan/program.ts";
import { spreadRows, sumRows } from "../arithmetic/broadcast.ts";
import type { Op, Tensor } from "../op.ts";
import { boolean } from "../options.ts";
import type { Rank } from "../windowNd.ts";
import { axesOf, type Fail } from "./pool.ts";

/** Options of {@link globalAveragePool2d} and {@link globalMaxPool2d} and their like. */
export interface GlobalPoolOptions extends LayerOptions {
  /** True: the output keeps its axes, with sizes of 1, as an image of one pixel, [1, 1, channels]. Default false: [channels]. */
  keepDimensions?: boolean;
}

/** What a global pooling op keeps of its options. */
export interface GlobalPoolAttributes {
  readonly keepDimensions: boolean;
}

const globalAverage = (name: string, rank: Rank): Op<GlobalPoolAttributes> => ({
  name,
  infer: ({ keepDimensions }, [x], problem) => ({ shape: globallyPooled(x, rank, keepDimensions, problem) }),

  forward({ program, inputs: [x], output: y }) {
    const sizes = sizesOf(x);
    sumRows(program, y.slot, x.slot, sizes, { scale: 1 / sizes.rows });
  },

  backward({ program, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const sizes = sizesOf(x);
    spreadRows(program, dx.slot, dy.slot, sizes, 1 / sizes.rows);
  },
});

/** Which pixel each greatest element was; null when no backward pass follows. */
type Argmax = Slot | null;

/** Channels in an item; `CHANNELS` of assembly/pooling/globalPool.ts. */
const CHANNELS = 16;

const globalMax = (name: string, rank: Rank): Op<GlobalPoolAttributes, Argmax> => ({
  name,
  infer: ({ keepDimensions }, [x], problem) => ({ shape: globallyPooled(x, rank, keepDimensions, problem) }),

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
});

/** Shape of one sample of a global pooling's output. */
export function globallyPooled(x: Shape, rank: Rank, keepDimensions: boolean, problem: Fail): Shape {
  const axes = axesOf(x, rank, problem);
  return [...(keepDimensions ? axes.map(() => 1) : []), x[rank]];
}

/** [batch, ...sizes, channels] as [outer, rows, inner]: samples, pixels, channels. */
const sizesOf = ({ shape }: Tensor) => ({
  outer: shape[0],
  rows: count(shape.slice(1, -1)),
  inner: shape[shape.length - 1],
});

export const globalAveragePool1dOp: Op<GlobalPoolAttributes> = /* @__PURE__ */ globalAverage("globalAveragePool1d", 1);
export const globalAveragePool2dOp: Op<GlobalPoolAttributes> = /* @__PURE__ */ globalAverage("globalAveragePool2d", 2);
export const globalAveragePool3dOp: Op<GlobalPoolAttributes> = /* @__PURE__ */ globalAverage("globalAveragePool3d", 3);
export const globalMaxPool1dOp: Op<GlobalPoolAttributes, Argmax> = /* @__PURE__ */ globalMax("globalMaxPool1d", 1);
export const globalMaxPool2dOp: Op<GlobalPoolAttributes, Argmax> = /* @__PURE__ */ globalMax("globalMaxPool2d", 2);
export const globalMaxPool3dOp: Op<GlobalPoolAttributes, Argmax> = /* @__PURE__ */ globalMax("globalMaxPool3d", 3);

function globalPool<Saved>(op: Op<GlobalPoolAttributes, Saved>, options: GlobalPoolOptions): Layer {
  checkLayerOptions(op.name, options, ["keepDimensions"]);
  return layer(op as Op<GlobalPoolAttributes>, globalPoolAttributes(op.name, options), options.name);
}

/** The attributes that every global pooling has. */
export const globalPoolAttributes = (op: string, options: GlobalPoolOptions): GlobalPoolAttributes => ({
  keepDimensions: boolean(`${op}.keepDimensions`, options.keepDimensions ?? false),
});

/**
 * y[c] = (1 / positions) sum of x[i, c]: the mean of each channel over the whole sequence. A NaN or an infinity reaches its channel's mean.
 * Shapes: [length, channels] -> [channels], or [1, channels] with keepDimensions.
 * Gradient: dx[i, c] = dy[c] / positions.
 * Source: Lin et al. 2014, "Network in network".
 *
 * @throws FoveaError for an unknown option, an input that is no sequence.
 * @example
 * sequential(conv1d({ filters: 32, kernel: 3 }), relu(), globalAveragePool1d(), dense({ units: 10 }))
 */
export function globalAveragePool1d(options: GlobalPoolOptions = {}): Layer {
  return globalPool(globalAveragePool1dOp, options);
}

/**
 * y[c] = (1 / positions) sum of x[i, c]: the mean of each channel over the whole image. A NaN or an infinity reaches its channel's mean.
 * Shapes: [height, width, channels] -> [channels], or [1, 1, channels] with keepDimensions.
 * Gradient: dx[i, c] = dy[c] / positions.
 * Source: Lin et al. 2014, "Network in network".
 *
 * @throws FoveaError for an unknown option, an input that is no image.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), relu(), globalAveragePool2d(), dense({ units: 10 }))
 */
export function globalAveragePool2d(options: GlobalPoolOptions = {}): Layer {
  return globalPool(globalAveragePool2dOp, options);
}

/**
 * y[c] = (1 / positions) sum of x[i, c]: the mean of each channel over the whole volume. A NaN or an infinity reaches its channel's mean.
 * Shapes: [depth, height, width, channels] -> [channels], or [1, 1, 1, channels] with keepDimensions.
 * Gradient: dx[i, c] = dy[c] / positions.
 * Source: Lin et al. 2014, "Network in network".
 *
 * @throws FoveaError for an unknown option, an input that is no volume.
 * @example
 * sequential(conv3d({ filters: 32, kernel: 3 }), relu(), globalAveragePool3d(), dense({ units: 10 }))
 */
export function globalAveragePool3d(options: GlobalPoolOptions = {}): Layer {
  return globalPool(globalAveragePool3dOp, options);
}

/**
 * y[c] = max of x[i, c]: the greatest value of each channel over the whole sequence; a NaN is the greatest.
 * Shapes: [length, channels] -> [channels], or [1, channels] with keepDimensions.
 * Gradient: dx[i, c] = dy[c] where the greatest stands, 0 elsewhere; of equal values that is the first.
 * Source: Oquab et al. 2015, "Is object localization for free?".
 *
 * @throws FoveaError for an unknown option, an input that is no sequence.
 * @example
 * sequential(conv1d({ filters: 32, kernel: 3 }), relu(), globalMaxPool1d(), dense({ units: 10 }))
 */
export function globalMaxPool1d(options: GlobalPoolOptions = {}): Layer {
  return globalPool(globalMaxPool1dOp, options);
}

/**
 * y[c] = max of x[i, c]: the greatest value of each channel over the whole image; a NaN is the greatest.
 * Shapes: [height, width, channels] -> [channels], or [1, 1, channels] with keepDimensions.
 * Gradient: dx[i, c] = dy[c] where the greatest stands, 0 elsewhere; of equal values that is the first in reading order.
 * Source: Oquab et al. 2015, "Is object localization for free?".
 *
 * @throws FoveaError for an unknown option, an input that is no image.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), relu(), globalMaxPool2d(), dense({ units: 10 }))
 */
export function globalMaxPool2d(options: GlobalPoolOptions = {}): Layer {
  return globalPool(globalMaxPool2dOp, options);
}

/**
 * y[c] = max of x[i, c]: the greatest value of each channel over the whole volume; a NaN is the greatest.
 * Shapes: [depth, height, width, channels] -> [channels], or [1, 1, 1, channels] with keepDimensions.
 * Gradient: dx[i, c] = dy[c] where the greatest stands, 0 elsewhere; of equal values that is the first in reading order.
 * Source: Oquab et al. 2015, "Is object localization for free?".
 *
 * @throws FoveaError for an unknown option, an input that is no volume.
 * @example
 * sequential(conv3d({ filters: 32, kernel: 3 }), relu(), globalMaxPool3d(), dense({ units: 10 }))
 */
export function globalMaxPool3d(options: GlobalPoolOptions = {}): Layer {
  return globalPool(globalMaxPool3dOp, options);
}
