import type { Oracle } from "../../harness/checkOp.ts";

/** y[i] = f(x[i]), dx[i] = dy[i] f'(x[i]). */
const elementwise = (f: (x: number) => number, derivative: (x: number) => number): Oracle => ({
  forward: ([x]) => ({ shape: x.shape, data: x.data.map(f) }),
  backward: (dy, [x]) => ({ inputs: [x.data.map((value, i) => dy.data[i] * derivative(value))], parameters: {} }),
});

/** NaN counts as neither sign. */
const signOf = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : 0);

export const abs: Oracle = elementwise(Math.abs, signOf);

export const square: Oracle = elementwise(
  (x) => x * x,
  (x) => 2 * x,
);

export const sqrt: Oracle = elementwise(Math.sqrt, (x) => 1 / (2 * Math.sqrt(x)));

export const exp: Oracle = elementwise(Math.exp, Math.exp);

export const log: Oracle = elementwise(Math.log, (x) => 1 / x);

export const reciprocal: Oracle = elementwise(
  (x) => 1 / x,
  (x) => -1 / (x * x),
);

export const sign: Oracle = elementwise(signOf, () => 0);

export const scale = ({ factor = 1, offset = 0 }): Oracle =>
  elementwise(
    (x) => factor * x + offset,
    () => factor,
  );

export const clip = ({ low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }): Oracle =>
  elementwise(
    (x) => Math.min(Math.max(x, low), high),
    (x) => (x >= low && x <= high ? 1 : 0),
  );

/** Math.pow is NaN below 0 for fractions, as it should; the derivative of x^0 is 0 everywhere. */
export const power = (exponent: number): Oracle =>
  elementwise(
    (x) => x ** exponent,
    (x) => (exponent === 0 ? 0 : exponent * x ** (exponent - 1)),
  );

/** y = x, whose gradient is dy times `factor`, whatever mathematics says: 0 stops it, a number below 0 turns it round. */
export const passing = (factor: number): Oracle =>
  elementwise(
    (x) => x,
    () => factor,
  );
