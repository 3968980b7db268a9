import { count, type Shape } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/**
 * For each place of `to`, the place of `from` that is repeated there: sample axes are aligned at the last, and along an axis of
 * size 1, or one that `from` lacks, there is one place only. The batch is the first axis of both.
 */
function sources(from: Shape, to: Shape): number[] {
  const sizes = [from[0], ...Array<number>(to.length - from.length).fill(1), ...from.slice(1)];
  return Array.from({ length: count(to) }, (_, place) => {
    let [source, stride] = [0, 1];
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const index = place % to[axis];
      place = (place - index) / to[axis];
      if (sizes[axis] > 1) source += index * stride;
      stride *= sizes[axis];
    }
    return source;
  });
}

function broadcastShape(shapes: readonly Shape[]): number[] {
  const samples = shapes.map(([, ...sample]) => sample);
  const rank = Math.max(...samples.map((sample) => sample.length));
  const sizes = Array.from({ length: rank }, (_, axis) =>
    Math.max(...samples.map((sample) => sample[axis + sample.length - rank] ?? 1)),
  );
  return [shapes[0][0], ...sizes];
}

/** y[p] = f(x0[p], x1[p], ...), each x repeated to y's shape; dx[i] = the sum of dy[p] df/dx over the places p where x[i] stands. */
function broadcast(f: (xs: number[]) => number, derivative: (xs: number[], k: number) => number): Oracle {
  const repeated = (inputs: readonly Array64[]) => {
    const shape = broadcastShape(inputs.map((x) => x.shape));
    const places = inputs.map((x) => sources(x.shape, shape));
    return { shape, places, at: (p: number) => inputs.map((x, k) => x.data[places[k][p]]) };
  };
  return {
    forward(inputs) {
      const { shape, at } = repeated(inputs);
      return { shape, data: Float64Array.from({ length: count(shape) }, (_, p) => f(at(p))) };
    },
    backward(dy, inputs) {
      const { places, at } = repeated(inputs);
      const gradients = inputs.map((x) => new Float64Array(x.data.length));
      dy.data.forEach((value, p) => {
        for (const [k, dx] of gradients.entries()) dx[places[k][p]] += value * derivative(at(p), k);
      });
      return { inputs: gradients, parameters: {} };
    },
  };
}

const product = (xs: readonly number[]): number => xs.reduce((total, x) => total * x, 1);

/** y = x0 + x1 + ... */
export const add: Oracle = broadcast(
  (xs) => xs.reduce((sum, x) => sum + x, 0),
  () => 1,
);

/** y = x0 x1 ... */
export const multiply: Oracle = broadcast(product, (xs, k) => product(xs.filter((_, other) => other !== k)));

/** y = x0 - x1 - ... */
export const subtract: Oracle = broadcast(
  ([first, ...others]) => others.reduce((left, x) => left - x, first),
  (_, k) => (k === 0 ? 1 : -1),
);

/** y = x0 / x1 / ... */
export const divide: Oracle = broadcast(
  ([first, ...others]) => first / product(others),
  ([first, ...others], k) => (k === 0 ? 1 : -first / others[k - 1]) / product(others),
);

/** What of dy goes to xs[k] when the xs are compared from left to right: half to each of two that are equal, all to both where one is NaN. */
function share(
  xs: readonly number[],
  k: number,
  before: (a: number, b: number) => boolean,
  best: typeof Math.max,
): number {
  let factor = 1;
  for (let i = xs.length - 1; i > 0; i--) {
    const [left, right] = [best(...xs.slice(0, i)), xs[i]];
    const ofRight = left === right ? 0.5 : before(left, right) || Number.isNaN(left + right) ? 1 : 0;
    const ofLeft = left === right ? 0.5 : before(right, left) || Number.isNaN(left + right) ? 1 : 0;
    if (i === k) return factor * ofRight;
    factor *= ofLeft;
  }
  return factor;
}

/** y = max(x0, x1, ...) */
export const maximum: Oracle = broadcast(
  (xs) => Math.max(...xs),
  (xs, k) => share(xs, k, (a, b) => a < b, Math.max),
);

/** y = min(x0, x1, ...) */
export const minimum: Oracle = broadcast(
  (xs) => Math.min(...xs),
  (xs, k) => share(xs, k, (a, b) => a > b, Math.min),
);
