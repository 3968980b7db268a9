import { type LossOracle, labelled, logSumExp } from "./loss.ts";

interface LabelOptions {
  classWeights?: readonly number[];
  ignoreIndex?: number;
}

/** losses[r] = -log softmax(logits[r])[labels[r]]; the gradient is softmax - onehot. */
export const softmaxCrossEntropy = ({ ignoreIndex }: LabelOptions = {}): LossOracle =>
  labelled((z, label, gradient) => {
    const normalizer = logSumExp(z);
    z.forEach((each, c) => {
      gradient[c] = Math.exp(each - normalizer) - Number(c === label);
    });
    return normalizer - z[label];
  }, ignoreIndex);

/** losses[r] = -sum over c of w[c] t[c] log softmax(logits[r])[c], t the smoothed one-hot row of the label. */
export const weightedCrossEntropy = ({
  classWeights,
  ignoreIndex,
  labelSmoothing = 0,
}: LabelOptions & { labelSmoothing?: number }): LossOracle =>
  labelled((z, label, gradient) => {
    const t = Float64Array.from(z, (_, c) => Number(c === label));
    return entropyOfRow(z, t, labelSmoothing, classWeights, gradient);
  }, ignoreIndex);

/** The same with rows of targets, whose gradient is w[c] (1 - smoothing) (-log softmax(logits)[c]). */
export const softCrossEntropy =
  ({
    classWeights,
    labelSmoothing = 0,
  }: {
    classWeights?: readonly number[];
    labelSmoothing?: number;
  } = {}): LossOracle =>
  (output, targets, scale) => {
    const classes = output.length / scale.length;
    const losses = new Float64Array(scale.length);
    const gradient = new Float64Array(output.length);
    const targetGradient = new Float64Array(output.length);
    for (let r = 0; r < scale.length; r++) {
      const [from, to] = [r * classes, (r + 1) * classes];
      const z = output.subarray(from, to);
      const own = gradient.subarray(from, to);
      const t = Float64Array.from({ length: classes }, (_, c) => targets[from + c]);
      const normalizer = logSumExp(z);
      losses[r] = scale[r] * entropyOfRow(z, t, labelSmoothing, classWeights, own);
      for (let c = 0; c < classes; c++) {
        own[c] *= scale[r];
        targetGradient[from + c] = scale[r] * (classWeights?.[c] ?? 1) * (1 - labelSmoothing) * (normalizer - z[c]);
      }
    }
    return { losses, gradient, correct: null, targetGradient };
  };

function entropyOfRow(
  z: Float64Array,
  t: Float64Array,
  smoothing: number,
  weights: readonly number[] | undefined,
  gradient: Float64Array,
): number {
  const normalizer = logSumExp(z);
  const q = t.map((each, c) => (weights?.[c] ?? 1) * ((1 - smoothing) * each + smoothing / z.length));
  const mass = q.reduce((sum, each) => sum + each, 0);
  z.forEach((each, c) => {
    gradient[c] = mass * Math.exp(each - normalizer) - q[c];
  });
  return q.reduce((sum, each, c) => sum + (each === 0 ? 0 : each * (normalizer - z[c])), 0);
}

/** losses[r] = -w[label] y[r][label]. */
export const negativeLogLikelihood = ({ classWeights, ignoreIndex }: LabelOptions = {}): LossOracle =>
  labelled((y, label, gradient) => {
    const weight = classWeights?.[label] ?? 1;
    gradient[label] = -weight;
    return -weight * y[label];
  }, ignoreIndex);

/** losses[r] = -w[label] (1 - p)^gamma log p, p = softmax(logits[r])[label]. */
export const focal = ({ gamma, classWeights, ignoreIndex }: LabelOptions & { gamma: number }): LossOracle =>
  labelled((z, label, gradient) => {
    const normalizer = logSumExp(z);
    const p = Array.from(z, (each) => Math.exp(each - normalizer));
    const rest = p.reduce((sum, each, c) => sum + (c === label ? 0 : each), 0);
    const logP = Math.log1p(-rest) > -0.5 ? Math.log1p(-rest) : z[label] - normalizer;
    const weight = classWeights?.[label] ?? 1;
    // d/dlogP of -(1 - p)^gamma logP
    const slope = -(rest ** gamma) + (rest > 0 ? gamma * rest ** (gamma - 1) * p[label] * logP : 0);
    p.forEach((each, c) => {
      gradient[c] = weight * slope * (c === label ? rest : -each);
    });
    return -weight * rest ** gamma * logP;
  }, ignoreIndex);
