import * as kernels from "../../../bindings/kernels.ts";
import { checkInitializer, constant, type Initializer } from "../../graph/initializer.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { flatWork, work } from "../../plan/program.ts";
import { biasGradient } from "../convolution/conv2d/weightGradient.ts";
import type { Op } from "../op.ts";

/** Options of {@link bias}. */
export interface BiasOptions extends LayerOptions {
  /** First values. Default 0. */
  initializer?: Initializer;
}

interface Attributes {
  readonly initializer: Initializer;
}

export const biasOp: Op<Attributes> = {
  name: "bias",

  infer({ initializer }, [x]) {
    const channels = x[x.length - 1];
    return { shape: x, parameters: { bias: { shape: [channels], initializer, fanIn: 1, fanOut: 1 } } };
  },

  forward({ program, inputs: [x], output: y, parameters }) {
    const bias = parameters.bias;
    const [channels] = bias.shape;
    const args = { y: y.slot, x: x.slot, bias: bias.slot, channels };
    program.emit(kernels.biasForward, args, work(count(y.shape) / channels, channels));
  },

  backward({ program, outputGradient: dy, inputGradients: [dx], parameterGradients: { bias } }) {
    const elements = count(dy.shape);
    if (dx) program.emit(kernels.copy, { y: dx.slot, x: dy.slot, count: elements }, flatWork(elements, 1));
    if (bias) biasGradient(program, bias, dy);
  },
};

/**
 * y[c] = x[c] + bias[c] for each channel c, the last axis. {@link conv2d} and {@link dense} have a bias of their own.
 * Shapes: [..., channels]; y has that of x; bias [channels].
 * Gradient: dx = dy; dbias[c] = sum of dy[c] over samples and places.
 * Source: for its use behind a sub-sampling, LeCun et al. 1998, "Gradient-based learning applied to document recognition".
 *
 * @throws FoveaError for an unknown option or what is no initializer.
 * @example
 * sequential(averagePool2d({ window: 2 }), bias(), tanh())
 */
export function bias(options: BiasOptions = {}): Layer {
  checkLayerOptions("bias", options, ["initializer"]);
  const initializer = checkInitializer("bias.initializer", options.initializer ?? constant(0));
  return layer(biasOp, { initializer }, options.name);
}
