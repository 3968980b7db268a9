import * as kernels from "../../../bindings/kernels.ts";
import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op } from "../op.ts";
import { boolean } from "../options.ts";
import {
  backwardWork,
  forwardWork,
  type PoolAttributes,
  type PoolOptions,
  poolAttributes,
  poolShape,
  poolSizes,
} from "./pool.ts";

/** Options of {@link averagePool2d}. */
export interface AveragePoolOptions extends PoolOptions {
  /** True: padding counts as zeros in the mean. Default false: the mean is over the window's part inside the image. */
  countPadding?: boolean;
}

interface Attributes extends PoolAttributes {
  readonly countPadding: boolean;
}

export const averagePool2dOp: Op<Attributes> = {
  name: "averagePool2d",
  infer: (attributes, [x], problem) => ({ shape: poolShape(attributes, x, problem) }),

  forward({ program, attributes, batch, inputs: [x], output: y }) {
    const sizes = poolSizes(attributes, x.shape);
    const args = { y: y.slot, x: x.slot, countPadding: Number(attributes.countPadding), ...sizes };
    program.emit(kernels.averagePool2dForward, args, forwardWork(batch, sizes));
  },

  backward({ program, attributes, batch, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const sizes = poolSizes(attributes, x.shape);
    const args = { dx: dx.slot, dy: dy.slot, countPadding: Number(attributes.countPadding), ...sizes };
    program.emit(kernels.averagePool2dBackward, args, backwardWork(batch, sizes));
  },
};

/**
 * The mean of each window, channel by channel: [height, width, channels] to [outHeight, outWidth, channels], with
 * outHeight = floor((height + padding - window) / stride) + 1. Source: LeCun et al. 1998, "sub-sampling".
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a window that does not fit.
 * @example
 * sequential(conv2d({ filters: 6, kernel: 5 }), tanh(), averagePool2d({ window: 2 }))
 */
export function averagePool2d(options: AveragePoolOptions): Layer {
  const attributes = {
    ...poolAttributes("averagePool2d", options, ["countPadding"]),
    countPadding: boolean("averagePool2d.countPadding", options.countPadding ?? false),
  };
  return layer(averagePool2dOp, attributes, options.name);
}
