import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op } from "../op.ts";
import type { Padding1d } from "../windowNd.ts";
import type { ConvolutionOptions } from "./attributes.ts";
import { type TransposedAttributes, transposedAttributes, transposedOp } from "./transposed.ts";

/** Options of {@link convTranspose1d}. */
export interface ConvTranspose1dOptions extends ConvolutionOptions {
  /** Positions in the window, at least 1. */
  kernel: number;
  /** Distance in the output between the windows of neighbouring inputs, at least 1. Default 1. */
  stride?: number;
  /**
   * What is taken away around the output: the padding of the convolution that this one turns round. `"same"` makes the
   * output input * stride. Default `"valid"`, nothing.
   */
  padding?: Padding1d;
  /** Distance between the window's taps, at least 1. Default 1. */
  dilation?: number;
  /** Added to the output's size at the end; less than the stride or the dilation. Default 0. */
  outputPadding?: number;
}

export const convTranspose1dOp: Op<TransposedAttributes> = /* @__PURE__ */ transposedOp("convTranspose1d");

/**
 * y[p stride + t dilation - left, o] += x[p, i] kernel[t, o, i], from y = bias on, for all inputs i of o's group: every
 * input puts a window, weighted by its value, into the output. It is the gradient of a convolution with respect to its
 * input, and is computed so; a stride makes the sequence larger.
 * Shapes: [length, channels] -> [length', filters], length' = (length - 1) stride - left - right +
 * dilation (kernel - 1) + 1 + outputPadding; kernel [kernel, filters / groups, channels], bias [filters].
 * Gradient: dx[p, i] = sum over t, o of dy[p stride + t dilation - left, o] kernel[t, o, i]; dkernel[t, o, i] = sum
 * over p of dy[p stride + t dilation - left, o] x[p, i]; dbias[o] = the sum of dy[..., o].
 * Source: Zeiler et al. 2010, "Deconvolutional networks"; sizes as PyTorch's ConvTranspose1d.
 *
 * @throws FoveaError for unknown options, sizes that are not whole numbers, filters or channels that do not divide by
 *   groups, an outputPadding not below stride or dilation, and padding that leaves no output.
 * @example
 * convTranspose1d({ filters: 8, kernel: 4, stride: 2, padding: "same" })
 */
export function convTranspose1d(options: ConvTranspose1dOptions): Layer {
  return layer(convTranspose1dOp, transposedAttributes("convTranspose1d", 1, options), options.name);
}
