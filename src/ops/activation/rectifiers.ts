import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { elementwise, emitFlat, fromInput, fromOutput, none } from "../elementwise.ts";
import type { Op } from "../op.ts";
import { finite } from "../options.ts";

export const reluOp: Op<object> = /* @__PURE__ */ elementwise(
  "relu",
  kernels.reluForward,
  none,
  /* @__PURE__ */ fromOutput(kernels.reluBackward, none),
  2,
  () => ({ kind: "clamp", low: 0, high: Number.POSITIVE_INFINITY }),
);

export const relu6Op: Op<object> = /* @__PURE__ */ elementwise(
  "relu6",
  kernels.relu6Forward,
  none,
  /* @__PURE__ */ fromOutput(kernels.relu6Backward, none),
  2,
  () => ({ kind: "clamp", low: 0, high: 6 }),
);

interface Slope {
  readonly slope: number;
}

export const leakyReluOp: Op<Slope> = /* @__PURE__ */ elementwise(
  "leakyRelu",
  kernels.leakyReluForward,
  ({ slope }: Slope) => ({ slope }),
  {
    backward({ program, attributes: { slope }, inputs: [x], output: y, outputGradient: dy, inputGradients: [dx] }) {
      if (!dx) return;
      // Unless the slope turns signs around, the output tells them, and the input need not be kept.
      const sides = slope >= 0 ? y.slot : x.slot;
      const args = { dx: dx.slot, dy: dy.slot, y: sides, slope, count: count(dy.shape) };
      emitFlat(program, kernels.leakyReluBackward, args);
    },
  },
);

interface Threshold {
  readonly threshold: number;
  readonly value: number;
}

export const thresholdOp: Op<Threshold> = /* @__PURE__ */ elementwise(
  "threshold",
  kernels.thresholdForward,
  ({ threshold, value }: Threshold) => ({ threshold, value }),
  /* @__PURE__ */ fromInput(kernels.thresholdBackward, ({ threshold }: Threshold) => ({ threshold })),
);

/**
 * y = max(x, 0); NaN stays NaN.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy where x > 0, else 0, also at the kink x = 0.
 * Source: Nair and Hinton 2010, "Rectified linear units improve restricted Boltzmann machines".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(dense({ units: 64 }), relu())
 */
export function relu(options: LayerOptions = {}): Layer {
  checkLayerOptions("relu", options);
  return layer(reluOp, {}, options.name);
}

/**
 * y = min(max(x, 0), 6); NaN stays NaN.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy where 0 < x < 6, else 0, also at the kinks 0 and 6.
 * Source: Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), relu6())
 */
export function relu6(options: LayerOptions = {}): Layer {
  checkLayerOptions("relu6", options);
  return layer(relu6Op, {}, options.name);
}

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions extends LayerOptions {
  /** Factor of negative numbers, any finite number. Default 0.01. */
  slope?: number;
}

/**
 * y = x where x > 0, else slope x; NaN stays NaN.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy where x > 0, else slope dy, also at the kink x = 0.
 * Source: Maas, Hannun and Ng 2013, "Rectifier nonlinearities improve neural network acoustic models".
 *
 * @throws FoveaError for an unknown option and a slope that is not finite.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), leakyRelu({ slope: 0.2 }))
 */
export function leakyRelu(options: LeakyReluOptions = {}): Layer {
  checkLayerOptions("leakyRelu", options, ["slope"]);
  return layer(leakyReluOp, { slope: finite("leakyRelu.slope", options.slope ?? 0.01) }, options.name);
}

/** Options of {@link threshold}. */
export interface ThresholdOptions extends LayerOptions {
  /** Numbers above it stay, any finite number. Default 0. */
  threshold?: number;
  /** What the others become, any finite number. Default 0. */
  value?: number;
}

/**
 * y = x where x > threshold, else value; NaN stays NaN. The perceptron's threshold, which gives 0 or 1, is {@link step}.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy where x > threshold, else 0, also at the jump x = threshold.
 * Source: as PyTorch's Threshold.
 *
 * @throws FoveaError for an unknown option and numbers that are not finite.
 * @example
 * sequential(dense({ units: 64 }), threshold({ threshold: 0.1, value: 0 }))
 */
export function threshold(options: ThresholdOptions = {}): Layer {
  checkLayerOptions("threshold", options, ["threshold", "value"]);
  const attributes = {
    threshold: finite("threshold.threshold", options.threshold ?? 0),
    value: finite("threshold.value", options.value ?? 0),
  };
  return layer(thresholdOp, attributes, options.name);
}
