import { breathe } from "../../bindings/platform.ts";
import type { Values } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { Loss, Reduction } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { Batch, TargetColumn, TargetKind } from "./batches.ts";
import { Confusion } from "./confusion.ts";
import { lossKey } from "./losses.ts";
import { addTo, measure, resultsOf } from "./measure.ts";
import type { Metrics, MetricValue } from "./metric.ts";
import { fillBatch, readLosses, runPlan } from "./run.ts";
import type { BatchSource } from "./source.ts";

/** Options of `model.evaluate`. */
export interface EvaluateOptions {
  /** The loss, or one for each output by name. */
  loss: Loss | Readonly<Record<string, Loss>>;
  /** Samples computed at a time; not for a data set that holds batches. Default 256. */
  batchSize?: number;
  /** Also count a label as found when it is among the k greatest outputs, for these k. Default none. */
  topK?: readonly number[];
  /** What else to find out, as `[f1(), auc()]` of `fovea/metrics`; of several outputs, by name. Default none. */
  metrics?: Metrics;
}

/** What an evaluation found. With labels also what classification asks for; of several outputs, for the first with labels. */
export interface Evaluation {
  /** (Weighted) mean over all samples, or sum; of several outputs, the sum of theirs. */
  readonly loss: number;
  /** By output, where a loss has reduction "none": the loss of each row, in order, times the weights of loss and sample. */
  readonly losses?: Readonly<Record<string, Float32Array>>;
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
  /** The values of `metrics`, by name; of several outputs as `output/name`. */
  readonly metrics?: Readonly<Record<string, MetricValue>>;
}

/** What an evaluation is to find. */
export interface EvaluateSettings {
  readonly topK?: readonly number[];
  readonly metrics?: Metrics;
  readonly signal?: AbortSignal;
}

/** Samples computed at a time, where nobody says how many. */
export const USUAL_BATCH = 256;

/** Throws unless `options` are an evaluation's. */
export function checkEvaluateOptions(options: EvaluateOptions): void {
  checkOptions("evaluate", options, ["loss", "batchSize", "topK", "metrics"]);
  const { batchSize = USUAL_BATCH, topK = [] } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    fail("option", { where: "evaluate.batchSize", got: show(batchSize), expected: "a positive whole number" });
  if (!Array.isArray(topK) || !topK.every((k) => Number.isInteger(k) && k > 0))
    fail("option", { where: "evaluate.topK", got: show(topK), expected: "positive whole numbers, such as [1, 5]" });
}

/** Runs `source` through the model; see `Model.evaluate`. */
export async function evaluate(
  network: Network,
  source: BatchSource,
  losses: Readonly<Record<string, Loss>>,
  { topK = [], metrics = [], signal }: EvaluateSettings,
): Promise<Evaluation> {
  const { targets } = source;
  const labelled = Object.keys(targets).find((name) => targets[name].classes !== null);
  const confusion = labelled === undefined ? null : confusionOf(targets[labelled], topK);
  const measured = measure("evaluate.metrics", metrics, network.graph, losses, targets);
  const totals = Object.entries(losses).map(([name, loss]) => new Total(name, loss));
  const key = `evaluate/${lossKey(losses)}`;
  const run = async ({ data, order, from, to }: Batch): Promise<void> => {
    let weights: Record<string, number> = {};
    await runPlan(
      network,
      () => network.plan(key, to - from, { losses }),
      (plan) => {
        weights = fillBatch(plan, data, order, from, to);
      },
      (plan) => {
        if (confusion && labelled !== undefined)
          confusion.add(plan.tape.floats(plan.outputs[labelled].slot), labelsOf(data.targets[labelled], from, to));
        addTo(measured, plan, data, from, to);
        const { byOutput } = readLosses(plan);
        for (const total of totals)
          total.add(byOutput[total.name], weights[total.name], plan.tape.floats(plan.losses[total.name].losses));
      },
    );
  };
  let samples = 0;
  for await (const batch of source.read(0, 0, signal)) {
    await run(batch);
    samples += batch.to - batch.from;
    await breathe();
  }
  if (!samples)
    fail("data", { where: "evaluate", got: "a data set without elements", expected: "at least one sample" });
  const loss = totals.reduce((sum, total) => sum + total.loss, 0);
  const rows = totals.flatMap(({ name, rows }) => (rows ? [[name, joined(rows)]] : []));
  return {
    loss,
    ...(rows.length && { losses: Object.fromEntries(rows) }),
    samples,
    ...confusion?.report(),
    ...resultsOf(measured),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The loss of one output over all batches. */
class Total {
  readonly name: string;
  /** Where the reduction is "none": the losses of the rows of each batch. */
  readonly rows: Float32Array[] | null;
  readonly #reduction: Reduction;
  #loss = 0;
  #weight = 0;

  constructor(name: string, { reduction }: Loss) {
    this.name = name;
    this.#reduction = reduction;
    this.rows = reduction === "none" ? [] : null;
  }

  /** Adds a batch: its loss, as its reduction says (a sum where it says none), what its rows count for, and their losses. */
  add(loss: number, weight: number, rows: Float32Array): void {
    this.#loss += this.#reduction === "mean" ? loss * weight : loss;
    this.#weight += weight;
    this.rows?.push(rows.slice());
  }

  get loss(): number {
    if (this.#reduction === "sum") return this.#loss;
    return this.#weight ? this.#loss / this.#weight : 0;
  }
}

const confusionOf = ({ classes, ignoreIndex }: TargetKind, topK: readonly number[]): Confusion =>
  new Confusion({ classes: classes as number, ignoreIndex }, topK);

/** Labels of samples [from, to); the plan's own copy may be gone after the run, as its memory is used again. */
const labelsOf = ({ values, width }: TargetColumn, from: number, to: number): Values =>
  values.subarray(from * width, to * width);
