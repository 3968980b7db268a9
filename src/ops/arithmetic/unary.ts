import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { EXP, elementwise, emitFlat, none } from "../elementwise.ts";
import type { Op } from "../op.ts";

export const absOp: Op<object> = /* @__PURE__ */ elementwise("abs", kernels.absForward, none, {
  backward({ program, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
    if (dx) emitFlat(program, kernels.absBackward, { dx: dx.slot, dy: dy.slot, x: x.slot, count: count(dy.shape) });
  },
});

export const squareOp: Op<object> = /* @__PURE__ */ elementwise("square", kernels.squareForward, none, {
  backward({ program, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
    if (dx) emitFlat(program, kernels.squareBackward, { dx: dx.slot, dy: dy.slot, x: x.slot, count: count(dy.shape) });
  },
});

export const sqrtOp: Op<object> = /* @__PURE__ */ elementwise(
  "sqrt",
  kernels.sqrtForward,
  none,
  {
    backward({ program, output: y, outputGradient: dy, inputGradients: [dx] }) {
      if (dx)
        emitFlat(program, kernels.sqrtBackward, { dx: dx.slot, dy: dy.slot, y: y.slot, count: count(dy.shape) }, 4);
    },
  },
  4,
);

export const expOp: Op<object> = /* @__PURE__ */ elementwise(
  "exp",
  kernels.expForward,
  none,
  {
    backward({ program, output: y, outputGradient: dy, inputGradients: [dx] }) {
      if (dx) emitFlat(program, kernels.multiply, { y: dx.slot, a: dy.slot, b: y.slot, count: count(dy.shape) });
    },
  },
  EXP,
);

export const logOp: Op<object> = /* @__PURE__ */ elementwise(
  "log",
  kernels.logForward,
  none,
  {
    backward({ program, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
      if (dx) emitFlat(program, kernels.divide, { y: dx.slot, a: dy.slot, b: x.slot, count: count(dy.shape) }, 4);
    },
  },
  EXP,
);

export const reciprocalOp: Op<object> = /* @__PURE__ */ elementwise(
  "reciprocal",
  kernels.reciprocalForward,
  none,
  {
    backward({ program, output: y, outputGradient: dy, inputGradients: [dx] }) {
      if (dx)
        emitFlat(program, kernels.reciprocalBackward, { dx: dx.slot, dy: dy.slot, y: y.slot, count: count(dy.shape) });
    },
  },
  4,
);

export const signOp: Op<object> = /* @__PURE__ */ elementwise("sign", kernels.signForward, none, {
  stopsGradient: true,
  backward() {},
});

/**
 * y = |x|, any shape; NaN stays NaN.
 * Shapes: [...] -> the same.
 * Gradient: dx = dy sign(x), 0 at the kink at 0.
 * Source: as PyTorch's abs.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * const rectified = sequential(conv2d({ filters: 8, kernel: 3 }), abs());
 */
export function abs(options: LayerOptions = {}): Layer {
  checkLayerOptions("abs", options);
  return layer(absOp, {}, options.name);
}

/**
 * y = x^2, any shape.
 * Shapes: [...] -> the same.
 * Gradient: dx = 2 x dy.
 * Source: as PyTorch's square.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * const energy = sequential(square(), reduceSum());
 */
export function square(options: LayerOptions = {}): Layer {
  checkLayerOptions("square", options);
  return layer(squareOp, {}, options.name);
}

/**
 * y = the square root of x, any shape, correctly rounded; NaN below 0.
 * Shapes: [...] -> the same.
 * Gradient: dx = dy / (2 y), infinite at 0.
 * Source: as PyTorch's sqrt.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * const length = sequential(square(), reduceSum(), scale({ offset: 1e-6 }), sqrt());
 */
export function sqrt(options: LayerOptions = {}): Layer {
  checkLayerOptions("sqrt", options);
  return layer(sqrtOp, {}, options.name);
}

/**
 * y = e^x, any shape; infinite above 88.73, and 0 below -104.
 * Shapes: [...] -> the same.
 * Gradient: dx = dy y.
 * Source: as PyTorch's exp; the polynomial is the core's own, the same bits everywhere.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * const deviation = sequential(scale({ factor: 0.5 }), exp());
 */
export function exp(options: LayerOptions = {}): Layer {
  checkLayerOptions("exp", options);
  return layer(expOp, {}, options.name);
}

/**
 * y = the natural logarithm of x, any shape; -infinity at 0, NaN below.
 * Shapes: [...] -> the same.
 * Gradient: dx = dy / x.
 * Source: as PyTorch's log; the polynomial is the core's own, the same bits everywhere.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * const logLikelihood = sequential(softmax(), clip({ low: 1e-7 }), log());
 */
export function log(options: LayerOptions = {}): Layer {
  checkLayerOptions("log", options);
  return layer(logOp, {}, options.name);
}

/**
 * y = 1 / x, any shape; infinite at 0.
 * Shapes: [...] -> the same.
 * Gradient: dx = -dy y^2.
 * Source: as PyTorch's reciprocal.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * const inverse: Layer = (x) => reciprocal()(scale({ offset: 1 })(abs()(x)));
 */
export function reciprocal(options: LayerOptions = {}): Layer {
  checkLayerOptions("reciprocal", options);
  return layer(reciprocalOp, {}, options.name);
}

/**
 * y = 1 where x > 0, -1 where x < 0, else 0, also for NaN; any shape.
 * Shapes: [...] -> the same.
 * Gradient: 0 everywhere, also at the jump at 0: nothing before it learns through it.
 * Source: as PyTorch's sign.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * const binary = sequential(dense({ units: 4 }), sign());
 */
export function sign(options: LayerOptions = {}): Layer {
  checkLayerOptions("sign", options);
  return layer(signOp, {}, options.name);
}
