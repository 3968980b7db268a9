import { checkOptions, fail } from "../../error.ts";
import { checkInitializer, constant, glorotUniform, type Initializer } from "../../graph/initializer.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { format } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import { boolean, positive } from "../options.ts";
import { checkPadding, type Padding, type Pair, pair, resolvePadding } from "../window.ts";
import { depthwise, depthwiseInputGradient, depthwiseWeightGradient, isDepthwise } from "./conv2d/depthwise.ts";
import { convolutionTakes, convolve } from "./conv2d/forward.ts";
import { type Conv2dAttributes, geometryOf } from "./conv2d/geometry.ts";
import { inputGradient } from "./conv2d/inputGradient.ts";
import { biasGradient, weightGradient } from "./conv2d/weightGradient.ts";

/** Options of {@link conv2d}. */
export interface Conv2dOptions extends LayerOptions {
  /** Output channels; a multiple of `groups`. */
  filters: number;
  /** Window height and width. */
  kernel: Pair;
  /** Step of the window. Default 1. */
  stride?: Pair;
  /** Zeros around the image. Default `"valid"`. */
  padding?: Padding;
  /** Distance between the window's taps. Default 1. */
  dilation?: Pair;
  /** Groups of channels that are convolved apart; input channels must divide by it. Default 1. */
  groups?: number;
  /** Whether a bias is added. Default true. */
  bias?: boolean;
  /** First values of the kernel. Default {@link glorotUniform}. */
  initializer?: Initializer;
  /** First values of the bias. Default 0. */
  biasInitializer?: Initializer;
}

export const conv2dOp: Op<Conv2dAttributes> = {
  name: "conv2d",

  infer(a, [x], problem) {
    if (x.length !== 3) problem({ got: `input ${format(x)}`, expected: "[height, width, channels]" });
    const [height, width, channels] = x;
    if (channels % a.groups)
      problem({ got: `${channels} input channels`, expected: `a multiple of groups (${a.groups})` });
    const out = resolvePadding(a.padding, [height, width], a.kernel, a.stride, a.dilation, problem);
    const taps = a.kernel[0] * a.kernel[1];
    const kernel = [...a.kernel, channels / a.groups, a.filters];
    const fans = { fanIn: taps * (channels / a.groups), fanOut: taps * (a.filters / a.groups) };
    return {
      shape: [out.height, out.width, a.filters],
      parameters: {
        kernel: { shape: kernel, initializer: a.initializer, ...fans },
        ...(a.bias && { bias: { shape: [a.filters], initializer: a.biasInitializer, ...fans } }),
      },
      multiplyAdds: out.height * out.width * a.filters * fans.fanIn,
    };
  },

  takes: convolutionTakes,

  forward(site) {
    const { program, inputs, output } = site;
    const { kernel, bias } = site.parameters;
    const geometry = geometryOf(site.attributes, inputs[0].shape, output.shape);
    const slots = { y: output.slot, x: inputs[0].slot, kernel: kernel.slot, bias: bias?.slot ?? null };
    (isDepthwise(geometry) ? depthwise : convolve)(program, geometry, slots, site.epilogue);
  },

  backward(site) {
    const { program, inputs, output, parameters, inputGradients, parameterGradients, outputGradient } = site;
    const geometry = geometryOf(site.attributes, inputs[0].shape, output.shape);
    const [x, dx, dy] = [inputs[0].slot, inputGradients[0], outputGradient.slot];
    const { kernel: dw, bias: db } = parameterGradients;
    const [toInput, toWeights] = isDepthwise(geometry)
      ? [depthwiseInputGradient, depthwiseWeightGradient]
      : [inputGradient, weightGradient];
    if (dx) toInput(program, geometry, { dx: dx.slot, dy, kernel: parameters.kernel.slot });
    if (dw) toWeights(program, geometry, { dw: dw.slot, dy, x });
    if (db) biasGradient(program, db, outputGradient);
  },
};

/**
 * 2-D convolution (cross-correlation) of [height, width, channels] with a learnt kernel
 * [kernelHeight, kernelWidth, channels / groups, filters] and bias [filters]:
 *
 *     y[r, c, o] = bias[o] + sum over ky, kx, i of x[r sy + ky dy - top, c sx + kx dx - left, i] kernel[ky, kx, i, o]
 *
 * with i over the channels of o's group, and 0 outside the image. The output is
 * [floor((height + top + bottom - dy (ky - 1) - 1) / sy) + 1, ..., filters].
 * Source: LeCun et al. 1998; groups: Krizhevsky et al. 2012; dilation: Yu and Koltun 2016.
 *
 * @throws FoveaError for unknown options, sizes that are not positive whole numbers, filters or channels that do not
 *   divide by groups, and a window larger than the padded image.
 * @example
 * const features = sequential(conv2d({ filters: 32, kernel: 3, padding: "same" }), relu());
 */
export function conv2d(options: Conv2dOptions): Layer {
  checkOptions("conv2d", options, known);
  checkLayerOptions("conv2d", { name: options.name });
  const attributes: Conv2dAttributes = {
    filters: positive("conv2d.filters", options.filters),
    kernel: pair("conv2d", options.kernel, "kernel"),
    stride: pair("conv2d", options.stride ?? 1, "stride"),
    padding: checkPadding("conv2d", options.padding ?? "valid"),
    dilation: pair("conv2d", options.dilation ?? 1, "dilation"),
    groups: positive("conv2d.groups", options.groups ?? 1),
    bias: boolean("conv2d.bias", options.bias ?? true),
    initializer: checkInitializer("conv2d.initializer", options.initializer ?? glorotUniform()),
    biasInitializer: checkInitializer("conv2d.biasInitializer", options.biasInitializer ?? constant(0)),
  };
  if (attributes.filters % attributes.groups)
    fail("option", {
      where: "conv2d",
      got: `${attributes.filters} filters`,
      expected: `a multiple of groups (${attributes.groups})`,
    });
  if (!attributes.bias && options.biasInitializer)
    fail("option", { where: "conv2d", got: "biasInitializer with bias: false", expected: "one of them" });
  return layer(conv2dOp, attributes, options.name);
}

const known = [
  "filters",
  "kernel",
  "stride",
  "padding",
  "dilation",
  "groups",
  "bias",
  "initializer",
  "biasInitializer",
  "name",
];
