import { describe, expect, test } from "vitest";
import { auc, averagePrecision } from "../../src/metrics/index.ts";
import * as definitions from "../oracle/metrics/ranking.ts";
import { type Batch, binary, measured, output, scores, whole } from "./outputs.ts";

const metrics = { auc, averagePrecision };
const oracle = { auc: definitions.auc, averagePrecision: definitions.averagePrecision };

/** Batches of rows of `classes` scores, many of them equal, and their parts. */
function batches(classes: number): { given: Batch[]; rows: { scores: number[]; label: number; weight: number }[] } {
  const given = [40, 13].map((rows, i): Batch => {
    const weights = whole(rows, 3, i + 7).map((value) => 1 + value / 2);
    return [scores(rows * classes, i + 1), whole(rows, classes, i + 4), weights];
  });
  const rows = given.flatMap(([flat, targets, weights]) =>
    targets.map((label, row) => ({
      ...{ scores: flat.slice(row * classes, (row + 1) * classes), label, weight: weights?.[row] as number },
    })),
  );
  return { given, rows };
}

describe.each(["auc", "averagePrecision"] as const)("%s", (name) => {
  test("of two classes, ranked by the difference of their logits", () => {
    const { given, rows } = batches(2);
    const of = (c: number) =>
      rows.map(({ scores, label, weight }) => ({ score: scores[c] - scores[1 - c], truth: label === c, weight }));
    const find = (options: object): unknown => measured(metrics[name](options), output([2]), ...given);
    expect(find({})).toBeCloseTo(oracle[name](of(1)), 12);
    expect(find({ positive: 0 })).toBeCloseTo(oracle[name](of(0)), 12);
  });

  test("of four classes, each against the rest", () => {
    const { given, rows } = batches(4);
    const find = (options: object): unknown => measured(metrics[name](options), output([4]), ...given);
    const each = [0, 1, 2, 3].map((c) =>
      oracle[name](
        rows.map(({ scores, label, weight }) => ({
          score: definitions.softmax(scores, c),
          truth: label === c,
          weight,
        })),
      ),
    );
    const support = [0, 1, 2, 3].map((c) =>
      rows.reduce((sum, { label, weight }) => sum + (label === c ? weight : 0), 0),
    );
    const found = find({ average: "none" }) as number[];
    for (const [c, value] of found.entries()) expect(value).toBeCloseTo(each[c], 9);
    expect(find({})).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / 4, 9);
    const weighted = each.reduce((sum, value, c) => sum + value * support[c], 0);
    expect(find({ average: "weighted" })).toBeCloseTo(weighted / support.reduce((sum, value) => sum + value, 0), 9);
    const plain = rows.map(({ scores, label, weight }) => ({ score: scores[2], truth: label === 2, weight }));
    expect(find({ scores: "probabilities", positive: 2 })).toBeCloseTo(oracle[name](plain), 12);
  });

  test("of binary targets, each kind by itself", () => {
    const flat = scores(60, 5);
    const targets = whole(60, 2, 6);
    const found = measured(metrics[name]({ average: "none" }), output([2], binary), [flat, targets]) as number[];
    for (const kind of [0, 1]) {
      const scored = flat.map((score, i) => ({ score, truth: targets[i] === 1, weight: 1 }));
      expect(found[kind]).toBeCloseTo(oracle[name](scored.filter((_, i) => i % 2 === kind)), 12);
    }
  });

  test("is no number where only one kind occurs, or a score is none", () => {
    const of = output([1], binary);
    expect(
      measured(metrics[name](), of, [
        [1, 2],
        [0, 0],
      ]),
    ).toBeNaN();
    expect(
      measured(metrics[name](), of, [
        [1, Number.NaN],
        [0, 1],
      ]),
    ).toBeNaN();
  });
});

test("the numbers of scikit-learn's manual", () => {
  const of = output([1], binary);
  const batch: Batch = [
    [0.1, 0.4, 0.35, 0.8],
    [0, 0, 1, 1],
  ];
  expect(measured(auc(), of, batch)).toBe(0.75);
  expect(measured(averagePrecision(), of, batch)).toBeCloseTo(0.8333333333, 9);
});

test("two classes whose probabilities round to 1 are ranked all the same", () => {
  const batch: Batch = [
    [0, 50, 0, 60, 0, 70, 0, 80],
    [0, 0, 1, 1],
  ];
  expect(measured(auc(), output([2]), batch)).toBe(1);
});
