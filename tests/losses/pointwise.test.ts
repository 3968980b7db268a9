import { describe, expect, test } from "vitest";
import { count, type Shape } from "../../src/graph/shape.ts";
import * as losses from "../../src/losses/index.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { checkLoss } from "../harness/checkLoss.ts";
import { checkOp } from "../harness/checkOp.ts";
import { pseudoRandom } from "../harness/values.ts";
import { type LossOracle, opOracle } from "../oracle/losses/loss.ts";
import * as oracle from "../oracle/losses/pointwise.ts";

const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[3], 4],
  [[4], 3],
  [[5], 7],
  [[2, 3, 3], 2],
  [[9, 13, 17], 3],
];

/** A loss, its oracle, what its targets are, and how far it may be off. */
type Row = [name: string, loss: Loss, oracle: LossOracle, targets: (v: number) => number, tolerance: number];

const any = (v: number): number => v;
const share = (v: number): number => (v + 1) / 2;
const signs = (v: number): number => (v < 0 ? -1 : 1);
const bits = (v: number): number => Number(v > 0);

const table: Row[] = [
  ["meanSquaredError", losses.meanSquaredError(), oracle.meanSquaredError, any, 1e-6],
  ["meanSquaredError, summed", losses.meanSquaredError({ reduction: "sum" }), oracle.summedSquaredError, any, 1e-6],
  ["euclidean", losses.euclidean(), oracle.euclidean, any, 1e-6],
  ["meanAbsoluteError", losses.meanAbsoluteError(), oracle.meanAbsoluteError, any, 1e-6],
  ["huberLoss", losses.huberLoss({ delta: 0.25 }), oracle.huberLoss(0.25), any, 1e-6],
  ["smoothL1Loss", losses.smoothL1Loss({ beta: 0.5 }), oracle.smoothL1Loss(0.5), any, 1e-6],
  ["smoothL1Loss, beta 0", losses.smoothL1Loss({ beta: 0 }), oracle.smoothL1Loss(0), any, 1e-6],
  ["hingeLoss of signs", losses.hingeLoss({ targets: "signs" }), oracle.hinge(1, 1), signs, 1e-6],
  [
    "hingeLoss of signs, squared, margin 0.5",
    losses.hingeLoss({ targets: "signs", squared: true, margin: 0.5 }),
    oracle.hinge(0.5, 2),
    signs,
    1e-6,
  ],
  ["perceptronLoss of signs", losses.perceptronLoss({ targets: "signs" }), oracle.hinge(0, 1), signs, 1e-6],
  ["sigmoidCrossEntropy", losses.sigmoidCrossEntropy(), oracle.sigmoidCrossEntropy(), share, 1e-6],
  [
    "sigmoidCrossEntropy, positive weight, smoothed",
    losses.sigmoidCrossEntropy({ positiveWeights: 3, labelSmoothing: 0.25 }),
    oracle.sigmoidCrossEntropy([3], 0.25),
    bits,
    1e-6,
  ],
  ["klDivergence", losses.klDivergence(), oracle.klDivergence, (v) => Math.fround(0.55 + 0.45 * v), 1e-6],
  ["klDivergence, logarithms", losses.klDivergence({ logTarget: true }), oracle.logKlDivergence, any, 1e-6],
];

for (const [name, loss, own, targets, tolerance] of table)
  for (const [shape, batch] of rows) {
    const positions = name.startsWith("kl") && shape.length > 1 ? shape.slice(0, -1) : [1];
    const drawn = pseudoRandom(batch * count(shape), 2).map(targets);
    const common = { name: `${name} [${batch}, ${shape.join(", ")}]`, batch, tolerance };
    checkLoss({ ...common, loss, shape, targets: drawn, oracle: own });
    checkOp({
      ...common,
      layer: () => loss.of,
      shapes: [shape, shape],
      oracle: opOracle(own, positions),
      values: (full, i) => (i ? drawn : pseudoRandom(count(full), 1)),
    });
  }

for (const channels of [1, 2, 3, 4, 6, 9]) {
  const positiveWeights = Array.from({ length: channels }, (_, c) => 0.5 + c);
  const shape = [5, channels];
  checkLoss({
    name: `sigmoidCrossEntropy, positive weights of ${channels} channels`,
    loss: losses.sigmoidCrossEntropy({ positiveWeights }),
    shape,
    batch: 3,
    targets: pseudoRandom(3 * count(shape), 2).map(share),
    oracle: oracle.sigmoidCrossEntropy(positiveWeights),
    tolerance: 1e-6,
  });
}

for (const gamma of [0, 0.5, 1, 2, 5])
  for (const alpha of [null, 0.25])
    for (const [kind, targets] of [
      ["bits", bits],
      ["shares", share],
    ] as const)
      checkLoss({
        name: `focalLoss, gamma ${gamma}, alpha ${alpha}, ${kind}`,
        loss: losses.focalLoss({ gamma, ...(alpha !== null && { alpha }) }),
        shape: [7, 3],
        batch: 3,
        output: pseudoRandom(63, 4).map((v) => Math.fround(6 * v)),
        targets: pseudoRandom(63, 2).map(targets),
        oracle: oracle.focalLoss(gamma, alpha),
        tolerance: 1e-6,
      });

// Rows of more than a chunk of 8192 numbers are summed in parts.
for (const [name, loss, own] of [
  ["meanSquaredError", losses.meanSquaredError(), oracle.meanSquaredError],
  [
    "sigmoidCrossEntropy",
    losses.sigmoidCrossEntropy({ positiveWeights: [1, 2, 3] }),
    oracle.sigmoidCrossEntropy([1, 2, 3]),
  ],
] as const)
  for (const batch of [1, 3])
    checkLoss({
      name: `${name} of long rows, batch ${batch}`,
      loss,
      shape: [8193, 3],
      batch,
      targets: pseudoRandom(batch * 3 * 8193, 2).map(share),
      oracle: own,
      tolerance: 1e-6,
    });

const wide = pseudoRandom(40, 9).map((v) => Math.fround(1e4 * v));
for (const [name, loss, own] of [
  ["sigmoidCrossEntropy", losses.sigmoidCrossEntropy(), oracle.sigmoidCrossEntropy()],
  ["focalLoss", losses.focalLoss(), oracle.focalLoss(2, null)],
  ["huberLoss", losses.huberLoss(), oracle.huberLoss(1)],
  ["hingeLoss", losses.hingeLoss({ targets: "signs" }), oracle.hinge(1, 1)],
] as const)
  checkLoss({
    name: `${name} of outputs to 1e4`,
    loss,
    shape: [10],
    batch: 4,
    output: wide,
    targets: pseudoRandom(40, 3).map(name === "hingeLoss" ? signs : bits),
    oracle: own,
    tolerance: 1e-6,
  });

checkLoss({
  name: "klDivergence where targets are 0",
  loss: losses.klDivergence(),
  shape: [3, 5],
  batch: 2,
  targets: pseudoRandom(30, 3).map((v) => Math.max(0, v)),
  oracle: oracle.klDivergence,
  tolerance: 1e-6,
});

describe.each([losses.meanSquaredError, losses.euclidean, losses.meanAbsoluteError])("%o", (make) => {
  test("takes as many values as the output has", () => {
    expect(make().targets([5, 6])).toEqual({ shape: [5, 6] });
  });

  test("holds its options as plain data", () => {
    expect(make({ weight: 2, reduction: "sum" }).options).toEqual({ weight: 2, reduction: "sum" });
    expect(make().options).toEqual({ weight: 1, reduction: "mean" });
  });
});
