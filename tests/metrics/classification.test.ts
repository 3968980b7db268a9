import { describe, expect, test } from "vitest";
import { softmaxCrossEntropy } from "../../src/index.ts";
import { accuracy, confusion, f1, meanIoU, precision, recall, topK } from "../../src/metrics/index.ts";
import * as oracle from "../oracle/metrics/classification.ts";
import { type Batch, binary, labels, measured, output, probabilities, scores, whole } from "./outputs.ts";

const CLASSES = 5;
const metrics = { precision, recall, f1, meanIoU };
type Name = keyof typeof metrics;
const names = Object.keys(metrics) as Name[];

/** Samples of two rows of five classes; class 4 is never the label. */
function batch(samples: number, seed: number): [Batch, oracle.Row[]] {
  const flat = scores(samples * 2 * CLASSES, seed);
  const targets = whole(samples * 2, CLASSES - 1, seed + 1);
  const weights = whole(samples, 4, seed + 2).map((value) => value / 2);
  const rows = targets.map((label, row) => ({
    ...{ scores: flat.slice(row * CLASSES, (row + 1) * CLASSES), label, weight: weights[Math.floor(row / 2)] },
  }));
  return [[flat, targets, weights], rows];
}

const [first, firstRows] = batch(20, 1);
const [second, secondRows] = batch(7, 10);
const rows = [...firstRows, ...secondRows];
const of = output([2, CLASSES]);

describe("labels, in two batches with weights", () => {
  test("accuracy and top-k", () => {
    expect(measured(accuracy(), of, first, second)).toBeCloseTo(oracle.accuracy(rows), 12);
    for (const k of [1, 2, 5]) expect(measured(topK(k), of, first, second)).toBeCloseTo(oracle.topK(rows, k), 12);
    expect(measured(topK(5), of, first, second)).toBe(1);
  });

  test.each(names)("%s of each class and averaged", (name) => {
    const expected = oracle.averages(rows, CLASSES, oracle.formulas[name]);
    const find = (options: object): unknown => measured(metrics[name](options), of, first, second);
    expect(find({})).toBeCloseTo(expected.macro, 12);
    expect(find({ average: "weighted" })).toBeCloseTo(expected.weighted, 12);
    expect(find({ average: "micro" })).toBeCloseTo(expected.micro, 12);
    const each = find({ average: "none" }) as number[];
    expect(each).toHaveLength(CLASSES);
    for (const [c, value] of each.entries()) {
      expect(value).toBeCloseTo(expected.none[c], 12);
      expect(find({ positive: c })).toBe(value);
    }
  });

  test("confusion", () => {
    const table = measured(confusion(), of, first, second) as number[][];
    for (let label = 0; label < CLASSES; label++)
      for (let found = 0; found < CLASSES; found++) {
        const chosen = rows.filter((row) => row.label === label && oracle.predicted(row) === found);
        expect(table[label][found]).toBe(chosen.reduce((sum, { weight }) => sum + weight, 0));
      }
  });
});

describe("by hand", () => {
  // label 0 0 0 1 1 2, predicted 0 0 1 1 2 2
  const hand: Batch = [
    [9, 0, 0, 9, 0, 0, 0, 9, 0, 0, 9, 0, 0, 0, 9, 0, 0, 9],
    [0, 0, 0, 1, 1, 2],
  ];
  const three = output([3]);

  test.each<[string, ReturnType<typeof f1>, unknown]>([
    ["accuracy", accuracy(), 4 / 6],
    ["precision.classes", precision({ average: "none" }), [1, 1 / 2, 1 / 2]],
    ["recall.classes", recall({ average: "none" }), [2 / 3, 1 / 2, 1]],
    ["recall", recall(), (2 / 3 + 1 / 2 + 1) / 3],
    ["f1.micro", f1({ average: "micro" }), 4 / 6],
    ["f1.weighted", f1({ average: "weighted" }), (3 * (4 / 5) + 2 * (1 / 2) + 2 / 3) / 6],
    ["meanIoU", meanIoU(), (2 / 3 + 1 / 3 + 1 / 2) / 3],
    ["precision.1", precision({ positive: 1 }), 1 / 2],
    ["top2", topK(2), 5 / 6],
    ["mine", f1({ average: "none", name: "mine" }), [4 / 5, 1 / 2, 2 / 3]],
  ])("%s", (name, metric, expected) => {
    expect(metric.name).toBe(name);
    const found = measured(metric, three, hand);
    for (const [i, value] of [expected].flat().entries()) expect([found].flat()[i]).toBeCloseTo(value as number, 12);
  });

  test("an ignored label counts for nothing, whether the loss or the metric says so", () => {
    const [flat, targets] = hand;
    const ignoring: Batch = [flat, targets.map((label) => (label === 2 ? 255 : label))];
    const ofLoss = output([3], softmaxCrossEntropy({ ignoreIndex: 255 }));
    expect(measured(accuracy(), ofLoss, ignoring)).toBeCloseTo(3 / 5, 12);
    expect(measured(accuracy({ ignoreIndex: 2 }), three, hand)).toBeCloseTo(3 / 5, 12);
    expect(measured(meanIoU({ ignoreIndex: 2 }), three, hand)).toBeCloseTo((2 / 3 + 1 / 3 + 0) / 3, 12);
  });

  test("one-hot and soft targets are their greatest class; a row of zeros is none", () => {
    const of = output([3], probabilities);
    const soft: Batch = [
      [9, 0, 0, 0, 9, 0, 0, 0, 9],
      [0.6, 0.4, 0, 1, 0, 0, 0, 0, 0],
    ];
    expect(measured(accuracy(), of, soft)).toBe(1 / 2);
    expect(measured(topK(2), of, soft)).toBe(1);
  });

  test("every binary number is a yes or a no: above 0, as logits, or above the threshold", () => {
    const masks = output([2, 2], binary); // two kinds
    const batch: Batch = [
      [3, -1, 2, 4, -2, 0, 1, -3],
      [1, 0, 1, 0, 1, 1, 0, 0],
    ];
    // kind 0: scores 3 2 -2 1, truth 1 1 1 0; kind 1: scores -1 4 0 -3, truth 0 0 1 0
    expect(measured(accuracy(), masks, batch)).toBe(4 / 8);
    expect(measured(precision({ average: "none" }), masks, batch)).toEqual([2 / 3, 0]);
    expect(measured(recall({ average: "none" }), masks, batch)).toEqual([2 / 3, 0]);
    expect(measured(meanIoU({ average: "micro" }), masks, batch)).toBe(2 / 6);
    expect(measured(confusion(), masks, batch)).toEqual([
      [2, 2],
      [2, 2],
    ]);
    expect(measured(accuracy({ threshold: 1.5 }), masks, batch)).toBe(5 / 8);
  });

  test("nothing at all is 0", () => {
    const nothing: Batch = [[1, 2, 3], [7]];
    const of = output([3], softmaxCrossEntropy({ ignoreIndex: 7 }));
    for (const metric of [accuracy(), f1(), meanIoU({ average: "weighted" }), topK(2)])
      expect(measured(metric, of, nothing)).toBe(0);
  });
});

test("labels of a loss without labels are refused, and the other way round", () => {
  expect(() => f1({ targets: "labels" }).begin(output([3], binary))).toThrow(
    'f1.targets: got "labels", expected what sigmoidCrossEntropy takes, which is not labels.',
  );
  expect(() => f1({ targets: "binary" }).begin(output([3], labels))).toThrow(
    'f1.targets: got "binary", expected what softmaxCrossEntropy takes, which is labels.',
  );
});
