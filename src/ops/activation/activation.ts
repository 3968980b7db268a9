import * as kernels from "../../../bindings/kernels.ts";
import type { Kernel, Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { flatWork } from "../../plan/program.ts";
import type { Step } from "../epilogue.ts";
import type { Op } from "../op.ts";

type Forward = Kernel<{ y: Slot; x: Slot; count: number }>;
type FromOutput = Kernel<{ dx: Slot; dy: Slot; y: Slot; count: number }>;
type FromInput = Kernel<{ dx: Slot; dy: Slot; x: Slot; count: number }>;

/** An elementwise op. Where its derivative is a function of its own output, the input need not be kept. */
function activation(
  name: string,
  forward: Forward,
  cost: number,
  backward: Op<object>["backward"],
  step: Step | null = null,
): Op<object> {
  return {
    name,
    infer: (_, [x]) => ({ shape: x }),
    forward({ program, inputs: [x], output: y }) {
      const elements = count(y.shape);
      const inPlace = [y.slot, x.slot] as const;
      program.emit(forward, { y: y.slot, x: x.slot, count: elements }, flatWork(elements, cost), { inPlace });
    },
    step: () => step,
    backward,
  };
}

const fromOutput =
  (kernel: FromOutput): Op<object>["backward"] =>
  ({ program, output: { slot: y }, outputGradient: { slot: dy, shape }, inputGradients: [dx] }) => {
    if (!dx) return;
    const args = { dx: dx.slot, dy, y, count: count(shape) };
    program.emit(kernel, args, flatWork(args.count, 2), { inPlace: [dx.slot, dy, y] });
  };

const fromInput =
  (kernel: FromInput, cost: number): Op<object>["backward"] =>
  ({ program, inputs: [{ slot: x }], outputGradient: { slot: dy, shape }, inputGradients: [dx] }) => {
    if (!dx) return;
    const args = { dx: dx.slot, dy, x, count: count(shape) };
    program.emit(kernel, args, flatWork(args.count, cost), { inPlace: [dx.slot, dy, x] });
  };

/** Multiply-adds that an exponential and a division cost together. */
const EXP = 16;

export const reluOp: Op<object> = /* @__PURE__ */ activation(
  "relu",
  kernels.reluForward,
  2,
  /* @__PURE__ */ fromOutput(kernels.reluBackward),
  { kind: "clamp", low: 0, high: Number.POSITIVE_INFINITY },
);
export const relu6Op: Op<object> = /* @__PURE__ */ activation(
  "relu6",
  kernels.relu6Forward,
  2,
  /* @__PURE__ */ fromOutput(kernels.relu6Backward),
  { kind: "clamp", low: 0, high: 6 },
);
export const sigmoidOp: Op<object> = /* @__PURE__ */ activation(
  "sigmoid",
  kernels.sigmoidForward,
  EXP,
  /* @__PURE__ */ fromOutput(kernels.sigmoidBackward),
);
export const siluOp: Op<object> = /* @__PURE__ */ activation(
  "silu",
  kernels.siluForward,
  EXP,
  /* @__PURE__ */ fromInput(kernels.siluBackward, EXP),
);
export const tanhOp: Op<object> = /* @__PURE__ */ activation(
  "tanh",
  kernels.tanhForward,
  EXP,
  /* @__PURE__ */ fromOutput(kernels.tanhBackward),
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
 * y = x s with s = 1 / (1 + exp(-x)), that is x times its sigmoid; also called swish.
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
