import type { Shape } from "../../graph/shape.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { copyView, fillAround, part, type View, viewOf } from "./view.ts";

/** Elements of one axis: `size` of them from `begin` on, every `step`th, backwards where that is negative. */
export interface Range {
  readonly begin: number;
  readonly size: number;
  readonly step: number;
}

export const whole = (size: number): Range => ({ begin: 0, size, step: 1 });

type Resolve<Attributes> = (attributes: Attributes, x: Shape, problem: (p: ShapeProblem) => never) => Range[];

/** An op whose output is a part of its input: a range of each axis. */
export function box<Attributes>(name: string, resolve: Resolve<Attributes>): Op<Attributes> {
  return {
    name,
    infer: (attributes, [x], problem) => ({ shape: resolve(attributes, x, problem).map(({ size }) => size) }),

    forward({ program, attributes, inputs: [x], output: y, problem }) {
      const ranges = resolve(attributes, x.shape.slice(1), problem);
      copyView(program, viewOf(y, y.shape), partOf(viewOf(x, x.shape), ranges));
    },

    backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx], problem }) {
      if (!dx) return;
      const ranges = resolve(attributes, x.shape.slice(1), problem);
      const all = viewOf(dx, dx.shape);
      const hasGaps = ranges.some(({ step, size }) => Math.abs(step) > 1 && size > 1);
      if (hasGaps) copyView(program, all, 0);
      program.together(() => {
        copyView(program, partOf(all, ranges), viewOf(dy, dy.shape));
        if (hasGaps) return;
        const sides = ranges.map(({ begin, size, step }, i): [number, number] => {
          const first = step < 0 ? begin - size + 1 : begin;
          return [first, x.shape[i + 1] - first - size];
        });
        fillAround(program, all, dy.shape, [[0, 0], ...sides], 0);
      });
    },
  };
}

const partOf = (view: View, ranges: readonly Range[]): View =>
  ranges.reduce((taken, { begin, size, step }, axis) => part(taken, axis + 1, begin, size, step), view);
