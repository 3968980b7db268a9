import type { Values } from "../data/samples.ts";
import type { Shape } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";

/** What a metric comes to: a number, one for each class, a table, or numbers by name. */
export type MetricValue =
  | number
  | readonly number[]
  | readonly (readonly number[])[]
  | Readonly<Record<string, number>>;

/** What a metric is of: one output of a model, and the loss whose targets it is compared with. */
export interface MetricOutput {
  readonly name: string;
  /** Of one sample. */
  readonly shape: Shape;
  readonly loss: Loss;
  /** Number of classes, where targets are labels, one for each row of the output's last axis; else null. */
  readonly classes: number | null;
  /** The label that counts for nothing; null where there is none. */
  readonly ignoreIndex: number | null;
}

/** One evaluation's metric: batches go in, then the value comes out. */
export interface MetricRun {
  /**
   * Takes a batch: `outputs` [samples, ...shape], which are gone when it returns; the loss's `targets`, sample after sample; and a
   * weight for each sample, all 1 where there are none.
   */
  add(outputs: Float32Array, targets: Values, weights?: Float32Array | null): void;
  result(): MetricValue;
}

/** A number that says how good a model is, given to `evaluate` and `fit`; those of `fovea/metrics`, or one's own. */
export interface Metric {
  /** What the value is called in an evaluation and in events. */
  readonly name: string;
  /** Begins an evaluation. Throws when it cannot be taken of that output. */
  begin(output: MetricOutput): MetricRun;
}

/** Metrics of the model's output, or by name of several. */
export type Metrics = readonly Metric[] | Readonly<Record<string, readonly Metric[]>>;
