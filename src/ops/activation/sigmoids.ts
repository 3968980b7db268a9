import * as kernels from "../../../bindings/kernels.ts";
import { fail } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { EXP, elementwise, emitFlat, fromOutput, none } from "../elementwise.ts";
import type { Op } from "../op.ts";
import { finite } from "../options.ts";

export const sigmoidOp: Op<object> = /* @__PURE__ */ elementwise(
  "sigmoid",
  kernels.sigmoidForward,
  none,
  /* @__PURE__ */ fromOutput(kernels.sigmoidBackward, none),
  EXP,
);

export const tanhOp: Op<object> = /* @__PURE__ */ elementwise(
  "tanh",
  kernels.tanhForward,
  none,
  /* @__PURE__ */ fromOutput(kernels.tanhBackward, none),
  EXP,
);

export const absTanhOp: Op<object> = /* @__PURE__ */ elementwise(
  "absTanh",
  kernels.absTanhForward,
  none,
  {
    backward({ program, inputs: [x], output: y, outputGradient: dy, inputGradients: [dx] }) {
      if (!dx) return;
      const args = { dx: dx.slot, dy: dy.slot, y: y.slot, x: x.slot, count: count(dy.shape) };
      emitFlat(program, kernels.absTanhBackward, args);
    },
  },
  EXP,
);

export const softsignOp: Op<object> = /* @__PURE__ */ elementwise(
  "softsign",
  kernels.softsignForward,
  none,
  /* @__PURE__ */ fromOutput(kernels.softsignBackward, none),
  4,
);

interface Line {
  readonly slope: number;
  readonly offset: number;
}

export const hardSigmoidOp: Op<Line> = /* @__PURE__ */ elementwise(
  "hardSigmoid",
  kernels.clampForward,
  ({ slope, offset }: Line) => ({ slope, offset, low: 0, high: 1 }),
  /* @__PURE__ */ fromOutput(kernels.clampBackward, ({ slope }: Line) => ({ slope, low: 0, high: 1 })),
);

interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const hardTanhOp: Op<Bounds> = /* @__PURE__ */ elementwise(
  "hardTanh",
  kernels.clampForward,
  ({ low, high }: Bounds) => ({ slope: 1, offset: 0, low, high }),
  /* @__PURE__ */ fromOutput(kernels.clampBackward, ({ low, high }: Bounds) => ({ slope: 1, low, high })),
  2,
  ({ low, high }) => ({ kind: "clamp", low, high }),
);

/**
 * y = 1 / (1 + exp(-x)), the logistic function; it saturates at 0 and 1 without overflow.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy y (1 - y).
 * Source: Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating errors".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(dense({ units: 1 }), sigmoid())
 */
export function sigmoid(options: LayerOptions = {}): Layer {
  checkLayerOptions("sigmoid", options);
  return layer(sigmoidOp, {}, options.name);
}

/**
 * y = tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)); it saturates at -1 and 1 without overflow.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy (1 - y^2).
 * Source: for its use, LeCun et al. 1998, "Efficient BackProp".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(conv2d({ filters: 6, kernel: 5 }), tanh())
 */
export function tanh(options: LayerOptions = {}): Layer {
  checkLayerOptions("tanh", options);
  return layer(tanhOp, {}, options.name);
}

/**
 * y = |tanh(x)|: a response of either sign counts as one.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy sign(x) (1 - y^2), 0 at the kink x = 0.
 * Source: Jarrett et al. 2009, "What is the best multi-stage architecture for object recognition?".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(conv2d({ filters: 16, kernel: 5 }), absTanh(), averagePool2d({ window: 2 }))
 */
export function absTanh(options: LayerOptions = {}): Layer {
  checkLayerOptions("absTanh", options);
  return layer(absTanhOp, {}, options.name);
}

/**
 * y = x / (1 + |x|); it goes to -1 and 1 more slowly than {@link tanh}.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy (1 - |y|)^2, that is dy / (1 + |x|)^2.
 * Source: Bergstra et al. 2009, "Quadratic polynomials learn better image features".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(dense({ units: 64 }), softsign())
 */
export function softsign(options: LayerOptions = {}): Layer {
  checkLayerOptions("softsign", options);
  return layer(softsignOp, {}, options.name);
}

/** Options of {@link hardSigmoid}. */
export interface HardSigmoidOptions extends LayerOptions {
  /** Steepness between the bounds, any finite number but 0. Default 1/6; Keras takes 0.2. */
  slope?: number;
  /** Value at x = 0, any finite number. Default 0.5. */
  offset?: number;
}

/**
 * y = min(max(slope x + offset, 0), 1), {@link sigmoid} in three straight pieces; NaN stays NaN.
 * Shapes: any; y has that of x.
 * Gradient: dx = slope dy where 0 < y < 1, else 0, also at the two kinks.
 * Source: Courbariaux, Bengio and David 2015, "BinaryConnect"; with the defaults as PyTorch's Hardsigmoid.
 *
 * @throws FoveaError for an unknown option, numbers that are not finite and a slope of 0.
 * @example
 * sequential(globalAveragePool2d(), dense({ units: 16 }), hardSigmoid())
 */
export function hardSigmoid(options: HardSigmoidOptions = {}): Layer {
  checkLayerOptions("hardSigmoid", options, ["slope", "offset"]);
  const slope = finite("hardSigmoid.slope", options.slope ?? 1 / 6);
  if (slope === 0) fail("option", { where: "hardSigmoid.slope", got: "0", expected: "a finite number other than 0" });
  const offset = finite("hardSigmoid.offset", options.offset ?? 0.5);
  return layer(hardSigmoidOp, { slope, offset }, options.name);
}

/** Options of {@link hardTanh}. */
export interface HardTanhOptions extends LayerOptions {
  /** The least value, any finite number. Default -1. */
  low?: number;
  /** The greatest value, any finite number above `low`. Default 1. */
  high?: number;
}

/**
 * y = min(max(x, low), high), {@link tanh} in three straight pieces; NaN stays NaN.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy where low < x < high, else 0, also at the kinks low and high.
 * Source: Collobert 2004, "Large scale machine learning"; as PyTorch's Hardtanh.
 *
 * @throws FoveaError for an unknown option, numbers that are not finite and a `low` that is not below `high`.
 * @example
 * sequential(dense({ units: 64 }), hardTanh({ low: -2, high: 2 }))
 */
export function hardTanh(options: HardTanhOptions = {}): Layer {
  checkLayerOptions("hardTanh", options, ["low", "high"]);
  const low = finite("hardTanh.low", options.low ?? -1);
  const high = finite("hardTanh.high", options.high ?? 1);
  if (!(low < high))
    fail("option", { where: "hardTanh", got: `low ${low} and high ${high}`, expected: "low below high" });
  return layer(hardTanhOp, { low, high }, options.name);
}
