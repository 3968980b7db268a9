import { checkOptions, fail, show } from "../error.ts";
import type { Metric } from "../train/metric.ts";
import { type AverageOptions, countMetric, nameOf, share } from "./tally.ts";
import { type ClassOptions, checkClassOptions, classOptions, greatest, readerOf } from "./targets.ts";

/** Options of {@link accuracy}, {@link topK} and {@link confusion}. */
export interface NamedClassOptions extends ClassOptions {
  /** What the value is called. Default: the metric. */
  name?: string;
}

function checkNamed(metric: string, options: NamedClassOptions): void {
  checkOptions(metric, options, [...classOptions, "name"]);
  checkClassOptions(metric, options);
}

/**
 * Share of rows whose greatest score is the label's, of equal scores the first; with binary targets, of numbers on their own side of the
 * threshold. Rows weigh as their sample does. Where a sample has a label for each pixel, this is the pixel accuracy.
 *
 * @throws FoveaError for an unknown option, and targets of another kind than the loss takes.
 * @example
 * const { metrics } = await net.evaluate(test, { loss: softmaxCrossEntropy(), metrics: [accuracy(), topK(5), f1()] });
 */
export function accuracy(options: NamedClassOptions = {}): Metric {
  checkNamed("accuracy", options);
  return {
    name: nameOf("accuracy", options.name),
    begin(output) {
      const reader = readerOf("accuracy", output, options);
      let [right, all] = [0, 0];
      return {
        add(outputs, targets, weights) {
          reader.each(outputs, targets, weights, (at, truth, weight) => {
            const found = reader.binary
              ? Number(outputs[at] > reader.threshold)
              : greatest(outputs, at, reader.classes);
            if (found === truth) right += weight;
            all += weight;
          });
        },
        result: () => share(right, all),
      };
    },
  };
}

/**
 * Share of rows whose label is among the k greatest scores; of equal scores the first class counts as the greater. Called `top5` for k = 5.
 *
 * @throws FoveaError for a k that is no positive whole number, or more than the output has classes, and for binary targets.
 * @example
 * await net.evaluate(test, { loss: softmaxCrossEntropy(), metrics: [topK(5)] }); // metrics: { top5: 0.97 }
 */
export function topK(k: number, options: NamedClassOptions = {}): Metric {
  if (!(Number.isInteger(k) && k >= 1))
    fail("option", { where: "topK", got: show(k), expected: "a positive whole number" });
  checkNamed("topK", options);
  return {
    name: nameOf("top", options.name, String(k)),
    begin(output) {
      const reader = readerOf("topK", output, options);
      const { classes } = reader;
      if (reader.binary) fail("option", { where: "topK.targets", got: "binary targets", expected: "rows of classes" });
      if (k > classes) fail("option", { where: "topK", got: show(k), expected: `at most ${classes}, the classes` });
      let [right, all] = [0, 0];
      return {
        add(outputs, targets, weights) {
          reader.each(outputs, targets, weights, (at, label, weight) => {
            const own = outputs[at + label];
            let rank = 0; // classes that score above the label's
            for (let c = 0; c < classes; c++)
              if (outputs[at + c] > own || (outputs[at + c] === own && c < label)) rank++;
            if (rank < k) right += weight;
            all += weight;
          });
        },
        result: () => share(right, all),
      };
    },
  };
}

/**
 * For each class: of what is predicted as it, the share that is, TP / (TP + FP); 0 where nothing is predicted as it.
 * Source: as scikit-learn's precision_score, the labels being those that occur.
 *
 * @throws FoveaError for an unknown option, an average that is none, and targets of another kind than the loss takes.
 * @example
 * metrics: [precision(), precision({ average: "none" }), precision({ positive: 1 })]
 */
export const precision = (options: AverageOptions = {}): Metric =>
  countMetric("precision", options, (right, predicted) => share(right, predicted));

/**
 * For each class: of what is it, the share that is predicted as it, TP / (TP + FN); 0 where nothing is it. Source: as
 * scikit-learn's recall_score.
 *
 * @throws FoveaError for an unknown option, an average that is none, and targets of another kind than the loss takes.
 * @example
 * metrics: [recall({ average: "weighted" })]
 */
export const recall = (options: AverageOptions = {}): Metric =>
  countMetric("recall", options, (right, _, actual) => share(right, actual));

/**
 * For each class: the harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN), of masks also known as Dice's coefficient;
 * 0 for a class that does not occur. Source: van Rijsbergen 1979; as scikit-learn's f1_score.
 *
 * @throws FoveaError for an unknown option, an average that is none, and targets of another kind than the loss takes.
 * @example
 * metrics: [f1(), f1({ average: "micro" }), f1({ average: "none" })]
 */
export const f1 = (options: AverageOptions = {}): Metric =>
  countMetric("f1", options, (right, predicted, actual) => share(2 * right, predicted + actual));

/**
 * For each class: intersection over union of what is predicted as it and what is it, TP / (TP + FP + FN), averaged over the classes
 * that occur. Of labels for each pixel, or of binary masks. Source: Jaccard 1901; the mean IoU of Pascal VOC's segmentation when
 * `ignoreIndex` is 255.
 *
 * @throws FoveaError for an unknown option, an average that is none, and targets of another kind than the loss takes.
 * @example
 * await net.evaluate(test, { loss: softmaxCrossEntropy({ ignoreIndex: 255 }), metrics: [meanIoU(), meanIoU({ average: "none" })] });
 */
export const meanIoU = (options: AverageOptions = {}): Metric =>
  countMetric("meanIoU", options, (right, predicted, actual) => share(right, predicted + actual - right));

/**
 * counts[label][predicted], sums of weights; with binary targets counts[truth][predicted] of all numbers together, no before yes.
 *
 * @throws FoveaError for an unknown option, and targets of another kind than the loss takes.
 * @example
 * metrics: [confusion()]
 */
export function confusion(options: NamedClassOptions = {}): Metric {
  checkNamed("confusion", options);
  return {
    name: nameOf("confusion", options.name),
    begin(output) {
      const reader = readerOf("confusion", output, options);
      const size = reader.binary ? 2 : reader.classes;
      const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
      return {
        add(outputs, targets, weights) {
          reader.each(outputs, targets, weights, (at, truth, weight) => {
            const found = reader.binary ? Number(outputs[at] > reader.threshold) : greatest(outputs, at, size);
            counts[truth][found] += weight;
          });
        },
        result: () => counts.map((row) => [...row]),
      };
    },
  };
}
