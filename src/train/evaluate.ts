import { breathe } from "../../bindings/platform.ts";
import type { Values } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { Batches, TargetColumn } from "./batches.ts";
import { Confusion } from "./confusion.ts";
import { lossKey } from "./losses.ts";
import { fillBatch, readLosses, runPlan } from "./run.ts";

/** Options of `model.evaluate`. */
export interface EvaluateOptions {
  /** The loss, or one for each output by name. */
  loss: Loss | Readonly<Record<string, Loss>>;
  /** Samples computed at a time. Default 256. */
  batchSize?: number;
  /** Also count a label as found when it is among the k greatest outputs, for these k. Default none. */
  topK?: readonly number[];
}

/** What an evaluation found. With labels also what classification asks for; of several outputs, for the first with labels. */
export interface Evaluation {
  /** (Weighted) mean over all samples. */
  readonly loss: number;
  readonly samples: number;
  /** Share of rows whose greatest output is the label's, 0..1. */
  readonly accuracy?: number;
  /** Share of rows whose label is among the k greatest outputs, by k. */
  readonly topK?: Readonly<Record<number, number>>;
  /** confusion[label][predicted]: counts. */
  readonly confusion?: readonly (readonly number[])[];
  /** For each class: of the rows predicted as it, the share that is; 0 where none is predicted. */
  readonly precision?: readonly number[];
  /** For each class: of the rows that are it, the share predicted as it; 0 where there are none. */
  readonly recall?: readonly number[];
}

/** Throws unless `options` are an evaluation's. */
export function checkEvaluateOptions(options: EvaluateOptions): { batchSize: number; topK: readonly number[] } {
  checkOptions("evaluate", options, ["loss", "batchSize", "topK"]);
  const { batchSize = 256, topK = [] } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    fail("option", { where: "evaluate.batchSize", got: show(batchSize), expected: "a positive whole number" });
  if (!Array.isArray(topK) || !topK.every((k) => Number.isInteger(k) && k > 0))
    fail("option", { where: "evaluate.topK", got: show(topK), expected: "positive whole numbers, such as [1, 5]" });
  return { batchSize, topK };
}

/** Runs `data` through the model; see `Model.evaluate`. */
export async function evaluate(
  network: Network,
  data: Batches,
  losses: Readonly<Record<string, Loss>>,
  { batchSize, topK }: { batchSize: number; topK: readonly number[] },
): Promise<Evaluation> {
  const labelled = Object.keys(data.targets).find((name) => data.targets[name].classes !== null);
  const confusion = labelled === undefined ? null : new Confusion(data.targets[labelled].classes as number, topK);
  const means = Object.fromEntries(Object.keys(losses).map((name) => [name, { loss: 0, weight: 0 }]));
  for (let from = 0; from < data.size; from += batchSize) {
    const to = Math.min(from + batchSize, data.size);
    let weights: Record<string, number> = {};
    const batch = await runPlan(
      network,
      () => network.plan(`evaluate/${lossKey(losses)}`, to - from, { losses }),
      (plan) => {
        weights = fillBatch(plan, data, null, from, to);
      },
      (plan) => {
        if (confusion && labelled !== undefined)
          confusion.add(plan.tape.floats(plan.outputs[labelled].slot), labelsOf(data.targets[labelled], from, to));
        return readLosses(plan).byOutput;
      },
    );
    for (const [name, mean] of Object.entries(means)) {
      mean.loss += batch[name] * weights[name];
      mean.weight += weights[name];
    }
    await breathe();
  }
  const loss = Object.values(means).reduce((sum, mean) => sum + (mean.weight ? mean.loss / mean.weight : 0), 0);
  return { loss, samples: data.size, ...confusion?.report() };
}

/** Labels of samples [from, to); the plan's own copy may be gone after the run, as its memory is used again. */
const labelsOf = ({ values, width }: TargetColumn, from: number, to: number): Values =>
  values.subarray(from * width, to * width);
