import type { Layer } from "../../graph/node.ts";
import type { Op, Tensor } from "../op.ts";
import type { Padding, Pair } from "../window.ts";
import { type ConvolutionAttributes, type ConvolutionOptions, convolutionAttributes } from "./attributes.ts";
import { convolutionOp } from "./convolution.ts";
import { type PaddingMode, paddedLayer, withPaddingModes } from "./paddingMode.ts";

/** Options of {@link conv2d}. */
export interface Conv2dOptions extends ConvolutionOptions {
  /** Window height and width. */
  kernel: Pair;
  /** Step of the window. Default 1. */
  stride?: Pair;
  /** What stands around the image. Default `"valid"`, nothing. */
  padding?: Padding;
  /**
   * What stands in the padding: `"zeros"`; `"reflect"`, the sample mirrored at its outermost elements; `"replicate"`,
   * these; `"circular"`, the opposite side. Default `"zeros"`.
   */
  paddingMode?: PaddingMode;
  /** Distance between the window's taps. Default 1. */
  dilation?: Pair;
}

export const conv2dOp: Op<ConvolutionAttributes, Tensor | null> = /* @__PURE__ */ withPaddingModes(
  /* @__PURE__ */ convolutionOp("conv2d"),
);

/**
 * y[r, c, o] = bias[o] + sum over ky, kx, i of x[r sy + ky dy - top, c sx + kx dx - left, i] kernel[ky, kx, i, o]:
 * convolution (cross-correlation) of an image with a learnt kernel, with i over the channels of o's group; outside the
 * image x is 0, or what `paddingMode` says, which costs a copy of the image.
 * Shapes: [height, width, channels] -> [height', width', filters], height' = floor((height + top + bottom - dy
 * (kernelHeight - 1) - 1) / sy) + 1 and width' alike; kernel [kernelHeight, kernelWidth, channels / groups, filters],
 * bias [filters].
 * Gradient: dx[r sy + ky dy - top, c sx + kx dx - left, i] += dy[r, c, o] kernel[ky, kx, i, o]; dkernel[ky, kx, i, o] =
 * sum over r, c of x[r sy + ky dy - top, c sx + kx dx - left, i] dy[r, c, o]; dbias[o] = sum over r, c of dy[r, c, o].
 * Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition"; groups: Krizhevsky et al. 2012;
 * dilation: Yu and Koltun 2016.
 *
 * @throws FoveaError for unknown options, sizes that are not positive whole numbers, filters or channels that do not
 *   divide by groups, a window larger than the padded image, and padding that its mode cannot fill.
 * @example
 * const features = sequential(conv2d({ filters: 32, kernel: 3, padding: "same" }), relu());
 */
export function conv2d(options: Conv2dOptions): Layer {
  return paddedLayer(conv2dOp, convolutionAttributes("conv2d", 2, options, ["paddingMode"]), options);
}
