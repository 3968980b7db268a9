import { meanSquaredError, sigmoidCrossEntropy, softmaxCrossEntropy } from "../../src/index.ts";
import type { Loss } from "../../src/losses/loss.ts";
import type { Metric, MetricOutput, MetricValue } from "../../src/metrics/index.ts";
import { pseudoRandom } from "../harness/values.ts";

export const binary = sigmoidCrossEntropy();
export const values = meanSquaredError();
export const labels = softmaxCrossEntropy();
export const probabilities = softmaxCrossEntropy({ targets: "probabilities" });

/** An output of `shape` under `loss`. */
export function output(shape: readonly number[], loss: Loss = labels): MetricOutput {
  const { classes = null } = loss.targets(shape) ?? {};
  return { name: "output", shape, loss, classes, ignoreIndex: loss.ignoreIndex ?? null };
}

/** A batch: outputs, targets, and a weight for each sample. */
export type Batch = readonly [outputs: readonly number[], targets: readonly number[], weights?: readonly number[]];

/** What `metric` comes to after `batches`. */
export function measured(metric: Metric, of: MetricOutput, ...batches: readonly Batch[]): MetricValue {
  const run = metric.begin(of);
  for (const [outputs, targets, weights] of batches)
    run.add(Float32Array.from(outputs), Float32Array.from(targets), weights && Float32Array.from(weights));
  return run.result();
}

/** Scores on a grid, so that some are equal. */
export const scores = (count: number, seed: number): number[] =>
  [...pseudoRandom(count, seed)].map((value) => Math.round(value * 8) / 4);

/** Whole numbers below `below`. */
export const whole = (count: number, below: number, seed: number): number[] =>
  [...pseudoRandom(count, seed)].map((value) => Math.min(below - 1, Math.floor(((value + 1) / 2) * below)));
