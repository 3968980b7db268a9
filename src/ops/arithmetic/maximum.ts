import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import { count } from "../../graph/shape.ts";
import { flatWork, type Program } from "../../plan/program.ts";
import type { BackwardSite, Op, Tensor } from "../op.ts";
import { type Binary, broadcastShape, emitBinary, type Merge, pairwise, spreadTo, sumSpread } from "./broadcast.ts";

const MAXIMUM: Binary = { flat: kernels.maximum, overRows: kernels.maximumRows };
const MINIMUM: Binary = { flat: kernels.minimum, overRows: kernels.minimumRows };

export const maximumOp: Op<object> = /* @__PURE__ */ extreme("maximum", MAXIMUM, (site) => {
  const [a, b] = site.inputs;
  const [da, db] = site.inputGradients;
  backward(site, { tensor: a, gradient: da }, { tensor: b, gradient: db });
});

/** The lesser is where the other is the greater. */
export const minimumOp: Op<object> = /* @__PURE__ */ extreme("minimum", MINIMUM, (site) => {
  const [a, b] = site.inputs;
  const [da, db] = site.inputGradients;
  backward(site, { tensor: a, gradient: db }, { tensor: b, gradient: da });
});

function extreme(name: string, op: Binary, backward: Op<object>["backward"]): Op<object> {
  return {
    name,
    infer: (_, shapes, problem) => ({ shape: broadcastShape(shapes, problem) }),
    forward: ({ program, inputs: [a, b], output: y }) => emitBinary(program, op, y, a, b),
    backward,
  };
}

/** One of two inputs, and the gradient of the input that wants dy where this one is the greater. */
interface Side {
  readonly tensor: Tensor;
  readonly gradient: Tensor | null;
}

function backward({ program, outputGradient: dy }: BackwardSite<object>, a: Side, b: Side): void {
  const whole = [a, b].map(({ gradient }) => gradient && ofSize(program, gradient, dy));
  const [da, db] = whole.map((gradient) => gradient?.slot ?? null);
  const [x0, x1] = [a, b].map(({ tensor }) => spreadTo(program, tensor, dy.shape).slot);
  const args = { da, db, dy: dy.slot, a: x0, b: x1, count: count(dy.shape) };
  const inPlace = [(da ?? db) as Slot, dy.slot, x0, x1] as const;
  program.emit(kernels.maximumBackward, args, flatWork(args.count), { inPlace });
  for (const [i, { gradient }] of [a, b].entries())
    if (gradient && whole[i]?.slot !== gradient.slot) sumSpread(program, gradient, whole[i] as Tensor);
}

/** `gradient` itself where it has as many elements as dy, else memory for what is to be summed. */
function ofSize(program: Program, gradient: Tensor, { shape }: Tensor): Tensor {
  const whole = count(gradient.shape) === count(shape);
  return { slot: whole ? gradient.slot : program.slot("spread", count(shape) * 4), shape };
}

/**
 * y = max(a, b, ...), element by element, of two or more nodes; NaN where any is. Shapes are broadcast as NumPy does: aligned at the
 * last axis, what has size 1 is repeated, so that [channels] or [1, 1, channels] goes with [height, width, channels].
 * Shapes: a and b -> the greater size of each axis.
 * Gradient: dy to the greater, half to each of two that are equal, and to both where either is NaN; summed over the axes along
 * which a node was repeated.
 * Source: as PyTorch's maximum.
 *
 * @throws FoveaError for an unknown option, fewer than two nodes, shapes that cannot be broadcast.
 * @example
 * const widest: Layer = (x) => maximum()(conv2d({ filters: 8, kernel: 1 })(x), conv2d({ filters: 8, kernel: 1 })(x));
 */
export function maximum(options: LayerOptions = {}): Merge {
  checkLayerOptions("maximum", options);
  return pairwise(maximumOp, options.name);
}

/**
 * y = min(a, b, ...), element by element, of two or more nodes; NaN where any is. Shapes are broadcast as NumPy does: aligned at the
 * last axis, what has size 1 is repeated, so that [channels] or [1, 1, channels] goes with [height, width, channels].
 * Shapes: a and b -> the greater size of each axis.
 * Gradient: dy to the lesser, half to each of two that are equal, and to both where either is NaN; summed over the axes along
 * which a node was repeated.
 * Source: as PyTorch's minimum.
 *
 * @throws FoveaError for an unknown option, fewer than two nodes, shapes that cannot be broadcast.
 * @example
 * const bounded: Layer = (x) => minimum()(x, scale({ factor: 0.5, offset: 1 })(x));
 */
export function minimum(options: LayerOptions = {}): Merge {
  checkLayerOptions("minimum", options);
  return pairwise(minimumOp, options.name);
}
