import { checkOptions, fail } from "../../error.ts";
import { checkInitializer, constant, glorotUniform, type Initializer } from "../../graph/initializer.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { convolutionTakes, convolve } from "../convolution/conv2d/forward.ts";
import type { Geometry } from "../convolution/conv2d/geometry.ts";
import { inputGradient } from "../convolution/conv2d/inputGradient.ts";
import { biasGradient, weightGradient } from "../convolution/conv2d/weightGradient.ts";
import type { Op, Tensor } from "../op.ts";
import { boolean, positive } from "../options.ts";

/** Options of {@link dense}. */
export interface DenseOptions extends LayerOptions {
  /** Outputs. */
  units: number;
  /** Whether a bias is added. Default true. */
  bias?: boolean;
  /** First values of the kernel. Default {@link glorotUniform}. */
  initializer?: Initializer;
  /** First values of the bias. Default 0. */
  biasInitializer?: Initializer;
}

/** {@link DenseOptions} as the graph keeps them. */
export interface DenseAttributes {
  readonly units: number;
  readonly bias: boolean;
  readonly initializer: Initializer;
  readonly biasInitializer: Initializer;
}

export const denseOp: Op<DenseAttributes> = {
  name: "dense",

  infer(a, [x]) {
    const inputs = x[x.length - 1];
    const fans = { fanIn: inputs, fanOut: a.units };
    return {
      shape: [...x.slice(0, -1), a.units],
      parameters: {
        kernel: { shape: [inputs, a.units], initializer: a.initializer, ...fans },
        ...(a.bias && { bias: { shape: [a.units], initializer: a.biasInitializer, ...fans } }),
      },
      multiplyAdds: count(x) * a.units,
    };
  },

  takes: convolutionTakes,

  forward({ program, inputs: [x], output: y, parameters, epilogue }) {
    const { kernel, bias } = parameters;
    const slots = { y: y.slot, x: x.slot, kernel: kernel.slot, bias: bias?.slot ?? null };
    convolve(program, rows(x, y), slots, epilogue);
  },

  backward({ program, inputs: [x], output, parameters, outputGradient: dy, inputGradients: [dx], parameterGradients }) {
    const g = rows(x, output);
    if (dx) inputGradient(program, g, { dx: dx.slot, dy: dy.slot, kernel: parameters.kernel.slot });
    if (parameterGradients.kernel)
      weightGradient(program, g, { dw: parameterGradients.kernel.slot, dy: dy.slot, x: x.slot });
    if (parameterGradients.bias) biasGradient(program, parameterGradients.bias, { slot: dy.slot, shape: output.shape });
  },
};

/** A dense layer is a convolution of images of one pixel, a row of x each. */
function rows(x: Tensor, y: Tensor): Geometry {
  const inputs = x.shape[x.shape.length - 1];
  const one = {
    inHeight: 1,
    inWidth: 1,
    outHeight: 1,
    outWidth: 1,
    tapsY: 1,
    tapsX: 1,
    strideY: 1,
    strideX: 1,
    dilationY: 1,
    dilationX: 1,
  };
  return {
    ...one,
    n: count(x.shape) / inputs,
    groups: 1,
    cin: inputs,
    cout: y.shape[y.shape.length - 1],
    top: 0,
    left: 0,
    bottom: 0,
    right: 0,
  };
}

/**
 * y[o] = bias[o] + sum over i of x[i] kernel[i, o]: a fully connected layer over the last axis. An image has to be flattened
 * first, unless the layer is to see each of its pixels alone.
 * Shapes: [..., inputs] -> [..., units]; kernel [inputs, units], bias [units].
 * Gradient: dx[i] = sum over o of dy[o] kernel[i, o]; dkernel[i, o] = sum of x[i] dy[o] and dbias[o] = sum of dy[o], over samples
 * and places.
 * Source: Rosenblatt 1958, "The perceptron"; Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating
 * errors".
 *
 * @throws FoveaError for unknown options and units that are not a positive whole number.
 * @example
 * const head = sequential(flatten(), dense({ units: 10 }));
 */
export function dense(options: DenseOptions): Layer {
  checkOptions("dense", options, ["units", "bias", "initializer", "biasInitializer", "name"]);
  checkLayerOptions("dense", { name: options.name });
  const attributes: DenseAttributes = {
    units: positive("dense.units", options.units),
    bias: boolean("dense.bias", options.bias ?? true),
    initializer: checkInitializer("dense.initializer", options.initializer ?? glorotUniform()),
    biasInitializer: checkInitializer("dense.biasInitializer", options.biasInitializer ?? constant(0)),
  };
  if (!attributes.bias && options.biasInitializer)
    fail("option", { where: "dense", got: "biasInitializer with bias: false", expected: "one of them" });
  return layer(denseOp, attributes, options.name);
}
