import type { Loss } from "../losses/loss.ts";
import type { Batches } from "./batches.ts";

/** Writes each row's scale, its weight over `total` (default: the sum of weights) where the loss is their mean; returns that sum. */
export function fillScale(
  scale: Float32Array,
  targets: Float32Array | null,
  samples: number,
  loss: Loss,
  sampleWeight: (sample: number) => number,
  total?: number,
): number {
  const { weight, reduction } = loss;
  const rows = scale.length / samples;
  const ofSample = (row: number): number => sampleWeight(Math.floor(row / rows));
  const ofLabel = labelWeight(loss);
  let sum = 0;
  for (let row = 0; row < scale.length; row++) sum += ofSample(row) * (ofLabel && targets ? ofLabel(targets[row]) : 1);
  const divisor = reduction === "mean" ? (total ?? sum) : 1;
  for (let row = 0; row < scale.length; row++) scale[row] = divisor > 0 ? (weight * ofSample(row)) / divisor : 0;
  return sum;
}

/** What the rows of each loss count for in samples order[from..to), by output; `rows` says how many a sample has. */
export function totalWeights(
  { targets, weights }: Batches,
  losses: Readonly<Record<string, Loss>>,
  rows: Readonly<Record<string, number>>,
  order: Uint32Array | null,
  from: number,
  to: number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(losses).map(([name, loss]) => {
      const ofLabel = labelWeight(loss);
      let sum = 0;
      for (let i = from; i < to; i++) {
        const sample = order ? order[i] : i;
        const labels = ofLabel ? targets[name].values : null;
        for (let row = 0; row < rows[name]; row++)
          sum += (weights ? weights[sample] : 1) * (ofLabel && labels ? ofLabel(labels[sample * rows[name] + row]) : 1);
      }
      return [name, sum];
    }),
  );
}

/** The weight of a row by its label; null where labels make no difference. */
function labelWeight({ classWeights, ignoreIndex }: Loss): ((label: number) => number) | null {
  if (!classWeights && ignoreIndex === undefined) return null;
  return (label) => (label === ignoreIndex ? 0 : classWeights ? classWeights[label] : 1);
}
