import type { Oracle } from "../../harness/checkOp.ts";

/** y[i] = f(x[i]), dx[i] = dy[i] f'(x[i]). */
const elementwise = (f: (x: number) => number, derivative: (x: number) => number): Oracle => ({
  forward: ([x]) => ({ shape: x.shape, data: x.data.map(f) }),
  backward: (dy, [x]) => ({ inputs: [x.data.map((value, i) => dy.data[i] * derivative(value))], parameters: {} }),
});

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

export const relu: Oracle = elementwise(
  (x) => Math.max(x, 0),
  (x) => (x > 0 ? 1 : 0),
);

export const relu6: Oracle = elementwise(
  (x) => Math.min(Math.max(x, 0), 6),
  (x) => (x > 0 && x < 6 ? 1 : 0),
);

export const sigmoid: Oracle = elementwise(logistic, (x) => logistic(x) * logistic(-x));

export const silu: Oracle = elementwise(
  (x) => x * logistic(x),
  (x) => logistic(x) * (1 + x * logistic(-x)),
);

export const tanh: Oracle = elementwise(Math.tanh, (x) => 1 / Math.cosh(x) ** 2);
