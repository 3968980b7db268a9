import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import { type Work, work } from "../../plan/program.ts";
import type { Op, ShapeProblem, Tensor } from "../op.ts";

/** Options of {@link softmax} and {@link logSoftmax}. */
export interface SoftmaxOptions extends LayerOptions {
  /** Axis of a sample along which probabilities add up to 1; negative ones count from the last. Default -1: channels. */
  axis?: number;
}

/** Files of version 0.1 have no axis: it was the last. */
interface Attributes {
  readonly axis?: number;
}

export const softmaxOp: Op<Attributes> = {
  name: "softmax",
  infer: ({ axis = -1 }, [x], problem) => ({ shape: checkAxis(axis, x, problem) }),

  forward({ program, attributes, inputs: [x], output: y }) {
    const { size, inner } = view(attributes, y);
    const args = { y: y.slot, x: x.slot, size };
    if (inner === 1) program.emit(kernels.softmaxForward, args, rows(y, size, 24));
    else program.emit(kernels.softmaxAxisForward, { ...args, inner, logarithm: 0 }, columns(y, size, inner, 24));
  },

  backward({ program, attributes, output: y, outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const { size, inner } = view(attributes, y);
    const args = { dx: dx.slot, dy: dy.slot, y: y.slot, size };
    if (inner === 1) program.emit(kernels.softmaxBackward, args, rows(y, size, 6));
    else program.emit(kernels.softmaxAxisBackward, { ...args, inner, logarithm: 0 }, columns(y, size, inner, 6));
  },
};

export const logSoftmaxOp: Op<Attributes> = {
  name: "logSoftmax",
  infer: ({ axis = -1 }, [x], problem) => ({ shape: checkAxis(axis, x, problem) }),

  forward({ program, attributes, inputs: [x], output: y }) {
    const { size, inner } = view(attributes, y);
    const args = { y: y.slot, x: x.slot, size };
    if (inner === 1) program.emit(kernels.logSoftmaxForward, args, rows(y, size, 24));
    else program.emit(kernels.softmaxAxisForward, { ...args, inner, logarithm: 1 }, columns(y, size, inner, 24));
  },

  backward({ program, attributes, output: y, outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const { size, inner } = view(attributes, y);
    const args = { dx: dx.slot, dy: dy.slot, y: y.slot, size };
    if (inner === 1) program.emit(kernels.logSoftmaxBackward, args, rows(y, size, 20));
    else program.emit(kernels.softmaxAxisBackward, { ...args, inner, logarithm: 1 }, columns(y, size, inner, 20));
  },
};

/** `x`, which must have the axis. */
function checkAxis(axis: number, x: Shape, problem: (p: ShapeProblem) => never): Shape {
  if (!(axis >= -x.length && axis < x.length))
    problem({ got: `axis ${axis} of ${format(x)}`, expected: `one from ${-x.length} to ${x.length - 1}` });
  return x;
}

/** [outer, size, inner] with the axis in the middle; tensors have the batch in front of a sample's axes. */
function view({ axis = -1 }: Attributes, { shape }: Tensor): { size: number; inner: number } {
  const at = axis < 0 ? axis + shape.length : axis + 1;
  return { size: shape[at], inner: count(shape.slice(at + 1)) };
}

/** One item for each row along the last axis; an element costs about `cost` multiply-adds. */
const rows = ({ shape }: Tensor, size: number, cost: number): Work => work(count(shape) / size, size * cost);

/** Columns that the kernels for other axes work on at a time. */
const COLUMNS = 4;

const columns = ({ shape }: Tensor, size: number, inner: number, cost: number): Work =>
  work((count(shape) / size / inner) * Math.ceil(inner / COLUMNS), COLUMNS * size * cost);

/**
 * y[i] = exp(x[i]) / sum over j of exp(x[j]) along an axis; it never overflows. For training, leave it out and
 * give the logits to {@link softmaxCrossEntropy}, which is exact where probabilities underflow.
 * Shapes: any; y has that of x.
 * Gradient: dx[i] = y[i] (dy[i] - sum over j of dy[j] y[j]).
 * Source: Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs".
 *
 * @throws FoveaError for an unknown option and an axis that there is not.
 * @example
 * sequential(dense({ units: 10 }), softmax())
 */
export function softmax(options: SoftmaxOptions = {}): Layer {
  return layer(softmaxOp, { axis: axisOf("softmax", options) }, options.name);
}

/**
 * y[i] = x[i] - log(sum over j of exp(x[j])) along an axis: the logarithm of {@link softmax}, exact where that underflows.
 * Shapes: any; y has that of x.
 * Gradient: dx[i] = dy[i] - exp(y[i]) sum over j of dy[j].
 * Source: as PyTorch's LogSoftmax.
 *
 * @throws FoveaError for an unknown option and an axis that there is not.
 * @example
 * sequential(conv2d({ filters: 1, kernel: 1 }), flatten(), logSoftmax())
 */
export function logSoftmax(options: SoftmaxOptions = {}): Layer {
  return layer(logSoftmaxOp, { axis: axisOf("logSoftmax", options) }, options.name);
}

function axisOf(op: string, options: SoftmaxOptions): number {
  checkLayerOptions(op, options, ["axis"]);
  const { axis = -1 } = options;
  if (!Number.isInteger(axis))
    fail("option", { where: `${op}.axis`, got: show(axis), expected: "a whole number, such as -1 for the last axis" });
  return axis;
}
