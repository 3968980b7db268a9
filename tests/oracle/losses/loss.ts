import type { Oracle } from "../../harness/checkOp.ts";

/** What a loss gives for a batch: a number for each row, already times its scale, and the gradient of their sum. */
export interface LossResult {
  losses: Float64Array;
  gradient: Float64Array;
  /** With labels: 1 where the first of the greatest outputs is the label's, -1 where the label is ignored. */
  correct: Float64Array | null;
  /** The gradient with respect to the targets, where there is one. */
  targetGradient?: Float64Array;
}

/** A loss in plain f64 loops; `scale` has one number for each row. */
export type LossOracle = (output: Float64Array, targets: ArrayLike<number>, scale: Float64Array) => LossResult;

/** The same as the oracle of an op of two inputs, output and targets, whose rows have the shape [batch, ...rows]. */
export const opOracle = (loss: LossOracle, rows: readonly number[]): Oracle => {
  const size = (batch: number): number => rows.reduce((product, n) => product * n, batch);
  return {
    forward([y, t]) {
      const scale = new Float64Array(size(y.shape[0])).fill(1);
      return { shape: [y.shape[0], ...rows], data: loss(y.data, t.data, scale).losses };
    },
    backward(dy, [y, t]) {
      const { gradient, targetGradient } = loss(y.data, t.data, dy.data);
      return { inputs: [gradient, targetGradient ?? new Float64Array(t.data.length)], parameters: {} };
    },
  };
};

/**
 * A loss of rows of classes with labels: `row` gives the value of one row and writes its gradient, unless the label is `ignored`, whose
 * rows have none.
 */
export const labelled =
  (row: (y: Float64Array, label: number, gradient: Float64Array) => number, ignored?: number): LossOracle =>
  (output, labels, scale) => {
    const classes = output.length / scale.length;
    const [losses, correct] = [new Float64Array(scale.length), new Float64Array(scale.length)];
    const gradient = new Float64Array(output.length);
    for (let r = 0; r < scale.length; r++) {
      if (labels[r] === ignored) {
        correct[r] = -1;
        continue;
      }
      const y = output.subarray(r * classes, (r + 1) * classes);
      const own = gradient.subarray(r * classes, (r + 1) * classes);
      losses[r] = scale[r] * row(y, labels[r], own);
      own.forEach((g, c) => {
        own[c] = scale[r] * g;
      });
      correct[r] = Number(y.indexOf(Math.max(...y)) === labels[r]);
    }
    return { losses, gradient, correct };
  };

/** log(sum of e^z), from which the greatest is taken first. */
export function logSumExp(z: Float64Array): number {
  const greatest = Math.max(...z);
  return greatest + Math.log(z.reduce((sum, each) => sum + Math.exp(each - greatest), 0));
}
