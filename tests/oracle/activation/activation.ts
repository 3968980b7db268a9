import type { Oracle } from "../../harness/checkOp.ts";
import { erfc } from "../../math/erf.ts";

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
  (x) => gated(x, logistic(x)),
  (x) => (Math.abs(x) > 800 ? logistic(x) : logistic(x) * (1 + x * logistic(-x))),
);

export const tanh: Oracle = elementwise(Math.tanh, (x) => 1 / Math.cosh(x) ** 2);

export const absTanh: Oracle = elementwise(
  (x) => Math.abs(Math.tanh(x)),
  (x) => Math.sign(x) / Math.cosh(x) ** 2,
);

export const softsign: Oracle = elementwise(
  (x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? Math.sign(x) : x / (1 + Math.abs(x))),
  (x) => 1 / (1 + Math.abs(x)) ** 2,
);

export const hardSigmoid = (slope: number, offset: number): Oracle =>
  elementwise(
    (x) => Math.min(Math.max(slope * x + offset, 0), 1),
    (x) => (slope * x + offset > 0 && slope * x + offset < 1 ? slope : 0),
  );

export const hardTanh = (low: number, high: number): Oracle =>
  elementwise(
    (x) => Math.min(Math.max(x, low), high),
    (x) => (x > low && x < high ? 1 : 0),
  );

export const leakyRelu = (slope: number): Oracle =>
  elementwise(
    (x) => (x > 0 ? x : slope * x),
    (x) => (x > 0 ? 1 : slope),
  );

export const threshold = (limit: number, value: number): Oracle =>
  elementwise(
    (x) => (x <= limit ? value : x),
    (x) => (x > limit ? 1 : 0),
  );

/** The gradient is that of y = x within [-1, 1] if `straightThrough`, else none. */
export const step = (low: number, straightThrough: boolean): Oracle =>
  elementwise(
    (x) => (Number.isNaN(x) ? x : x >= 0 ? 1 : low),
    (x) => (straightThrough && Math.abs(x) <= 1 ? 1 : 0),
  );

export const elu = (alpha: number): Oracle =>
  elementwise(
    (x) => (x > 0 ? x : alpha * Math.expm1(x)),
    (x) => (x > 0 ? 1 : alpha * Math.exp(x)),
  );

export const celu = (alpha: number): Oracle =>
  elementwise(
    (x) => (x > 0 ? x : alpha * Math.expm1(x / alpha)),
    (x) => (x > 0 ? 1 : Math.exp(x / alpha)),
  );

const [seluScale, seluAlpha] = [1.0507009873554805, 1.6732632423543772];

export const selu: Oracle = elementwise(
  (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)),
  (x) => seluScale * (x > 0 ? 1 : seluAlpha * Math.exp(x)),
);

export const softplus = (beta: number): Oracle =>
  elementwise(
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(beta * x))) / beta,
    (x) => logistic(beta * x),
  );

export const logSigmoid: Oracle = elementwise(
  (x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))),
  (x) => logistic(-x),
);

export const hardSwish: Oracle = elementwise(
  (x) => (x <= -3 ? 0 : (x * Math.min(x + 3, 6)) / 6),
  (x) => (x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5),
);

const normalShare = (x: number): number => erfc(-x * Math.SQRT1_2) / 2;
const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Gates are shut where x is so small that they would be 0, -infinity included. */
const gated = (x: number, gate: number): number => (x < -800 ? 0 : x * gate);

export const gelu: Oracle = elementwise(
  (x) => gated(x, normalShare(x)),
  (x) => normalShare(x) + (Math.abs(x) > 800 ? 0 : x * normalDensity(x)),
);

const cubic = (x: number): number => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);

export const geluTanh: Oracle = elementwise(
  (x) => gated(x, logistic(2 * cubic(x))),
  (x) => {
    if (Math.abs(x) > 800) return x > 0 ? 1 : 0;
    const gate = logistic(2 * cubic(x));
    return gate + x * gate * logistic(-2 * cubic(x)) * 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x ** 2);
  },
);

export const mish: Oracle = elementwise(
  (x) => gated(x, Math.tanh(Math.log1p(Math.exp(x)))),
  (x) => {
    if (Math.abs(x) > 300) return x > 0 ? 1 : 0;
    const gate = Math.tanh(Math.log1p(Math.exp(x)));
    return gate + x * (1 - gate ** 2) * logistic(x);
  },
);
