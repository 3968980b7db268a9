import type { LossOracle } from "./loss.ts";

/** f(y, t), its derivative by y and that by t; `i` is the place in the row. */
type Pointwise = (y: number, t: number, i: number) => [value: number, byOutput: number, byTarget: number];

/** losses[r] = factor(n) times the sum of f over the n numbers of row r. */
const sumOfRows =
  (f: Pointwise, factor: (n: number) => number): LossOracle =>
  (output, targets, scale) => {
    const size = output.length / scale.length;
    const losses = new Float64Array(scale.length);
    const [gradient, targetGradient] = [new Float64Array(output.length), new Float64Array(output.length)];
    output.forEach((y, at) => {
      const row = Math.floor(at / size);
      const [value, byOutput, byTarget] = f(y, targets[at], at - row * size);
      const weight = scale[row] * factor(size);
      losses[row] += weight * value;
      gradient[at] = weight * byOutput;
      targetGradient[at] = weight * byTarget;
    });
    return { losses, gradient, correct: null, targetGradient };
  };

const mean = (n: number): number => 1 / n;
const sum = (): number => 1;

const squared: Pointwise = (y, t) => [(y - t) ** 2, 2 * (y - t), 2 * (t - y)];
const absolute: Pointwise = (y, t) => [Math.abs(y - t), Math.sign(y - t), Math.sign(t - y)];

export const meanSquaredError: LossOracle = sumOfRows(squared, mean);
export const summedSquaredError: LossOracle = sumOfRows(squared, sum);
export const euclidean: LossOracle = sumOfRows(squared, () => 0.5);
export const meanAbsoluteError: LossOracle = sumOfRows(absolute, mean);

const huberOf =
  (delta: number): Pointwise =>
  (y, t) => {
    const d = y - t;
    const slope = Math.max(-delta, Math.min(delta, d));
    return [Math.abs(d) <= delta ? d ** 2 / 2 : delta * (Math.abs(d) - delta / 2), slope, -slope];
  };

export const huberLoss = (delta: number): LossOracle => sumOfRows(huberOf(delta), mean);
export const smoothL1Loss = (beta: number): LossOracle =>
  beta === 0 ? meanAbsoluteError : sumOfRows(huberOf(beta), (n) => 1 / n / beta);

/** max(0, margin - t y), or its square. */
export const hinge = (margin: number, power: 1 | 2): LossOracle =>
  sumOfRows((y, t) => {
    const h = Math.max(0, margin - t * y);
    const slope = power === 2 ? 2 * h : Number(margin - t * y >= 0);
    return [h ** power, -slope * t, -slope * y];
  }, mean);

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const logistic = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

/** -(w t log p + (1 - t) log(1 - p)), p the sigmoid of y, t smoothed; `weights` repeat along the row. */
export const sigmoidCrossEntropy = (weights: readonly number[] = [1], smoothing = 0): LossOracle =>
  sumOfRows((y, target, i) => {
    const t = (1 - smoothing) * target + smoothing / 2;
    const w = weights[i % weights.length];
    return [
      w * t * softplus(-y) + (1 - t) * softplus(y),
      (1 - t) * logistic(y) - w * t * logistic(-y),
      (1 - smoothing) * (w * softplus(-y) - softplus(y)),
    ];
  }, mean);

/** a (1 - q)^gamma times the cross-entropy, q the probability of the target: p t + (1 - p) (1 - t). */
export const focalLoss = (gamma: number, alpha: number | null): LossOracle =>
  sumOfRows((y, t) => {
    const [p, notP] = [logistic(y), logistic(-y)];
    const entropy = t * softplus(-y) + (1 - t) * softplus(y);
    const miss = p * (1 - t) + notP * t;
    const a = alpha === null ? 1 : alpha * t + (1 - alpha) * (1 - t);
    const slope = gamma === 0 ? 0 : gamma * miss ** (gamma - 1) * p * notP * (1 - 2 * t);
    return [a * miss ** gamma * entropy, a * (miss ** gamma * (p - t) + entropy * slope), Number.NaN];
  }, mean);

/** t (log t - y); rows are distributions. */
export const klDivergence: LossOracle = sumOfRows(
  (y, t) => (t === 0 ? [0, 0, 0] : [t * (Math.log(t) - y), -t, Math.log(t) - y + 1]),
  sum,
);

/** e^t (t - y). */
export const logKlDivergence: LossOracle = sumOfRows(
  (y, t) => [Math.exp(t) * (t - y), -Math.exp(t), Math.exp(t) * (t - y + 1)],
  sum,
);
