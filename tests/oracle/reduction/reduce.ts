import { count, type Shape } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** What the oracles of reductions take: axes of a sample, counted from 0 or from behind; left out, all. */
export interface Reduction {
  axes?: number | readonly number[];
  keepDimensions?: boolean;
  correction?: number;
}

/** Shape of the result, and for each element of x the place of the result that it goes to. The batch is the first axis of both. */
function places(x: Shape, { axes, keepDimensions }: Reduction): { shape: Shape; of: number[] } {
  const sample = x.slice(1);
  const list = axes === undefined ? sample.map((_, axis) => axis) : [axes].flat();
  const gone = [false, ...sample.map((_, axis) => list.includes(axis) || list.includes(axis - sample.length))];
  const ones = x.map((size, axis) => (gone[axis] ? 1 : size));
  const of = Array.from({ length: count(x) }, (_, at) => {
    let [place, stride] = [0, 1];
    for (let axis = x.length - 1; axis >= 0; axis--) {
      const index = at % x[axis];
      at = (at - index) / x[axis];
      if (!gone[axis]) place += index * stride;
      stride *= ones[axis];
    }
    return place;
  });
  const kept = x.filter((_, axis) => !gone[axis]);
  return { shape: keepDimensions ? ones : kept.length > 1 ? kept : [x[0], 1], of };
}

/** y = f(the elements that become one), and dx = dy times f's derivative by each of them. */
function reduction(
  options: Reduction,
  f: (xs: readonly number[]) => number,
  derivatives: (xs: readonly number[]) => readonly number[],
): Oracle {
  const groups = (x: Array64): { shape: Shape; members: number[][] } => {
    const { shape, of } = places(x.shape, options);
    const members = Array.from({ length: count(shape) }, (): number[] => []);
    for (const [at, place] of of.entries()) members[place].push(at);
    return { shape, members };
  };
  return {
    forward([x]) {
      const { shape, members } = groups(x);
      return { shape, data: Float64Array.from(members, (list) => f(list.map((at) => x.data[at]))) };
    },
    backward(dy, [x]) {
      const dx = new Float64Array(x.data.length);
      for (const [place, list] of groups(x).members.entries()) {
        const slopes = derivatives(list.map((at) => x.data[at]));
        for (const [i, at] of list.entries()) dx[at] = dy.data[place] * slopes[i];
      }
      return { inputs: [dx], parameters: {} };
    },
  };
}

const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);
const mean = (xs: readonly number[]): number => sum(xs) / xs.length;

export const reduceSum = (options: Reduction): Oracle => reduction(options, sum, (xs) => xs.map(() => 1));

export const reduceMean = (options: Reduction): Oracle => reduction(options, mean, (xs) => xs.map(() => 1 / xs.length));

/** The gradient is shared evenly by all that are equal to the extreme; NaN, which nothing is equal to, leaves none. */
const shares = (xs: readonly number[], extreme: number): number[] => {
  const ties = xs.filter((x) => x === extreme).length;
  return xs.map((x) => (Number.isNaN(extreme) ? Number.NaN : x === extreme ? 1 / ties : 0));
};
const greatest = (xs: readonly number[]): number => xs.reduce((best, x) => Math.max(best, x));
const least = (xs: readonly number[]): number => xs.reduce((best, x) => Math.min(best, x));

export const reduceMax = (options: Reduction): Oracle => reduction(options, greatest, (xs) => shares(xs, greatest(xs)));

export const reduceMin = (options: Reduction): Oracle => reduction(options, least, (xs) => shares(xs, least(xs)));

/** The sum of (x - mean)^2 over (n - correction). */
export const reduceVariance = (options: Reduction): Oracle => {
  const deviations = (xs: readonly number[]): number[] => {
    const middle = mean(xs);
    return xs.map((x) => x - middle);
  };
  const divisor = (xs: readonly number[]): number => xs.length - (options.correction ?? 0);
  return reduction(
    options,
    (xs) => sum(deviations(xs).map((d) => d * d)) / divisor(xs),
    (xs) => deviations(xs).map((d) => (2 * d) / divisor(xs)),
  );
};
