import * as kernels from "../../bindings/kernels.ts";
import type { Kernel, Slot } from "../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../graph/layer.ts";
import type { Layer } from "../graph/node.ts";
import { count } from "../graph/shape.ts";
import { flatWork } from "../plan/program.ts";
import type { Op } from "./op.ts";

type Forward = Kernel<{ y: Slot; x: Slot; count: number }>;
type Backward = Kernel<{ dx: Slot; dy: Slot; y: Slot; count: number }>;

/** An elementwise op whose derivative is a function of its own output, so that the input need not be kept. */
function activation(name: string, forward: Forward, backward: Backward, cost: number): Op<object> {
  return {
    name,
    infer: (_, [x]) => ({ shape: x }),
    forward({ program, inputs: [x], output: y }) {
      program.emit(forward, { y: y.slot, x: x.slot, count: count(y.shape) }, flatWork(count(y.shape), cost));
    },
    backward({ program, output: y, outputGradient: dy, inputGradients: [dx] }) {
      if (!dx) return;
      const args = { dx: dx.slot, dy: dy.slot, y: y.slot, count: count(y.shape) };
      program.emit(backward, args, flatWork(count(y.shape)));
    },
  };
}

export const reluOp: Op<object> = /* @__PURE__ */ activation("relu", kernels.reluForward, kernels.reluBackward, 2);
export const sigmoidOp: Op<object> = /* @__PURE__ */ activation(
  "sigmoid",
  kernels.sigmoidForward,
  kernels.sigmoidBackward,
  16,
);
export const tanhOp: Op<object> = /* @__PURE__ */ activation("tanh", kernels.tanhForward, kernels.tanhBackward, 16);

/**
 * y = max(x, 0), any shape; the gradient at 0 is 0, and NaN stays NaN.
 * Source: Nair and Hinton 2010.
 * @example
 * sequential(dense({ units: 64 }), relu())
 */
export function relu(options: LayerOptions = {}): Layer {
  checkLayerOptions("relu", options);
  return layer(reluOp, {}, options.name);
}

/**
 * y = 1 / (1 + exp(-x)), any shape.
 * @example
 * sequential(dense({ units: 1 }), sigmoid())
 */
export function sigmoid(options: LayerOptions = {}): Layer {
  checkLayerOptions("sigmoid", options);
  return layer(sigmoidOp, {}, options.name);
}

/**
 * y = tanh(x), any shape. Source: LeCun et al. 1998 for its use in LeNet-5.
 * @example
 * sequential(conv2d({ filters: 6, kernel: 5 }), tanh())
 */
export function tanh(options: LayerOptions = {}): Layer {
  checkLayerOptions("tanh", options);
  return layer(tanhOp, {}, options.name);
}
