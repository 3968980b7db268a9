import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op } from "../op.ts";
import type { Padding, Pair } from "../window.ts";
import type { ConvolutionOptions } from "./attributes.ts";
import { type TransposedAttributes, transposedAttributes, transposedOp } from "./transposed.ts";

/** Options of {@link convTranspose2d}. */
export interface ConvTranspose2dOptions extends ConvolutionOptions {
  /** Window height and width, at least 1. */
  kernel: Pair;
  /** Distance in the output between the windows of neighbouring inputs, at least 1. Default 1. */
  stride?: Pair;
  /**
   * What is taken away around the output: the padding of the convolution that this one turns round. `"same"` makes the
   * output input * stride. Default `"valid"`, nothing.
   */
  padding?: Padding;
  /** Distance between the window's taps, at least 1. Default 1. */
  dilation?: Pair;
  /** Added to the output's size at the end; less than the stride or the dilation. Default 0. */
  outputPadding?: Pair;
}

export const convTranspose2dOp: Op<TransposedAttributes> = /* @__PURE__ */ transposedOp("convTranspose2d");

/**
 * y[r sy + ky dy - top, c sx + kx dx - left, o] += x[r, c, i] kernel[ky, kx, o, i], from y = bias on, for all inputs i
 * of o's group: every input puts a window, weighted by its value, into the output. It is the gradient of a convolution
 * with respect to its input, and is computed so; a stride makes the image larger.
 * Shapes: [height, width, channels] -> [height', width', filters], height' = (height - 1) sy - top - bottom +
 * dy (kernelHeight - 1) + 1 + outputPadding and width' alike; kernel [kernelHeight, kernelWidth, filters / groups,
 * channels], bias [filters].
 * Gradient: dx[r, c, i] = sum over ky, kx, o of dy[r sy + ky dy - top, c sx + kx dx - left, o] kernel[ky, kx, o, i];
 * dkernel[ky, kx, o, i] = sum over r, c of dy[r sy + ky dy - top, c sx + kx dx - left, o] x[r, c, i]; dbias[o] = the
 * sum of dy[..., o].
 * Source: Zeiler et al. 2010, "Deconvolutional networks"; sizes as PyTorch's ConvTranspose2d.
 *
 * @throws FoveaError for unknown options, sizes that are not whole numbers, filters or channels that do not divide by
 *   groups, an outputPadding not below stride or dilation, and padding that leaves no output.
 * @example
 * sequential(convTranspose2d({ filters: 64, kernel: 4, stride: 2, padding: 1 }), batchNorm(), relu())
 */
export function convTranspose2d(options: ConvTranspose2dOptions): Layer {
  return layer(convTranspose2dOp, transposedAttributes("convTranspose2d", 2, options), options.name);
}
