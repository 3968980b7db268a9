import { isNode } from "../../graph/input.ts";
import { checkLayerOptions, layer } from "../../graph/layer.ts";
import type { Layer, Node } from "../../graph/node.ts";
import { withName } from "../../graph/scope.ts";
import type { Op } from "../op.ts";
import { positive } from "../options.ts";
import { type ConvolutionAttributes, convolutionAttributes } from "./attributes.ts";
import { type Conv2dOptions, conv2dOp } from "./conv2d.ts";
import { withMode } from "./paddingMode.ts";

/** Options of {@link depthwiseConv2d}. */
export interface DepthwiseConv2dOptions extends Omit<Conv2dOptions, "filters" | "groups"> {
  /** Output channels of each input channel, at least 1. Default 1. */
  multiplier?: number;
}

/**
 * y[r, c, i m + j] = bias[i m + j] + sum over ky, kx of x[r sy + ky dy - top, c sx + kx dx - left, i] kernel[ky, kx, 0,
 * i m + j], with the multiplier m and j < m: each channel is convolved alone, with m filters of its own. It is conv2d
 * with as many groups as channels, and that is how the graph keeps it.
 * Shapes: [height, width, channels] -> [height', width', channels m], sizes as conv2d's; kernel [kernelHeight,
 * kernelWidth, 1, channels m], bias [channels m].
 * Gradient: dx[r sy + ky dy - top, c sx + kx dx - left, i] += dy[r, c, i m + j] kernel[ky, kx, 0, i m + j]; dkernel[ky,
 * kx, 0, i m + j] = sum over r, c of x[r sy + ky dy - top, c sx + kx dx - left, i] dy[r, c, i m + j]; dbias = the sum
 * of dy over r, c.
 * Source: Sifre 2014, "Rigid-motion scattering for image classification"; Howard et al. 2017, "MobileNets".
 *
 * @throws FoveaError for unknown options, sizes that are not positive whole numbers, and a window larger than the
 *   padded image.
 * @example
 * sequential(depthwiseConv2d({ kernel: 3, padding: "same", multiplier: 2 }), relu6())
 */
export function depthwiseConv2d(options: DepthwiseConv2dOptions): Layer {
  checkLayerOptions("depthwiseConv2d", options, known);
  const { multiplier = 1, paddingMode, ...others } = options;
  positive("depthwiseConv2d.multiplier", multiplier);
  const window = convolutionAttributes("depthwiseConv2d", 2, { ...others, filters: 1 });
  const attributes = withMode("depthwiseConv2d", window, paddingMode);
  let shared: Layer | null = null;
  return withName((x: Node): Node => {
    const channels = isNode(x) ? x.shape[x.shape.length - 1] : 1;
    const sizes = { filters: channels * multiplier, groups: channels };
    const apply =
      shared ??
      layer(conv2dOp as Op<ConvolutionAttributes>, { ...attributes, ...sizes }, options.name ?? "depthwiseConv2d");
    const y = apply(x);
    shared = apply; // not before it fitted: a first use that failed says nothing of the next
    return y;
  });
}

const known = [
  "kernel",
  "stride",
  "padding",
  "paddingMode",
  "dilation",
  "multiplier",
  "bias",
  "initializer",
  "biasInitializer",
];
