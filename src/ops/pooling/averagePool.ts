import * as kernels from "../../../bindings/kernels.ts";
import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op } from "../op.ts";
import { boolean } from "../options.ts";
import type { Pair } from "../window.ts";
import type { Rank, Side } from "../windowNd.ts";
import {
  backwardWork,
  forwardWork,
  imageSizes,
  layWindows,
  type PoolAttributes,
  type PoolOptions,
  poolAttributes,
  poolShape,
  type Triple,
} from "./pool.ts";
import { poolMean, type Regions, spreadMean } from "./regions.ts";

/** Options of {@link averagePool2d}. */
export interface AveragePoolOptions<Size = Pair, Sides extends Side = "top" | "right" | "bottom" | "left">
  extends PoolOptions<Size, Sides> {
  /**
   * True: padding counts as zeros in the mean (PyTorch's count_include_pad, where it is the default; what lies beyond the padding never
   * counts). Default false: the mean is over the window's part inside the sample.
   */
  countPadding?: boolean;
}

/** Options of {@link averagePool1d}. */
export type AveragePool1dOptions = AveragePoolOptions<number, "left" | "right">;

/** Options of {@link averagePool3d}. */
export type AveragePool3dOptions = AveragePoolOptions<Triple, Side>;

interface Attributes extends PoolAttributes {
  readonly countPadding: boolean;
}

/** The tables of the windows, where the core's kernels do not do. */
type Saved = Regions | null;

const averagePool = (name: string): Op<Attributes, Saved> => ({
  name,
  infer: (attributes, [x], problem) => ({ shape: poolShape(attributes, x, problem) }),

  forward({ program, attributes, batch, inputs: [x], output: y }) {
    const { countPadding } = attributes;
    const slots = { y: y.slot, x: x.slot };
    const sizes = imageSizes(attributes, x.shape, countPadding);
    if (sizes) {
      const args = { ...slots, countPadding: Number(countPadding), ...sizes };
      program.emit(kernels.averagePool2dForward, args, forwardWork(batch, sizes));
      return null;
    }
    const regions = layWindows(program, attributes, x.shape, countPadding);
    poolMean(program, regions, slots);
    return regions;
  },

  backward({ program, attributes, batch, inputs: [x], outputGradient: dy, inputGradients: [dx] }, regions) {
    if (!dx) return;
    const { countPadding } = attributes;
    const slots = { dx: dx.slot, dy: dy.slot };
    if (regions) return spreadMean(program, regions, slots);
    const sizes = imageSizes(attributes, x.shape, countPadding);
    if (!sizes) return;
    const args = { ...slots, countPadding: Number(countPadding), ...sizes };
    program.emit(kernels.averagePool2dBackward, args, backwardWork(batch, sizes));
  },
});

export const averagePool1dOp: Op<Attributes, Saved> = /* @__PURE__ */ averagePool("averagePool1d");
export const averagePool2dOp: Op<Attributes, Saved> = /* @__PURE__ */ averagePool("averagePool2d");
export const averagePool3dOp: Op<Attributes, Saved> = /* @__PURE__ */ averagePool("averagePool3d");

function attributesOf(
  op: string,
  rank: Rank,
  options: AveragePoolOptions<number | readonly number[], Side>,
): Attributes {
  return {
    ...poolAttributes(op, rank, options, ["countPadding"]),
    countPadding: boolean(`${op}.countPadding`, options.countPadding ?? false),
  };
}

/**
 * y[o, c] = (1 / n) sum over the taps k of x[o stride - padding + k dilation, c]: the mean of each window of a sequence, where n counts
 * the taps inside it, or with countPadding those in the padding too. A NaN or an infinity reaches every window over it.
 * Shapes: [length, channels] -> [length', channels], length' = floor((length + padding - dilation (window - 1) - 1) / stride) + 1, or
 * ceil(...) + 1 with ceilMode.
 * Gradient: dx[i, c] = the sum of dy / n over the windows that hold i.
 * Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition" (sub-sampling); as PyTorch's AvgPool1d.
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a window that does not fit or holds nothing but
 * padding.
 * @example
 * sequential(conv1d({ filters: 6, kernel: 5 }), tanh(), averagePool1d({ window: 2 }))
 */
export function averagePool1d(options: AveragePool1dOptions): Layer {
  return layer(averagePool1dOp as Op<Attributes>, attributesOf("averagePool1d", 1, options), options.name);
}

/**
 * y[o, c] = (1 / n) sum over the taps k of x[o stride - padding + k dilation, c], with o and k of two axes: the mean of each window of
 * an image, where n counts the taps inside it, or with countPadding those in the padding too. A NaN or an infinity reaches every
 * window over it.
 * Shapes: [height, width, channels] -> [height', width', channels], height' = floor((height + padding - dilation (window - 1) - 1) /
 * stride) + 1, or ceil(...) + 1 with ceilMode.
 * Gradient: dx[i, c] = the sum of dy / n over the windows that hold i.
 * Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition" (sub-sampling); as PyTorch's AvgPool2d.
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a window that does not fit or holds nothing but
 * padding.
 * @example
 * sequential(conv2d({ filters: 6, kernel: 5 }), tanh(), averagePool2d({ window: 2 }))
 */
export function averagePool2d(options: AveragePoolOptions): Layer {
  return layer(averagePool2dOp as Op<Attributes>, attributesOf("averagePool2d", 2, options), options.name);
}

/**
 * y[o, c] = (1 / n) sum over the taps k of x[o stride - padding + k dilation, c], with o and k of three axes: the mean of each window of
 * a volume, where n counts the taps inside it, or with countPadding those in the padding too. A NaN or an infinity reaches every
 * window over it.
 * Shapes: [depth, height, width, channels] -> [depth', height', width', channels], depth' = floor((depth + padding -
 * dilation (window - 1) - 1) / stride) + 1, or ceil(...) + 1 with ceilMode.
 * Gradient: dx[i, c] = the sum of dy / n over the windows that hold i.
 * Source: as PyTorch's AvgPool3d.
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a window that does not fit or holds nothing but
 * padding.
 * @example
 * sequential(conv3d({ filters: 8, kernel: 3 }), relu(), averagePool3d({ window: 2 }))
 */
export function averagePool3d(options: AveragePool3dOptions): Layer {
  return layer(averagePool3dOp as Op<Attributes>, attributesOf("averagePool3d", 3, options), options.name);
}
