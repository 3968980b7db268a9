import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import { type MaxSaved, maxBackward, maxForward } from "./maxRegions.ts";
import {
  backwardWork,
  forwardWork,
  imageSizes,
  layWindows,
  type Pool1dOptions,
  type Pool3dOptions,
  type PoolAttributes,
  type PoolOptions,
  poolAttributes,
  poolShape,
} from "./pool.ts";

/** Where each greatest element stood (null when no backward pass follows), if the core's kernels do. */
type Saved = MaxSaved | { readonly argmax: Slot | null };

const maxPool = (name: string): Op<PoolAttributes, Saved> => ({
  name,
  infer: (attributes, [x], problem) => ({ shape: poolShape(attributes, x, problem) }),

  forward(site) {
    const { program, attributes, batch, output: y, training } = site;
    const [x] = site.inputs;
    const sizes = imageSizes(attributes, x.shape);
    if (!sizes) return maxForward(site, layWindows(program, attributes, x.shape));
    const argmax = training ? program.slot("argmax", count(y.shape) * 4) : null;
    program.emit(kernels.maxPool2dForward, { y: y.slot, argmax, x: x.slot, ...sizes }, forwardWork(batch, sizes));
    return { argmax };
  },

  backward(site, saved) {
    const { program, attributes, batch, inputs, outputGradient: dy } = site;
    if ("regions" in saved) return maxBackward(site, saved);
    const sizes = imageSizes(attributes, inputs[0].shape);
    const [dx] = site.inputGradients;
    if (!dx || !saved.argmax || !sizes) return;
    const args = { dx: dx.slot, dy: dy.slot, argmax: saved.argmax, ...sizes };
    program.emit(kernels.maxPool2dBackward, args, backwardWork(batch, sizes));
  },
});

export const maxPool1dOp: Op<PoolAttributes, Saved> = /* @__PURE__ */ maxPool("maxPool1d");
export const maxPool2dOp: Op<PoolAttributes, Saved> = /* @__PURE__ */ maxPool("maxPool2d");
export const maxPool3dOp: Op<PoolAttributes, Saved> = /* @__PURE__ */ maxPool("maxPool3d");

/**
 * y[o, c] = max over the taps k of x[o stride - padding + k dilation, c]: the greatest value of each window of a sequence. Padding is
 * never the greatest, even where all values are negative; a NaN in a window is.
 * Shapes: [length, channels] -> [length', channels], length' = floor((length + padding - dilation (window - 1) - 1) / stride) + 1, or
 * ceil(...) + 1 with ceilMode.
 * Gradient: dx[i, c] = the sum of dy over the windows whose greatest stands at i; of equal values that is the first.
 * Source: Collobert et al. 2011, "Natural language processing (almost) from scratch"; as PyTorch's MaxPool1d.
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a window that does not fit or holds nothing but
 * padding.
 * @example
 * sequential(conv1d({ filters: 16, kernel: 3 }), relu(), maxPool1d({ window: 2 }))
 */
export function maxPool1d(options: Pool1dOptions): Layer {
  return layer(maxPool1dOp as Op<PoolAttributes>, poolAttributes("maxPool1d", 1, options), options.name);
}

/**
 * y[o, c] = max over the taps k of x[o stride - padding + k dilation, c], with o and k of two axes: the greatest value of each window
 * of an image. Padding is never the greatest, even where all values are negative; a NaN in a window is.
 * Shapes: [height, width, channels] -> [height', width', channels], height' = floor((height + padding - dilation (window - 1) - 1) /
 * stride) + 1, or ceil(...) + 1 with ceilMode.
 * Gradient: dx[i, c] = the sum of dy over the windows whose greatest stands at i; of equal values that is the first in reading order.
 * Source: Zhou and Chellappa 1988, "Computation of optical flow using a neural network"; as PyTorch's MaxPool2d.
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a window that does not fit or holds nothing but
 * padding.
 * @example
 * sequential(conv2d({ filters: 16, kernel: 3 }), relu(), maxPool2d({ window: 2 }))
 */
export function maxPool2d(options: PoolOptions): Layer {
  return layer(maxPool2dOp as Op<PoolAttributes>, poolAttributes("maxPool2d", 2, options), options.name);
}

/**
 * y[o, c] = max over the taps k of x[o stride - padding + k dilation, c], with o and k of three axes: the greatest value of each window
 * of a volume. Padding is never the greatest, even where all values are negative; a NaN in a window is.
 * Shapes: [depth, height, width, channels] -> [depth', height', width', channels], depth' = floor((depth + padding -
 * dilation (window - 1) - 1) / stride) + 1, or ceil(...) + 1 with ceilMode.
 * Gradient: dx[i, c] = the sum of dy over the windows whose greatest stands at i; of equal values that is the first in reading order.
 * Source: Tran et al. 2015, "Learning spatiotemporal features with 3D convolutional networks"; as PyTorch's MaxPool3d.
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a window that does not fit or holds nothing but
 * padding.
 * @example
 * sequential(conv3d({ filters: 16, kernel: 3 }), relu(), maxPool3d({ window: [1, 2, 2] }))
 */
export function maxPool3d(options: Pool3dOptions): Layer {
  return layer(maxPool3dOp as Op<PoolAttributes>, poolAttributes("maxPool3d", 3, options), options.name);
}
