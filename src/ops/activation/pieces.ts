import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import { type Work, work } from "../../plan/program.ts";
import type { Op, ShapeProblem, Tensor } from "../op.ts";
import { positive } from "../options.ts";

const last = (shape: Shape): number => shape[shape.length - 1];

/** One item for each row of channels; an element costs about `cost` multiply-adds. */
const rows = ({ shape }: Tensor, cost: number): Work => work(count(shape) / last(shape), last(shape) * cost);

/** `x` with its channels divided by `pieces`. */
function divided(x: Shape, pieces: number, problem: (p: ShapeProblem) => never): Shape {
  if (last(x) % pieces)
    problem({ got: format(x), expected: `a number of channels, the last size, that is a multiple of ${pieces}` });
  return [...x.slice(0, -1), last(x) / pieces];
}

export const creluOp: Op<object> = {
  name: "crelu",
  infer: (_, [x]) => ({ shape: [...x.slice(0, -1), 2 * last(x)] }),

  forward({ program, inputs: [x], output: y }) {
    program.emit(kernels.creluForward, { y: y.slot, x: x.slot, units: last(x.shape) }, rows(x, 3));
  },

  backward({ program, output: y, outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const args = { dx: dx.slot, dy: dy.slot, y: y.slot, units: last(dx.shape) };
    program.emit(kernels.creluBackward, args, rows(dx, 5));
  },
};

interface Pieces {
  readonly pieces: number;
}

export const maxoutOp: Op<Pieces> = {
  name: "maxout",
  infer: ({ pieces }, [x], problem) => ({ shape: divided(x, pieces, problem) }),

  forward({ program, attributes: { pieces }, inputs: [x], output: y }) {
    program.emit(kernels.maxoutForward, { y: y.slot, x: x.slot, pieces, units: last(y.shape) }, rows(y, pieces + 1));
  },

  backward({ program, attributes: { pieces }, inputs: [x], output: y, outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const args = { dx: dx.slot, dy: dy.slot, x: x.slot, y: y.slot, pieces, units: last(y.shape) };
    program.emit(kernels.maxoutBackward, args, rows(y, 2 * pieces + 2));
  },
};

export const gluOp: Op<object> = {
  name: "glu",
  infer: (_, [x], problem) => ({ shape: divided(x, 2, problem) }),

  forward({ program, inputs: [x], output: y }) {
    program.emit(kernels.gluForward, { y: y.slot, x: x.slot, units: last(y.shape) }, rows(y, 20));
  },

  backward({ program, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const args = { dx: dx.slot, dy: dy.slot, x: x.slot, units: last(dy.shape) };
    program.emit(kernels.gluBackward, args, rows(dy, 40));
  },
};

/**
 * y = max(x, 0), and behind it max(-x, 0) as further channels, so that both signs of a response pass; NaN stays NaN.
 * Shapes: [..., channels] -> [..., 2 channels].
 * Gradient: dx[c] = dy[c] where x[c] > 0, -dy[channels + c] where x[c] < 0, 0 at the kink x[c] = 0.
 * Source: Shang et al. 2016, "Understanding and improving convolutional neural networks via concatenated rectified linear units".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(conv2d({ filters: 16, kernel: 7, stride: 2 }), crelu())
 */
export function crelu(options: LayerOptions = {}): Layer {
  checkLayerOptions("crelu", options);
  return layer(creluOp, {}, options.name);
}

/** Options of {@link maxout}. */
export interface MaxoutOptions extends LayerOptions {
  /** Channels among which each unit takes the greatest, a whole number from 2. Default 2. */
  pieces?: number;
}

/**
 * y[u] = the greatest of x[p units + u] over the pieces p, with units = channels / pieces; NaN if any of them is NaN.
 * Shapes: [..., channels] -> [..., channels / pieces].
 * Gradient: dx = dy where x is y, in the first such piece, 0 in the others; where pieces are equal there is a kink.
 * Source: Goodfellow et al. 2013, "Maxout networks".
 *
 * @throws FoveaError for an unknown option, a number of pieces that is not whole, channels that it does not divide.
 * @example
 * sequential(dense({ units: 4 * 64 }), maxout({ pieces: 4 }))
 */
export function maxout(options: MaxoutOptions = {}): Layer {
  checkLayerOptions("maxout", options, ["pieces"]);
  return layer(maxoutOp, { pieces: positive("maxout.pieces", options.pieces ?? 2) }, options.name);
}

/**
 * y[u] = x[u] / (1 + exp(-x[units + u])), the first half of the channels with the second as gates; units = channels / 2.
 * Shapes: [..., channels] -> [..., channels / 2].
 * Gradient: with s the sigmoid of the gate, dx[u] = dy[u] s and dx[units + u] = dy[u] x[u] s (1 - s).
 * Source: Dauphin et al. 2017, "Language modeling with gated convolutional networks".
 *
 * @throws FoveaError for an unknown option and an odd number of channels.
 * @example
 * sequential(dense({ units: 2 * 64 }), glu())
 */
export function glu(options: LayerOptions = {}): Layer {
  checkLayerOptions("glu", options);
  return layer(gluOp, {}, options.name);
}
