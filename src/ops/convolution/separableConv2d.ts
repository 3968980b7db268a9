import { checkLayerOptions } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { named } from "../../graph/sequential.ts";
import { positive } from "../options.ts";
import { convolutionAttributes } from "./attributes.ts";
import { conv2d } from "./conv2d.ts";
import { type DepthwiseConv2dOptions, depthwiseConv2d } from "./depthwiseConv2d.ts";
import { withMode } from "./paddingMode.ts";

/** Options of {@link separableConv2d}. */
export interface SeparableConv2dOptions extends DepthwiseConv2dOptions {
  /** Output channels, at least 1. */
  filters: number;
}

/**
 * y = conv2d with a 1 x 1 window of depthwiseConv2d of x: first each channel with a window of its own (or `multiplier`
 * of them) and no bias, then all channels of a pixel with each other, with the bias. The two layers stand in the graph
 * as `depthwise` and `pointwise` in the scope of the layer's name; `initializer` draws both kernels.
 * Shapes: [height, width, channels] -> [height', width', filters], sizes as conv2d's; kernels [kernelHeight,
 * kernelWidth, 1, channels m] and [1, 1, channels m, filters] with the multiplier m, bias [filters].
 * Gradient: those of depthwiseConv2d and conv2d, one after the other.
 * Source: Chollet 2017, "Xception: deep learning with depthwise separable convolutions".
 *
 * @throws FoveaError for what conv2d and depthwiseConv2d refuse.
 * @example
 * sequential(separableConv2d({ filters: 64, kernel: 3, padding: "same" }), relu())
 */
export function separableConv2d(options: SeparableConv2dOptions): Layer {
  checkLayerOptions("separableConv2d", options, known);
  const { multiplier = 1, paddingMode, ...others } = options;
  // What is wrong with an option is said in this layer's name.
  withMode("separableConv2d", convolutionAttributes("separableConv2d", 2, others), paddingMode);
  positive("separableConv2d.multiplier", multiplier);
  const { filters, bias = true, biasInitializer, name = "separableConv2d", ...window } = options;
  const depthwise = depthwiseConv2d({ ...window, bias: false, name: "depthwise" });
  const pointwise = conv2d({
    ...{ filters, kernel: 1, bias, name: "pointwise" },
    ...(options.initializer && { initializer: options.initializer }),
    ...(biasInitializer && { biasInitializer }),
  });
  return named(name, (x) => pointwise(depthwise(x)));
}

const known = [
  "filters",
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
