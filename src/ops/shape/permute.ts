import type { Shape } from "../../graph/shape.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { copyView, permuted, viewOf } from "./view.ts";

/** How an op moves the numbers of a sample: axis i of the result is axis `order[i]` of the input, seen under the shape `seen`. */
export interface Permutation {
  readonly seen: Shape;
  readonly order: readonly number[];
  /** The result's shape, of as many numbers. */
  readonly shape: Shape;
}

type Resolve<Attributes> = (attributes: Attributes, x: Shape, problem: (p: ShapeProblem) => never) => Permutation;

/** An op that puts axes into another order. */
export function permutation<Attributes>(name: string, resolve: Resolve<Attributes>): Op<Attributes> {
  return {
    name,
    infer: (attributes, [x], problem) => ({ shape: resolve(attributes, x, problem).shape }),

    forward({ program, attributes, inputs: [x], output: y, problem }) {
      const { seen, order } = withBatch(resolve(attributes, x.shape.slice(1), problem), x.shape[0]);
      const sizes = order.map((axis) => seen[axis]);
      copyView(program, viewOf(y, sizes), permuted(viewOf(x, seen), order));
    },

    backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx], problem }) {
      if (!dx) return;
      const { seen, order } = withBatch(resolve(attributes, x.shape.slice(1), problem), x.shape[0]);
      const sizes = order.map((axis) => seen[axis]);
      const back = seen.map((_, axis) => order.indexOf(axis));
      copyView(program, viewOf(dx, seen), permuted(viewOf(dy, sizes), back));
    },
  };
}

const withBatch = ({ seen, order }: Permutation, batch: number): Pick<Permutation, "seen" | "order"> => ({
  seen: [batch, ...seen],
  order: [0, ...order.map((axis) => axis + 1)],
});
