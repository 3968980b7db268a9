/** What a loss gives for a batch: a number for each row, already times its scale, and the gradient of their sum. */
export interface LossResult {
  losses: Float64Array;
  gradient: Float64Array;
  /** With labels: 1 where the first of the greatest outputs is the label's. */
  correct: Float64Array | null;
}

/** A loss in plain f64 loops; `scale` has one number for each row. */
export type LossOracle = (output: Float64Array, targets: ArrayLike<number>, scale: Float64Array) => LossResult;

/** losses[r] = -scale[r] log softmax(logits[r])[labels[r]]; the gradient is scale (softmax - onehot). */
export const softmaxCrossEntropy: LossOracle = (logits, labels, scale) => {
  const classes = logits.length / scale.length;
  const [losses, correct] = [new Float64Array(scale.length), new Float64Array(scale.length)];
  const gradient = new Float64Array(logits.length);
  for (let r = 0; r < scale.length; r++) {
    const row = logits.subarray(r * classes, (r + 1) * classes);
    const greatest = Math.max(...row);
    const sum = row.reduce((total, z) => total + Math.exp(z - greatest), 0);
    losses[r] = scale[r] * (Math.log(sum) + greatest - row[labels[r]]);
    correct[r] = Number(row.indexOf(greatest) === labels[r]);
    row.forEach((z, k) => {
      gradient[r * classes + k] = scale[r] * (Math.exp(z - greatest) / sum - Number(k === labels[r]));
    });
  }
  return { losses, gradient, correct };
};

/** losses[r] = scale[r] / n sum of (y - target)^2 over the n numbers of row r. */
export const meanSquaredError: LossOracle = (y, target, scale) =>
  squaredError(y, target, scale, scale.length / y.length);

/** losses[r] = scale[r] / 2 sum of (y - target)^2. */
export const euclidean: LossOracle = (y, target, scale) => squaredError(y, target, scale, 0.5);

function squaredError(y: Float64Array, target: ArrayLike<number>, scale: Float64Array, factor: number): LossResult {
  const size = y.length / scale.length;
  const losses = new Float64Array(scale.length);
  const gradient = y.map((value, i) => {
    const row = Math.floor(i / size);
    losses[row] += scale[row] * factor * (value - target[i]) ** 2;
    return 2 * scale[row] * factor * (value - target[i]);
  });
  return { losses, gradient, correct: null };
}
