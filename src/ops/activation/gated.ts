import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { EXP, elementwise, fromInput, none } from "../elementwise.ts";
import type { Op } from "../op.ts";

export const siluOp: Op<object> = /* @__PURE__ */ elementwise(
  "silu",
  kernels.siluForward,
  none,
  /* @__PURE__ */ fromInput(kernels.siluBackward, none, EXP),
  EXP,
);

export const hardSwishOp: Op<object> = /* @__PURE__ */ elementwise(
  "hardSwish",
  kernels.hardSwishForward,
  none,
  /* @__PURE__ */ fromInput(kernels.hardSwishBackward, none),
);

interface Approximation {
  readonly approximate: "none" | "tanh";
}

const exactGelu: Op<object> = /* @__PURE__ */ elementwise(
  "gelu",
  kernels.geluForward,
  none,
  /* @__PURE__ */ fromInput(kernels.geluBackward, none, 3 * EXP),
  3 * EXP,
);

const tanhGelu: Op<object> = /* @__PURE__ */ elementwise(
  "gelu",
  kernels.geluTanhForward,
  none,
  /* @__PURE__ */ fromInput(kernels.geluTanhBackward, none, 2 * EXP),
  EXP,
);

const chosen = ({ approximate }: Approximation): Op<object> => (approximate === "tanh" ? tanhGelu : exactGelu);

export const geluOp: Op<Approximation> = {
  name: "gelu",
  infer: (_, [x]) => ({ shape: x }),
  forward: (site) => chosen(site.attributes).forward(site),
  backward: (site, saved) => chosen(site.attributes).backward(site, saved),
};

export const mishOp: Op<object> = /* @__PURE__ */ elementwise(
  "mish",
  kernels.mishForward,
  none,
  /* @__PURE__ */ fromInput(kernels.mishBackward, none, EXP),
  EXP,
);

/**
 * y = x s with s = 1 / (1 + exp(-x)), that is x times its sigmoid; also called {@link swish}.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy s (1 + x (1 - s)).
 * Source: Elfwing et al. 2018, "Sigmoid-weighted linear units for neural network function approximation in reinforcement learning";
 * Ramachandran et al. 2017, "Searching for activation functions".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), silu())
 */
export function silu(options: LayerOptions = {}): Layer {
  checkLayerOptions("silu", options);
  return layer(siluOp, {}, options.name);
}

/**
 * y = x min(max(x + 3, 0), 6) / 6, {@link silu} without an exponential.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy (x / 3 + 1/2) where -3 < x < 3, 0 below and dy above, also at the kinks -3 and 3.
 * Source: Howard et al. 2019, "Searching for MobileNetV3".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(conv2d({ filters: 16, kernel: 3, stride: 2 }), batchNorm(), hardSwish())
 */
export function hardSwish(options: LayerOptions = {}): Layer {
  checkLayerOptions("hardSwish", options);
  return layer(hardSwishOp, {}, options.name);
}

/** Options of {@link gelu}. */
export interface GeluOptions extends LayerOptions {
  /** "tanh" for the paper's approximation, which costs less. Default "none": exact. */
  approximate?: "none" | "tanh";
}

/**
 * y = x P(x) with P(x) = (1 + erf(x / sqrt(2))) / 2, the share of a standard normal distribution below x; with "tanh"
 * P(x) = (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy (P(x) + x P'(x)), P' the derivative of what is taken for P; exactly it is exp(-x^2 / 2) / sqrt(2 pi).
 * Source: Hendrycks and Gimpel 2016, "Gaussian error linear units".
 *
 * @throws FoveaError for an unknown option and another approximation.
 * @example
 * sequential(dense({ units: 64 }), gelu({ approximate: "tanh" }))
 */
export function gelu(options: GeluOptions = {}): Layer {
  checkLayerOptions("gelu", options, ["approximate"]);
  const { approximate = "none" } = options;
  if (approximate !== "none" && approximate !== "tanh")
    fail("option", { where: "gelu.approximate", got: show(approximate), expected: '"none" or "tanh"' });
  return layer(geluOp, { approximate }, options.name);
}

/**
 * y = x tanh(log(1 + exp(x))).
 * Shapes: any; y has that of x.
 * Gradient: dx = dy (w + x (1 - w^2) / (1 + exp(-x))) with w = y / x.
 * Source: Misra 2020, "Mish: a self regularized non-monotonic activation function".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), mish())
 */
export function mish(options: LayerOptions = {}): Layer {
  checkLayerOptions("mish", options);
  return layer(mishOp, {}, options.name);
}
