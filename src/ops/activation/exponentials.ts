import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { EXP, elementwise, fromOutput } from "../elementwise.ts";
import type { Op } from "../op.ts";
import { aboveZero } from "../options.ts";

/** What the kernels take: above x for positive numbers, below (e^(rate x) - 1) for others. */
interface Curve {
  readonly above: number;
  readonly below: number;
  readonly rate: number;
}

const exponentialUnit = <Attributes>(name: string, curve: (attributes: Attributes) => Curve): Op<Attributes> =>
  elementwise(name, kernels.exponentialUnitForward, curve, fromOutput(kernels.exponentialUnitBackward, curve), EXP);

interface Alpha {
  readonly alpha: number;
}

export const eluOp: Op<Alpha> = /* @__PURE__ */ exponentialUnit("elu", ({ alpha }) => ({
  above: 1,
  below: alpha,
  rate: 1,
}));

export const celuOp: Op<Alpha> = /* @__PURE__ */ exponentialUnit("celu", ({ alpha }) => ({
  above: 1,
  below: alpha,
  rate: 1 / alpha,
}));

/** Of these, a layer keeps mean 0 and variance 1. */
const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

export const seluOp: Op<object> = /* @__PURE__ */ exponentialUnit("selu", () => ({
  above: SELU.scale,
  below: SELU.scale * SELU.alpha,
  rate: 1,
}));

interface Beta {
  readonly beta: number;
}

const beta = (attributes: Beta): Beta => ({ beta: attributes.beta });

export const softplusOp: Op<Beta> = /* @__PURE__ */ elementwise(
  "softplus",
  kernels.softplusForward,
  beta,
  /* @__PURE__ */ fromOutput(kernels.softplusBackward, beta, EXP),
  2 * EXP,
);

/** -log(1 + e^-x) is the softplus of beta = -1. */
const mirrored = (): Beta => ({ beta: -1 });

export const logSigmoidOp: Op<object> = /* @__PURE__ */ elementwise(
  "logSigmoid",
  kernels.softplusForward,
  mirrored,
  /* @__PURE__ */ fromOutput(kernels.softplusBackward, mirrored, EXP),
  2 * EXP,
);

/** Options of {@link elu}. */
export interface EluOptions extends LayerOptions {
  /** Minus the limit for negative numbers, above 0. Default 1. */
  alpha?: number;
}

/**
 * y = x where x > 0, else alpha (exp(x) - 1).
 * Shapes: any; y has that of x.
 * Gradient: dx = dy where x > 0, else dy (y + alpha); unless alpha is 1 there is a kink at 0, where alpha dy is taken.
 * Source: Clevert, Unterthiner and Hochreiter 2016, "Fast and accurate deep network learning by exponential linear units".
 *
 * @throws FoveaError for an unknown option and an alpha that is not above 0.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), elu({ alpha: 0.5 }))
 */
export function elu(options: EluOptions = {}): Layer {
  checkLayerOptions("elu", options, ["alpha"]);
  return layer(eluOp, { alpha: aboveZero("elu.alpha", options.alpha ?? 1) }, options.name);
}

/**
 * y = scale x where x > 0, else scale alpha (exp(x) - 1), with scale = 1.0507 and alpha = 1.6733: with {@link lecunNormal} weights
 * activations keep mean 0 and variance 1.
 * Shapes: any; y has that of x.
 * Gradient: dx = scale dy where x > 0, else dy (y + scale alpha), also at the kink x = 0.
 * Source: Klambauer et al. 2017, "Self-normalizing neural networks".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(dense({ units: 64, initializer: lecunNormal() }), selu())
 */
export function selu(options: LayerOptions = {}): Layer {
  checkLayerOptions("selu", options);
  return layer(seluOp, {}, options.name);
}

/** Options of {@link celu}. */
export interface CeluOptions extends LayerOptions {
  /** Minus the limit for negative numbers, above 0, from 1e-30 to 1e30. Default 1. */
  alpha?: number;
}

/**
 * y = x where x > 0, else alpha (exp(x / alpha) - 1): an {@link elu} without a kink, whatever its alpha.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy where x > 0, else dy (y + alpha) / alpha.
 * Source: Barron 2017, "Continuously differentiable exponential linear units".
 *
 * @throws FoveaError for an unknown option and an alpha that is not from 1e-30 to 1e30.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), celu({ alpha: 2 }))
 */
export function celu(options: CeluOptions = {}): Layer {
  checkLayerOptions("celu", options, ["alpha"]);
  return layer(celuOp, { alpha: invertible("celu.alpha", options.alpha ?? 1) }, options.name);
}

/** Options of {@link softplus}. */
export interface SoftplusOptions extends LayerOptions {
  /** Sharpness of the bend, from 1e-30 to 1e30. Default 1. */
  beta?: number;
}

/**
 * y = log(1 + exp(beta x)) / beta, a smooth max(x, 0); exact for all numbers, without the threshold from which others take x.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy (1 - exp(-beta y)), that is dy / (1 + exp(-beta x)).
 * Source: Dugas et al. 2001, "Incorporating second-order functional knowledge for better option pricing".
 *
 * @throws FoveaError for an unknown option and a beta that is not from 1e-30 to 1e30.
 * @example
 * sequential(dense({ units: 1 }), softplus())
 */
export function softplus(options: SoftplusOptions = {}): Layer {
  checkLayerOptions("softplus", options, ["beta"]);
  return layer(softplusOp, { beta: invertible("softplus.beta", options.beta ?? 1) }, options.name);
}

/** `value`, above 0, whose reciprocal is an f32 too. */
function invertible(where: string, value: number): number {
  if (!(typeof value === "number" && value >= 1e-30 && value <= 1e30))
    fail("option", { where, got: show(value), expected: "a number from 1e-30 to 1e30" });
  return value;
}

/**
 * y = log(1 / (1 + exp(-x))) = -log(1 + exp(-x)), the logarithm of {@link sigmoid} without its underflow.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy (1 - exp(y)).
 * Source: as PyTorch's LogSigmoid.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(dense({ units: 1 }), logSigmoid())
 */
export function logSigmoid(options: LayerOptions = {}): Layer {
  checkLayerOptions("logSigmoid", options);
  return layer(logSigmoidOp, {}, options.name);
}
