import { describe, expect, test } from "vitest";
import { count, type Shape } from "../../src/graph/shape.ts";
import { softmaxCrossEntropy } from "../../src/losses/softmaxCrossEntropy.ts";
import { checkLoss } from "../harness/checkLoss.ts";
import { checkOp } from "../harness/checkOp.ts";
import { pseudoRandom } from "../harness/values.ts";
import * as oracle from "../oracle/losses/crossEntropy.ts";
import { opOracle } from "../oracle/losses/loss.ts";

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

const labelsOf = (shape: Shape, batch: number, step = 7): Int32Array =>
  Int32Array.from({ length: (batch * count(shape)) / shape[shape.length - 1] }, (_, i) => {
    return (i * step + 1) % shape[shape.length - 1];
  });

for (const [shape, batch] of rows) {
  const at = `[${batch}, ${shape.join(", ")}]`;
  const common = { shape, batch, tolerance: 5e-7 };
  const targets = labelsOf(shape, batch);
  const classes = shape[shape.length - 1];
  checkLoss({
    ...common,
    name: `softmaxCrossEntropy ${at}`,
    loss: softmaxCrossEntropy(),
    targets,
    oracle: oracle.softmaxCrossEntropy(),
  });

  const options = {
    classWeights: Array.from({ length: classes }, (_, c) => Math.fround(0.25 + (c % 3))),
    labelSmoothing: 0.1,
    ignoreIndex: -1,
  };
  checkLoss({
    ...common,
    name: `softmaxCrossEntropy ${at} with class weights, smoothed labels and an ignored one`,
    loss: softmaxCrossEntropy(options),
    targets: targets.map((label, i) => (i % 3 === 2 ? -1 : label)),
    oracle: oracle.weightedCrossEntropy({ ...options, labelSmoothing: Math.fround(0.1) }),
  });
  checkLoss({
    ...common,
    name: `softmaxCrossEntropy ${at} with one class ignored`,
    loss: softmaxCrossEntropy({ ignoreIndex: 1 }),
    targets,
    oracle: oracle.softmaxCrossEntropy({ ignoreIndex: 1 }),
  });

  const soft = { classWeights: options.classWeights, labelSmoothing: 0.125 };
  for (const [title, given] of [
    ["", {}],
    [", weighted and smoothed", soft],
  ] as const)
    checkOp({
      name: `softmaxCrossEntropy of probabilities ${at}${title}`,
      layer: () => softmaxCrossEntropy({ targets: "probabilities", ...given }).of,
      shapes: [shape, shape],
      batch,
      oracle: opOracle(oracle.softCrossEntropy(given), shape.length === 1 ? [1] : shape.slice(0, -1)),
      values: (full, i) => pseudoRandom(count(full), i + 5).map((v) => (i === 1 ? (v + 1) / 2 : v)),
      tolerance: 1e-6,
    });
}

checkOp({
  name: "softmaxCrossEntropy of labels, as layers",
  layer: () => softmaxCrossEntropy().of,
  shapes: [[3, 5], [3]],
  batch: 2,
  oracle: opOracle(oracle.softmaxCrossEntropy(), [3]),
  values: (full, i) => (i ? Float64Array.of(0, 4, 2, 2, 1, 3) : pseudoRandom(count(full), 3)),
  tolerance: 5e-7,
  kinks: "labels are whole numbers",
});

for (const [title, size] of [
  ["where probabilities underflow", 200],
  ["of logits to 1e4", 1e4],
] as const) {
  const output = pseudoRandom(6 * 7, 5).map((z) => Math.fround(size * z));
  const common = { shape: [7], batch: 6, targets: [0, 1, 2, 3, 4, 5], output, tolerance: 5e-7 };
  checkLoss({
    ...common,
    name: `softmaxCrossEntropy ${title}`,
    loss: softmaxCrossEntropy(),
    oracle: oracle.softmaxCrossEntropy(),
  });
  checkLoss({
    ...common,
    name: `softmaxCrossEntropy ${title}, smoothed`,
    loss: softmaxCrossEntropy({ labelSmoothing: 0.5 }),
    oracle: oracle.weightedCrossEntropy({ labelSmoothing: 0.5 }),
  });
}

describe("softmaxCrossEntropy", () => {
  const loss = softmaxCrossEntropy({ weight: 0.5, classWeights: [1, 0, 2] });

  test("says what targets it takes", () => {
    expect(loss.targets([3])).toEqual({ shape: [1], classes: 3 });
    expect(loss.targets([5, 6, 3])).toEqual({ shape: [5, 6], classes: 3 });
    expect(softmaxCrossEntropy({ targets: "probabilities" }).targets([5, 6, 3])).toEqual({ shape: [5, 6, 3] });
  });

  test("holds its options as plain data", () => {
    expect(JSON.parse(JSON.stringify(loss.options))).toEqual({
      weight: 0.5,
      reduction: "mean",
      classWeights: [1, 0, 2],
    });
    expect(softmaxCrossEntropy(loss.options).options).toEqual(loss.options);
    expect(softmaxCrossEntropy().options).toEqual({ weight: 1, reduction: "mean" });
  });
});
