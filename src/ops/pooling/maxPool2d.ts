import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import {
  backwardWork,
  forwardWork,
  type PoolAttributes,
  type PoolOptions,
  poolAttributes,
  poolShape,
  poolSizes,
} from "./pool.ts";

/** Where each greatest element stood; null when no backward pass follows. */
type Argmax = Slot | null;

export const maxPool2dOp: Op<PoolAttributes, Argmax> = {
  name: "maxPool2d",
  infer: (attributes, [x], problem) => ({ shape: poolShape(attributes, x, problem) }),

  forward({ program, attributes, batch, inputs: [x], output: y, training }) {
    const sizes = poolSizes(attributes, x.shape);
    const argmax = training ? program.slot("argmax", count(y.shape) * 4) : null;
    program.emit(kernels.maxPool2dForward, { y: y.slot, argmax, x: x.slot, ...sizes }, forwardWork(batch, sizes));
    return argmax;
  },

  backward({ program, attributes, batch, inputs: [x], outputGradient: dy, inputGradients: [dx] }, argmax) {
    if (!dx || !argmax) return;
    const sizes = poolSizes(attributes, x.shape);
    const args = { dx: dx.slot, dy: dy.slot, argmax, ...sizes };
    program.emit(kernels.maxPool2dBackward, args, backwardWork(batch, sizes));
  },
};

/**
 * The greatest value of each window, channel by channel: [height, width, channels] to [outHeight, outWidth, channels],
 * with outHeight = floor((height + padding - window) / stride) + 1. The gradient goes to the first of equal values;
 * padding is never the greatest; a NaN in a window is.
 * Source: Zhou and Chellappa 1988.
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a window that does not fit.
 * @example
 * sequential(conv2d({ filters: 16, kernel: 3 }), relu(), maxPool2d({ window: 2 }))
 */
export function maxPool2d(options: PoolOptions): Layer {
  return layer(maxPool2dOp as Op<PoolAttributes>, poolAttributes("maxPool2d", options), options.name);
}
