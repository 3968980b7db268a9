import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Shape } from "../../graph/shape.ts";
import { noEpilogue } from "../epilogue.ts";
import type { Op } from "../op.ts";
import type { Padding3d, Triple } from "../windowNd.ts";
import type { ConvolutionOptions } from "./attributes.ts";
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
import { inferTransposed, type TransposedAttributes, transposedAttributes, transposedPlaces } from "./transposed.ts";

/** Options of {@link convTranspose3d}. */
export interface ConvTranspose3dOptions extends ConvolutionOptions {
  /** Window depth, height and width, at least 1. */
  kernel: Triple;
  /** Distance in the output between the windows of neighbouring inputs, at least 1. Default 1. */
  stride?: Triple;
  /**
   * What is taken away around the output: the padding of the convolution that this one turns round. `"same"` makes the
   * output input * stride. Default `"valid"`, nothing.
   */
  padding?: Padding3d;
  /** Distance between the window's taps, at least 1. Default 1. */
  dilation?: Triple;
  /** Added to the output's size at the end; less than the stride or the dilation. Default 0. */
  outputPadding?: Triple;
}

export const convTranspose3dOp: Op<TransposedAttributes> = {
  name: "convTranspose3d",
  infer: (attributes, [x], problem) => inferTransposed(attributes, x, problem),

  forward({ program, attributes, inputs: [x], output: y, parameters }) {
    const v = volume(attributes, x.shape, y.shape);
    const kernel = imageKernel(program, v, parameters.kernel.slot);
    scatterFrames(program, v, y.slot, parameters.bias?.slot ?? null, (images) =>
      convolveBack(program, v.plane, { dx: images, dy: x.slot, kernel }),
    );
  },

  backward({ program, attributes, inputs: [x], output, parameters, outputGradient: dy, ...site }) {
    const [[dx], { kernel: dw, bias: db }] = [site.inputGradients, site.parameterGradients];
    const v = volume(attributes, x.shape, output.shape);
    const images = gatherFrames(program, v, dy.slot);
    if (dx) {
      const slots = { y: dx.slot, x: images, kernel: imageKernel(program, v, parameters.kernel.slot), bias: null };
      convolveForward(program, v.plane, slots, noEpilogue);
    }
    if (dw)
      volumeKernelGradient(program, v, dw.slot, (to) =>
        kernelGradient(program, v.plane, { dw: to, dy: x.slot, x: images }),
      );
    if (db) biasGradient(program, db, dy);
  },
};

/** The convolution whose gradient with respect to its input this is: from volumes of y's size to volumes of x's. */
function volume(a: TransposedAttributes, x: Shape, y: Shape): Volume {
  const out = x.slice(1, -1);
  const sizes = { n: x[0], axes: y.slice(1, -1), out, channels: a.filters, places: transposedPlaces(a, out) };
  return volumeOf({ ...a, filters: x[4] }, sizes);
}

/**
 * y[p stride + t dilation - before, o] += x[p, i] kernel[t, o, i], from y = bias on, for all positions p and taps t of
 * all axes and inputs i of o's group: every input puts a window, weighted by its value, into the output. It is the
 * gradient of {@link conv3d} with respect to its input, and is computed so; a stride makes the volume larger.
 * Shapes: [depth, height, width, channels] -> [depth', height', width', filters], along each axis size' = (size - 1)
 * stride - padding on both sides + dilation (kernel - 1) + 1 + outputPadding; kernel [kernelDepth, kernelHeight,
 * kernelWidth, filters / groups, channels], bias [filters].
 * Gradient: dx[p, i] = sum over t, o of dy[p stride + t dilation - before, o] kernel[t, o, i]; dkernel[t, o, i] = sum
 * over p of dy[p stride + t dilation - before, o] x[p, i]; dbias[o] = the sum of dy[..., o].
 * Source: Zeiler et al. 2010, "Deconvolutional networks"; sizes as PyTorch's ConvTranspose3d.
 *
 * @throws FoveaError for unknown options, sizes that are not whole numbers, filters or channels that do not divide by
 *   groups, an outputPadding not below stride or dilation, and padding that leaves no output.
 * @example
 * sequential(convTranspose3d({ filters: 8, kernel: 2, stride: 2 }), relu())
 */
export function convTranspose3d(options: ConvTranspose3dOptions): Layer {
  return layer(convTranspose3dOp, transposedAttributes("convTranspose3d", 3, options), options.name);
}
