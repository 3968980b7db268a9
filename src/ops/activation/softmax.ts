import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { type Work, work } from "../../plan/program.ts";
import type { Op, Tensor } from "../op.ts";

export const softmaxOp: Op<object> = {
  name: "softmax",
  infer: (_, [x]) => ({ shape: x }),

  forward({ program, inputs: [x], output: y }) {
    program.emit(kernels.softmaxForward, { y: y.slot, x: x.slot, size: last(y) }, rows(y, 24));
  },

  backward({ program, output: y, outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const args = { dx: dx.slot, dy: dy.slot, y: y.slot, size: last(y) };
    program.emit(kernels.softmaxBackward, args, rows(y, 6));
  },
};

const last = ({ shape }: Tensor): number => shape[shape.length - 1];

/** One item for each row along the last axis; an element costs about `cost` multiply-adds. */
const rows = (tensor: Tensor, cost: number): Work => work(count(tensor.shape) / last(tensor), last(tensor) * cost);

/**
 * y[i] = exp(x[i]) / sum over j of exp(x[j]) along the last axis; it never overflows. For training, leave it out and
 * give the logits to {@link softmaxCrossEntropy}, which is exact where probabilities underflow.
 * Shapes: any; y has that of x.
 * Gradient: dx[i] = y[i] (dy[i] - sum over j of dy[j] y[j]).
 * Source: Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs".
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(dense({ units: 10 }), softmax())
 */
export function softmax(options: LayerOptions = {}): Layer {
  checkLayerOptions("softmax", options);
  return layer(softmaxOp, {}, options.name);
}
