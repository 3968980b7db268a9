import type { Layer } from "../../graph/node.ts";
import type { Op, Tensor } from "../op.ts";
import type { Padding1d } from "../windowNd.ts";
import { type ConvolutionAttributes, type ConvolutionOptions, convolutionAttributes } from "./attributes.ts";
import { convolutionOp } from "./convolution.ts";
import { type PaddingMode, paddedLayer, withPaddingModes } from "./paddingMode.ts";

/** Options of {@link conv1d}. */
export interface Conv1dOptions extends ConvolutionOptions {
  /** Positions in the window, at least 1. */
  kernel: number;
  /** Step of the window, at least 1. Default 1. */
  stride?: number;
  /**
   * What stands around the sequence: `"same"`, `"valid"`, a whole number for both ends, or `{ left, right }`. Default
   * `"valid"`, nothing.
   */
  padding?: Padding1d;
  /**
   * What stands in the padding: `"zeros"`; `"reflect"`, the sample mirrored at its outermost elements; `"replicate"`,
   * these; `"circular"`, the opposite side. Default `"zeros"`.
   */
  paddingMode?: PaddingMode;
  /** Distance between the window's taps, at least 1. Default 1. */
  dilation?: number;
}

export const conv1dOp: Op<ConvolutionAttributes, Tensor | null> = /* @__PURE__ */ withPaddingModes(
  /* @__PURE__ */ convolutionOp("conv1d"),
);

/**
 * y[p, o] = bias[o] + sum over taps t and channels i of x[p stride + t dilation - left, i] kernel[t, i, o]: convolution
 * (cross-correlation) of a sequence, with i over the channels of o's group. It is computed as a convolution of images
 * of one row.
 * Shapes: [length, channels] -> [length', filters], length' = floor((length + left + right - dilation (kernel - 1) - 1)
 * / stride) + 1; kernel [kernel, channels / groups, filters], bias [filters].
 * Gradient: dx[p stride + t dilation - left, i] += dy[p, o] kernel[t, i, o]; dkernel[t, i, o] = sum over p of x[p
 * stride + t dilation - left, i] dy[p, o]; dbias[o] = sum over p of dy[p, o].
 * Source: Waibel et al. 1989, "Phoneme recognition using time-delay neural networks"; for text, Kim 2014,
 * "Convolutional neural networks for sentence classification".
 *
 * @throws FoveaError for unknown options, sizes that are not positive whole numbers, filters or channels that do not
 *   divide by groups, and a window larger than the padded sequence.
 * @example
 * const words = sequential(conv1d({ filters: 100, kernel: 3 }), relu());
 */
export function conv1d(options: Conv1dOptions): Layer {
  return paddedLayer(conv1dOp, convolutionAttributes("conv1d", 1, options, ["paddingMode"]), options);
}
