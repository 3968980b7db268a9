import { count, type Shape } from "../../src/graph/shape.ts";
import { focalLoss, hingeLoss, negativeLogLikelihood, perceptronLoss } from "../../src/losses/index.ts";
import { checkLoss, type LossCase } from "../harness/checkLoss.ts";
import { pseudoRandom } from "../harness/values.ts";
import { focal, negativeLogLikelihood as nll } from "../oracle/losses/crossEntropy.ts";
import { marginLoss } from "../oracle/losses/margin.ts";

const shapes: [shape: Shape, batch: number][] = [
  [[2], 3],
  [[3], 4],
  [[5], 7],
  [[4, 9], 2],
  [[3, 2, 17], 2],
];

for (const [shape, batch] of shapes) {
  const classes = shape[shape.length - 1];
  const rows = (batch * count(shape)) / classes;
  const targets = Int32Array.from({ length: rows }, (_, i) => (i % 5 === 3 ? 255 : (i * 7 + 1) % classes));
  const classWeights = Array.from({ length: classes }, (_, c) => 0.5 + (c % 3));
  const labels = { classWeights, ignoreIndex: 255 };
  const check = (name: string, each: Pick<LossCase, "loss" | "oracle"> & Partial<LossCase>): void =>
    checkLoss({ name: `${name} [${batch}, ${shape.join(", ")}]`, shape, batch, targets, tolerance: 1e-6, ...each });

  check("negativeLogLikelihood", { loss: negativeLogLikelihood(labels), oracle: nll(labels) });
  for (const gamma of [0, 0.5, 2, 3.5])
    check(`focalLoss, softmax, gamma ${gamma}`, {
      loss: focalLoss({ form: "softmax", gamma, ...labels }),
      oracle: focal({ gamma, ...labels }),
      output: pseudoRandom(batch * count(shape), 6).map((v) => Math.fround(4 * v)),
    });
  for (const form of ["oneVsAll", "crammerSinger", "westonWatkins"] as const)
    for (const squared of [false, true])
      check(`hingeLoss, ${form}${squared ? ", squared" : ""}`, {
        loss: hingeLoss({ form, squared, margin: 0.75, ...labels }),
        oracle: marginLoss({ form, squared, margin: 0.75, ...labels }),
      });
  check("perceptronLoss", {
    loss: perceptronLoss({ ignoreIndex: 255 }),
    oracle: marginLoss({ form: "crammerSinger", squared: false, margin: 0, ignoreIndex: 255 }),
  });
}

const output = pseudoRandom(6 * 7, 5).map((z) => Math.fround(1e4 * z));
const far = { shape: [7], batch: 6, targets: [0, 1, 2, 3, 4, 5], output, tolerance: 1e-6 };
checkLoss({
  ...far,
  name: "focalLoss, softmax, of logits to 1e4",
  loss: focalLoss({ form: "softmax" }),
  oracle: focal({ gamma: 2 }),
});
checkLoss({
  ...far,
  name: "hingeLoss of outputs to 1e4",
  loss: hingeLoss(),
  oracle: marginLoss({ form: "crammerSinger", squared: false, margin: 1 }),
});
