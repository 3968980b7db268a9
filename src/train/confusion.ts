import type { Values } from "../data/samples.ts";
import type { Evaluation } from "./evaluate.ts";

type Report = Required<Pick<Evaluation, "accuracy" | "topK" | "confusion" | "precision" | "recall">>;

interface ConfusionOptions {
  classes: number;
  /** The label whose rows do not count. */
  ignoreIndex: number | null;
}

/** Counts predictions against labels. */
export class Confusion {
  readonly #classes: number;
  readonly #ignored: number | null;
  /** [label, predicted] */
  readonly #counts: Float64Array;
  readonly #hits: Map<number, number>;
  #rows = 0;

  constructor({ classes, ignoreIndex }: ConfusionOptions, topK: readonly number[]) {
    this.#classes = classes;
    this.#ignored = ignoreIndex;
    this.#counts = new Float64Array(classes * classes);
    this.#hits = new Map(topK.map((k) => [k, 0]));
  }

  /** Adds rows of `scores` [rows, classes] with their labels. Of equal scores the first class counts as the greater. */
  add(scores: Float32Array, labels: Values): void {
    const classes = this.#classes;
    labels.forEach((label, row) => {
      if (label === this.#ignored) return;
      this.#rows++;
      const at = row * classes;
      const own = scores[at + label];
      let [predicted, rank] = [0, 0]; // rank: classes that score above the label's
      for (let c = 0; c < classes; c++) {
        if (scores[at + c] > scores[at + predicted]) predicted = c;
        if (scores[at + c] > own || (scores[at + c] === own && c < label)) rank++;
      }
      this.#counts[label * classes + predicted]++;
      for (const [k, hits] of this.#hits) if (rank < k) this.#hits.set(k, hits + 1);
    });
  }

  report(): Report {
    const classes = Array.from({ length: this.#classes }, (_, c) => c);
    const confusion = classes.map((label) =>
      classes.map((predicted) => this.#counts[label * this.#classes + predicted]),
    );
    const right = classes.map((c) => confusion[c][c]);
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    const share = (part: number, whole: number): number => (whole ? part / whole : 0);
    return {
      accuracy: share(sum(right), this.#rows),
      topK: Object.fromEntries([...this.#hits].map(([k, hits]) => [k, share(hits, this.#rows)])),
      confusion,
      precision: classes.map((c) => share(right[c], sum(confusion.map((row) => row[c])))),
      recall: classes.map((c) => share(right[c], sum(confusion[c]))),
    };
  }
}
