import type { Values } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import { exp, log } from "../exact.ts";
import type { Metric, MetricValue } from "../train/metric.ts";
import { checkPositive, nameOf } from "./tally.ts";
import { type ClassOptions, checkClassOptions, classOptions, type Reader, readerOf } from "./targets.ts";

/** Options of {@link auc} and {@link averagePrecision}. */
export interface RankingOptions extends Omit<ClassOptions, "threshold"> {
  /**
   * Of more than two classes, each against the rest: `"macro"`, their mean; `"weighted"`, by how often each is the truth; `"none"`, an
   * array of each. Default `"macro"`.
   */
  average?: "macro" | "weighted" | "none";
  /** The value of this class alone against the rest. Of labels of two classes, default 1. */
  positive?: number;
  /** Whether rows of more than two classes are logits, or probabilities already. Default `"logits"`. */
  scores?: "logits" | "probabilities";
  /** What the value is called. Default: the metric, with `.weighted`, `.classes` or `.N` of class N behind it. */
  name?: string;
}

/** A score, whether it is of what is looked for, and what it counts for. */
interface Scored {
  readonly score: Float64Array;
  readonly truth: Uint8Array;
  readonly weight: Float64Array;
}

/**
 * Area under the ROC curve: the chance that a score of what is looked for is above that of what is not, ties counting half. NaN where
 * one of the two does not occur, and where a score is not a number. Of two classes with labels the score is the difference of the
 * logits; of more each class's probability, one against the rest; of binary targets each number. All scores are kept until the end.
 * Source: Mann and Whitney 1947; Hanley and McNeil 1982; as scikit-learn's roc_auc_score.
 *
 * @throws FoveaError for an unknown option, and targets of another kind than the loss takes.
 * @example
 * await net.evaluate(test, { loss: sigmoidCrossEntropy(), metrics: [auc(), averagePrecision()] });
 */
export const auc = (options: RankingOptions = {}): Metric => rankingMetric("auc", options, areaUnderRoc);

/**
 * Average precision, the area under the curve of precision over recall as steps: sum over the scores, falling, of (R[n] - R[n-1]) P[n],
 * equal scores being one step. NaN where nothing is what is looked for, and where a score is not a number. Scores as in {@link auc}.
 * Source: as scikit-learn's average_precision_score.
 *
 * @throws FoveaError for an unknown option, and targets of another kind than the loss takes.
 * @example
 * await net.evaluate(test, { loss: softmaxCrossEntropy(), metrics: [averagePrecision({ average: "none" })] });
 */
export const averagePrecision = (options: RankingOptions = {}): Metric =>
  rankingMetric("averagePrecision", options, areaUnderSteps);

const averages: readonly unknown[] = ["macro", "weighted", "none"];
const suffixes = { macro: "", weighted: ".weighted", none: ".classes" };

function rankingMetric(metric: string, options: RankingOptions, area: (scored: Scored) => number): Metric {
  const known = classOptions.filter((option) => option !== "threshold");
  checkOptions(metric, options, [...known, "average", "positive", "scores", "name"]);
  checkClassOptions(metric, options);
  const { average = "macro", positive, scores = "logits" } = options;
  if (!averages.includes(average))
    fail("option", { where: `${metric}.average`, got: show(average), expected: averages.map(show).join(", ") });
  if (scores !== "logits" && scores !== "probabilities")
    fail("option", { where: `${metric}.scores`, got: show(scores), expected: '"logits" or "probabilities"' });
  if (positive !== undefined && !(Number.isInteger(positive) && positive >= 0))
    fail("option", { where: `${metric}.positive`, got: show(positive), expected: "a class index" });
  if (positive !== undefined && options.average !== undefined)
    fail("option", { where: `${metric}.positive`, got: "a class and an average", expected: "one of the two" });
  return {
    name: nameOf(metric, options.name, positive === undefined ? suffixes[average] : `.${positive}`),
    begin(output) {
      const reader = readerOf(metric, output, options);
      checkPositive(metric, positive, reader.classes);
      const two = !reader.binary && reader.classes === 2;
      const looked = positive ?? (two && average !== "none" ? 1 : undefined);
      const kept = new Scores(reader, scores === "logits");
      return {
        add: (outputs, targets, weights) => kept.add(outputs, targets, weights),
        result(): MetricValue {
          if (looked !== undefined) return area(kept.of(looked));
          const each = Array.from({ length: reader.classes }, (_, c) => kept.of(c));
          const values = each.map(area);
          if (average === "none") return values;
          const shares = each.map((scored) => (average === "macro" ? 1 : totals(scored).yes));
          const sum = shares.reduce((total, value) => total + value, 0);
          return values.reduce((total, value, c) => total + value * shares[c], 0) / sum;
        },
      };
    },
  };
}

/** The rows of one batch: their scores, `width` of each, their labels or truths, their weights and kinds. */
interface Rows {
  readonly scores: Float64Array;
  readonly truth: Int32Array;
  readonly weight: Float32Array;
  readonly kind: Int32Array;
}

/** Every row of an evaluation. */
class Scores {
  readonly #reader: Reader;
  readonly #logits: boolean;
  readonly #width: number;
  readonly #batches: Rows[] = [];

  constructor(reader: Reader, logits: boolean) {
    this.#reader = reader;
    this.#logits = logits && !reader.binary;
    this.#width = reader.binary ? 1 : reader.classes;
  }

  add(outputs: Float32Array, targets: Values, weights: Float32Array | null | undefined): void {
    const width = this.#width;
    const most = outputs.length / width;
    const scores = new Float64Array(outputs.length);
    const [truths, sums, kinds] = [new Int32Array(most), new Float32Array(most), new Int32Array(most)];
    let rows = 0;
    this.#reader.each(outputs, targets, weights, (at, truth, weight, kind) => {
      const row = scores.subarray(rows * width, (rows + 1) * width);
      row.set(outputs.subarray(at, at + width));
      if (this.#logits) compare(row);
      [truths[rows], sums[rows], kinds[rows]] = [truth, weight, kind];
      rows++;
    });
    this.#batches.push({
      scores: scores.subarray(0, rows * width),
      truth: truths.subarray(0, rows),
      weight: sums.subarray(0, rows),
      kind: kinds.subarray(0, rows),
    });
  }

  /** Class `c` against the rest, or kind `c` of binary numbers. */
  of(c: number): Scored {
    const { binary } = this.#reader;
    const [score, truth, weight]: [number[], number[], number[]] = [[], [], []];
    for (const batch of this.#batches)
      for (let row = 0; row < batch.truth.length; row++) {
        if (binary && batch.kind[row] !== c) continue;
        score.push(batch.scores[row * this.#width + (binary ? 0 : c)]);
        truth.push(Number(batch.truth[row] === (binary ? 1 : c)));
        weight.push(batch.weight[row]);
      }
    return { score: Float64Array.from(score), truth: Uint8Array.from(truth), weight: Float64Array.from(weight) };
  }
}

/** Makes a row of logits numbers that rank rows as each class's probability does, even where that rounds to 0 or 1. */
function compare(row: Float64Array): void {
  const logits = row.slice();
  for (const [c, own] of logits.entries()) {
    let others = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < logits.length; i++) if (i !== c) others = Math.max(others, logits[i]);
    let sum = 0; // relative to the greatest of the others: 1 where there is one other
    for (let i = 0; i < logits.length; i++) if (i !== c) sum += logits[i] === others ? 1 : exp(logits[i] - others);
    row[c] = own - others - log(sum);
  }
}

/** Weights of what is looked for, and of what is not. */
function totals({ truth, weight }: Scored): { yes: number; no: number } {
  let [yes, no] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (truth[i]) yes += weight[i];
    else no += weight[i];
  }
  return { yes, no };
}

/** Goes through the scores from the greatest to the least, equal ones at once: what of them is looked for, and what is not. */
function eachStep(scored: Scored, visit: (yes: number, no: number) => void): void {
  const { score, truth, weight } = scored;
  const order = Uint32Array.from(score, (_, i) => i).sort((a, b) => score[b] - score[a] || a - b);
  for (let i = 0; i < order.length; ) {
    const now = score[order[i]];
    let [yes, no] = [0, 0];
    for (; i < order.length && score[order[i]] === now; i++) {
      if (truth[order[i]]) yes += weight[order[i]];
      else no += weight[order[i]];
    }
    visit(yes, no);
  }
}

const broken = ({ score }: Scored): boolean => score.some((value) => Number.isNaN(value));

function areaUnderRoc(scored: Scored): number {
  const { yes, no } = totals(scored);
  if (!(yes > 0 && no > 0) || broken(scored)) return Number.NaN;
  let [above, area] = [0, 0];
  eachStep(scored, (here, others) => {
    area += others * (above + here / 2);
    above += here;
  });
  return area / (yes * no);
}

function areaUnderSteps(scored: Scored): number {
  const { yes } = totals(scored);
  if (!(yes > 0) || broken(scored)) return Number.NaN;
  let [found, taken, area] = [0, 0, 0];
  eachStep(scored, (here, others) => {
    found += here;
    taken += here + others;
    if (here > 0) area += here * (found / taken);
  });
  return area / yes;
}
