import { checkOptions, fail, show } from "../error.ts";
import type { Metric, MetricValue } from "../train/metric.ts";
import { type ClassOptions, checkClassOptions, classOptions, greatest, readerOf } from "./targets.ts";

/** How the values of the classes become one. */
export type Average = "macro" | "weighted" | "micro" | "none";

/** Options of metrics that have a value for each class. */
export interface AverageOptions extends ClassOptions {
  /**
   * `"macro"`: the mean over the classes that occur, as truth or prediction; `"weighted"`: their mean by how often each is the truth;
   * `"micro"`: the value of all counts together; `"none"`: an array of each class's value. Default `"macro"`.
   */
  average?: Average;
  /** The value of this class alone, as of the positive one of two. */
  positive?: number;
  /** What the value is called. Default: the metric, with `.weighted`, `.micro`, `.classes` or `.N` of class N behind it. */
  name?: string;
}

/** How often each class was right, was predicted, was the truth: sums of weights. */
export interface Counts {
  readonly right: Float64Array;
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
}

const averages: readonly Average[] = ["macro", "weighted", "micro", "none"];
const suffixes = { macro: "", weighted: ".weighted", micro: ".micro", none: ".classes" };

/** What averaging asks of its options, checked. */
export function checkAverage(metric: string, options: AverageOptions): { name: string; average: Average } {
  checkOptions(metric, options, [...classOptions, "average", "positive", "name"]);
  checkClassOptions(metric, options);
  const { average = "macro", positive } = options;
  if (!averages.includes(average))
    fail("option", { where: `${metric}.average`, got: show(average), expected: averages.map(show).join(", ") });
  if (positive !== undefined && !(Number.isInteger(positive) && positive >= 0))
    fail("option", { where: `${metric}.positive`, got: show(positive), expected: "a class index" });
  if (positive !== undefined && options.average !== undefined)
    fail("option", {
      where: `${metric}.positive`,
      got: `a class, with average ${show(average)}`,
      expected: "one of the two",
    });
  return { name: nameOf(metric, options.name, positive === undefined ? suffixes[average] : `.${positive}`), average };
}

/** A metric's own name, or the one that it is given. */
export function nameOf(metric: string, given: string | undefined, suffix = ""): string {
  if (given !== undefined && (typeof given !== "string" || given === ""))
    fail("option", { where: `${metric}.name`, got: show(given), expected: "a name" });
  return given ?? `${metric}${suffix}`;
}

/** A metric of each class's counts; `of(right, predicted, actual)` is the value of one. */
export function countMetric(
  metric: string,
  options: AverageOptions,
  of: (right: number, predicted: number, actual: number) => number,
): Metric {
  const { name, average } = checkAverage(metric, options);
  return {
    name,
    begin(output) {
      const reader = readerOf(metric, output, options);
      const { classes } = reader;
      checkPositive(metric, options.positive, classes);
      const made = (): Float64Array => new Float64Array(classes);
      const counts = { right: made(), predicted: made(), actual: made() };
      return {
        add(outputs, targets, weights) {
          reader.each(outputs, targets, weights, (at, truth, weight, kind) => {
            const [is, found] = reader.binary
              ? [truth ? kind : -1, outputs[at] > reader.threshold ? kind : -1]
              : [truth, greatest(outputs, at, classes)];
            if (is >= 0) counts.actual[is] += weight;
            if (found >= 0) counts.predicted[found] += weight;
            if (is >= 0 && is === found) counts.right[is] += weight;
          });
        },
        result: () => averaged(counts, average, options.positive, of),
      };
    },
  };
}

/** Throws unless class `positive` is one of the output's. */
export function checkPositive(metric: string, positive: number | undefined, classes: number): void {
  if (positive !== undefined && positive >= classes)
    fail("option", { where: `${metric}.positive`, got: show(positive), expected: `a class below ${classes}` });
}

function averaged(
  { right, predicted, actual }: Counts,
  average: Average,
  positive: number | undefined,
  of: (right: number, predicted: number, actual: number) => number,
): MetricValue {
  const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
  const each = Array.from(right, (_, c) => of(right[c], predicted[c], actual[c]));
  if (positive !== undefined) return each[positive];
  if (average === "none") return each;
  if (average === "micro") return of(sum(right), sum(predicted), sum(actual));
  const weights = each.map((_, c) => (average === "weighted" ? actual[c] : Number(actual[c] + predicted[c] > 0)));
  return share(sum(each.map((value, c) => value * weights[c])), sum(weights));
}

/** part / whole, 0 where there is nothing. */
export const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
