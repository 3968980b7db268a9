import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { emitFlat } from "../elementwise.ts";
import type { Op } from "../op.ts";
import { finite } from "../options.ts";

export const stopGradientOp: Op<object> = {
  name: "stopGradient",
  alias: true,
  stopsGradient: true,
  infer: (_, [x]) => ({ shape: x }),
  forward() {},
  backward() {},
};

/** Options of {@link gradientReversal}. */
export interface GradientReversalOptions extends LayerOptions {
  /** How strongly: any finite number. Default 1. */
  factor?: number;
}

interface Attributes {
  readonly factor: number;
}

export const gradientReversalOp: Op<Attributes> = {
  name: "gradientReversal",
  alias: true,
  sharesGradient: () => [false],
  infer: (_, [x]) => ({ shape: x }),
  forward() {},

  backward({ program, attributes: { factor }, outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const args = { y: dx.slot, x: dy.slot, factor: -factor, offset: 0, count: count(dy.shape) };
    emitFlat(program, kernels.scale, args);
  },
};

/**
 * y = x, any shape, through which nothing flows back: whatever x was computed from learns nothing from y, and its backward pass is
 * not even computed. Costs nothing.
 * Shapes: [...] -> the same.
 * Gradient: 0.
 * Source: as PyTorch's detach.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * // forward it rounds, backward it is as if it did not: a straight-through estimator (Bengio et al. 2013)
 * const binarize: Layer = (x) => add()(x, stopGradient()(subtract()(sign()(x), x)));
 */
export function stopGradient(options: LayerOptions = {}): Layer {
  checkLayerOptions("stopGradient", options);
  return layer(stopGradientOp, {}, options.name);
}

/**
 * y = x, any shape, with the gradient turned round on its way back: what is before it learns to make worse what is behind it.
 * Shapes: [...] -> the same.
 * Gradient: dx = -factor dy.
 * Source: Ganin and Lempitsky 2015, "Unsupervised domain adaptation by backpropagation".
 *
 * @throws FoveaError for an unknown option and a factor that is no finite number.
 * @example
 * const domain = sequential(gradientReversal({ factor: 0.1 }), dense({ units: 2 }));
 */
export function gradientReversal(options: GradientReversalOptions = {}): Layer {
  checkLayerOptions("gradientReversal", options, ["factor"]);
  const attributes = { factor: finite("gradientReversal.factor", options.factor ?? 1) };
  return layer(gradientReversalOp, attributes, options.name);
}
