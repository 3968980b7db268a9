import type { Layer } from "../../graph/node.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Op, Tensor } from "../op.ts";
import type { Padding3d, Triple } from "../windowNd.ts";
import {
  type ConvolutionAttributes,
  type ConvolutionOptions,
  convolutionAttributes,
  inferConvolution,
  placed,
} from "./attributes.ts";
import { convolutionTakes } from "./conv2d/forward.ts";
import { convolveBack, convolveForward, kernelGradient } from "./conv2d/plane.ts";
import { biasGradient } from "./conv2d/weightGradient.ts";
import {
  gatherFrames,
  imageKernel,
  scatterFrames,
  type Volume,
  volumeKernelGradient,
  volumeOf,
} from "./conv3d/frames.ts";
import { type PaddingMode, paddedLayer, withPaddingModes } from "./paddingMode.ts";

/** Options of {@link conv3d}. */
export interface Conv3dOptions extends ConvolutionOptions {
  /** Window depth, height and width, at least 1. */
  kernel: Triple;
  /** Step of the window, at least 1. Default 1. */
  stride?: Triple;
  /**
   * What stands around the volume: `"same"`, `"valid"`, a whole number for all sides, `[z, y, x]`, or each of `{ front,
   * back, top, bottom, left, right }`. Default `"valid"`, nothing.
   */
  padding?: Padding3d;
  /**
   * What stands in the padding: `"zeros"`; `"reflect"`, the sample mirrored at its outermost elements; `"replicate"`,
   * these; `"circular"`, the opposite side. Default `"zeros"`.
   */
  paddingMode?: PaddingMode;
  /** Distance between the window's taps, at least 1. Default 1. */
  dilation?: Triple;
}

const zeros: Op<ConvolutionAttributes, void> = {
  name: "conv3d",
  infer: (attributes, [x], problem) => inferConvolution(attributes, x, problem),
  takes: convolutionTakes,

  forward({ program, attributes, inputs: [x], output: y, parameters: { kernel, bias }, epilogue }) {
    const v = volume(attributes, x.shape, y.shape);
    const slots = { x: gatherFrames(program, v, x.slot), kernel: imageKernel(program, v, kernel.slot) };
    convolveForward(program, v.plane, { ...slots, y: y.slot, bias: bias?.slot ?? null }, epilogue);
  },

  backward({ program, attributes, inputs: [x], output, parameters, outputGradient: dy, ...site }) {
    const [[dx], { kernel: dw, bias: db }] = [site.inputGradients, site.parameterGradients];
    const v = volume(attributes, x.shape, output.shape);
    if (dx) {
      const kernel = imageKernel(program, v, parameters.kernel.slot);
      scatterFrames(program, v, dx.slot, null, (images) =>
        convolveBack(program, v.plane, { dx: images, dy: dy.slot, kernel }),
      );
    }
    if (dw) {
      // Gathered anew rather than kept since the forward pass: a copy costs little, the memory is several times x's.
      const images = gatherFrames(program, v, x.slot);
      volumeKernelGradient(program, v, dw.slot, (to) =>
        kernelGradient(program, v.plane, { dw: to, dy: dy.slot, x: images }),
      );
    }
    if (db) biasGradient(program, db, dy);
  },
};

export const conv3dOp: Op<ConvolutionAttributes, Tensor | null> = /* @__PURE__ */ withPaddingModes(zeros);

function volume(a: ConvolutionAttributes, x: Shape, y: Shape): Volume {
  const axes = x.slice(1, -1);
  return volumeOf(a, { n: x[0], axes, out: y.slice(1, -1), channels: x[4], places: placed(a, axes) });
}

/**
 * y[d, r, c, o] = bias[o] + sum over kz, ky, kx, i of x[d sz + kz dz - front, r sy + ky dy - top, c sx + kx dx - left,
 * i] kernel[kz, ky, kx, i, o]: convolution (cross-correlation) of a volume, such as the frames of a video, with i over
 * the channels of o's group. It is computed as a convolution of images whose channels are those of all frames that a
 * window meets.
 * Shapes: [depth, height, width, channels] -> [depth', height', width', filters], along each axis size' = floor((size +
 * padding on both sides - dilation (kernel - 1) - 1) / stride) + 1; kernel [kernelDepth, kernelHeight, kernelWidth,
 * channels / groups, filters], bias [filters].
 * Gradient: dx[p stride + t dilation - before, i] += dy[p, o] kernel[t, i, o] over positions p and taps t of all axes;
 * dkernel[t, i, o] = sum over p of x[p stride + t dilation - before, i] dy[p, o]; dbias[o] = sum over p of dy[p, o].
 * Source: Ji et al. 2010, "3D convolutional neural networks for human action recognition"; Tran et al. 2015, "Learning
 * spatiotemporal features with 3D convolutional networks".
 *
 * @throws FoveaError for unknown options, sizes that are not positive whole numbers, filters or channels that do not
 *   divide by groups, and a window larger than the padded volume.
 * @example
 * const motion = sequential(conv3d({ filters: 16, kernel: 3, padding: "same" }), relu());
 */
export function conv3d(options: Conv3dOptions): Layer {
  return paddedLayer(conv3dOp, convolutionAttributes("conv3d", 3, options, ["paddingMode"]), options);
}
