import { describe, expect, test } from "vitest";
import { count, type Shape } from "../../src/graph/shape.ts";
import { softmaxCrossEntropy } from "../../src/losses/softmaxCrossEntropy.ts";
import { checkLoss } from "../harness/checkLoss.ts";
import { pseudoRandom } from "../harness/values.ts";
import * as oracle from "../oracle/losses.ts";

const rows: [shape: Shape, batch: number][] = [
  [[2], 1],
  [[3], 4],
  [[4], 3],
  [[5], 7],
  [[10], 64],
  [[17], 2],
  [[5, 3, 9], 2],
  [[1000], 3],
];

for (const [shape, batch] of rows) {
  const classes = shape[shape.length - 1];
  const samples = (batch * count(shape)) / classes;
  const common = { loss: softmaxCrossEntropy(), shape, batch, oracle: oracle.softmaxCrossEntropy };
  const targets = Int32Array.from({ length: samples }, (_, i) => (i * 7 + 1) % classes);
  checkLoss({ ...common, name: `softmaxCrossEntropy [${batch}, ${shape.join(", ")}]`, targets, tolerance: 5e-7 });
}

const wide = pseudoRandom(6 * 7, 5).map((z) => Math.fround(200 * z));
checkLoss({
  name: "softmaxCrossEntropy where probabilities underflow",
  loss: softmaxCrossEntropy(),
  shape: [7],
  batch: 6,
  targets: [0, 1, 2, 3, 4, 5],
  output: wide,
  oracle: oracle.softmaxCrossEntropy,
  tolerance: 5e-7,
});

describe("softmaxCrossEntropy", () => {
  const loss = softmaxCrossEntropy({ weight: 0.5, classWeights: [1, 0, 2] });

  test("says what rows and targets it takes", () => {
    expect(loss.rows([4, 3])).toEqual({ rows: 4, targets: 4, labels: true, classes: 3 });
    expect(loss.rows([4, 5, 6, 3])).toEqual({ rows: 120, targets: 120, labels: true, classes: 3 });
  });

  test("holds its options as plain data", () => {
    expect(JSON.parse(JSON.stringify(loss.options))).toEqual({ weight: 0.5, classWeights: [1, 0, 2] });
    expect(softmaxCrossEntropy(loss.options).options).toEqual(loss.options);
    expect(softmaxCrossEntropy().options).toEqual({ weight: 1 });
  });

  test("refuses outputs that it cannot be taken of", () => {
    expect(() => loss.rows([4, 1])).toThrow(
      "softmaxCrossEntropy: got an output of shape [1], expected [..., classes] with at least two",
    );
    expect(() => loss.rows([4, 5])).toThrow(
      "softmaxCrossEntropy.classWeights: got 3 weights, expected one for each of the 5 classes",
    );
  });

  test("refuses wrong options", () => {
    expect(() => softmaxCrossEntropy({ weights: [1] } as never)).toThrow('unknown option "weights"');
    for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY, "1"])
      expect(() => softmaxCrossEntropy({ weight: weight as never })).toThrow("softmaxCrossEntropy.weight: got ");
    for (const classWeights of [[1, -1], [0, 0], [Number.NaN, 1], 3, []])
      expect(() => softmaxCrossEntropy({ classWeights: classWeights as never })).toThrow(
        "softmaxCrossEntropy.classWeights: got ",
      );
  });
});
