import { type LossOracle, logSumExp } from "./loss.ts";

interface CtcOptions {
  classes: number;
  blank: number;
  timed: boolean;
  zeroInfinity?: boolean;
  perLabel?: boolean;
}

/**
 * -log of the summed probability of all paths that read as the labels: the sum over paths is Graves' recursion, and the gradient
 * p[t, c] - (sum over states s of class c of alpha beta) / total, in plain probabilities scaled by nothing: for short sequences.
 */
export const ctcLoss =
  ({ classes, blank, timed, zeroInfinity = false, perLabel = false }: CtcOptions): LossOracle =>
  (logits, targets, scale) => {
    const samples = scale.length;
    const time = logits.length / samples / classes;
    const width = targets.length / samples;
    const losses = new Float64Array(samples);
    const gradient = new Float64Array(logits.length);
    for (let n = 0; n < samples; n++) {
      const own = Array.from({ length: width }, (_, i) => targets[n * width + i]);
      const steps = timed ? own[0] : time;
      const places = own.slice(timed ? 1 : 0);
      const end = places.findIndex((label) => label < 0);
      const labels = end < 0 ? places : places.slice(0, end);
      const states = [blank, ...labels.flatMap((label) => [label, blank])];
      const p = Array.from({ length: steps }, (_, t) => {
        const z = logits.subarray((n * time + t) * classes, (n * time + t + 1) * classes);
        const normalizer = logSumExp(z);
        return Array.from(z, (each) => Math.exp(each - normalizer));
      });
      const mayLeap = (s: number): boolean => s >= 2 && states[s] !== blank && states[s] !== states[s - 2];
      const alpha = p.map(() => states.map(() => 0));
      const beta = p.map(() => states.map(() => 0));
      for (let t = 0; t < steps; t++)
        for (let s = 0; s < states.length; s++) {
          const before = (k: number): number => (k < 0 ? 0 : alpha[t - 1][k]);
          const into = t === 0 ? Number(s < 2) : before(s) + before(s - 1) + (mayLeap(s) ? before(s - 2) : 0);
          alpha[t][s] = into * p[t][states[s]];
        }
      for (let t = steps - 1; t >= 0; t--)
        for (let s = 0; s < states.length; s++) {
          const after = (k: number): number => (k < states.length ? beta[t + 1][k] * p[t + 1][states[k]] : 0);
          beta[t][s] =
            t === steps - 1
              ? Number(s >= states.length - 2)
              : after(s) + after(s + 1) + (mayLeap(s + 2) ? after(s + 2) : 0);
        }
      const total = states.reduce((sum, _, s) => sum + alpha[0][s] * beta[0][s], 0);
      if (total === 0) {
        losses[n] = zeroInfinity ? 0 : scale[n] * Number.POSITIVE_INFINITY;
        continue;
      }
      const share = scale[n] / (perLabel ? Math.max(1, labels.length) : 1);
      losses[n] = -share * Math.log(total);
      for (let t = 0; t < steps; t++)
        for (let c = 0; c < classes; c++) {
          const paths = states.reduce((sum, k, s) => sum + (k === c ? alpha[t][s] * beta[t][s] : 0), 0);
          gradient[(n * time + t) * classes + c] = share * (p[t][c] - paths / total);
        }
    }
    return { losses, gradient, correct: null };
  };
