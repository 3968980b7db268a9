import { count, type Shape } from "../../../src/graph/shape.ts";
import { relu, relu6, sigmoid, silu, tanh } from "../../../src/ops/activation/activation.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/activation/activation.ts";

/** Shape of a sample and batch; counts that end inside, at and behind a vector of 4 and a block of 1024. */
const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[3], 1],
  [[2, 2], 1],
  [[5], 1],
  [[7, 3], 3],
  [[8, 16, 4], 2],
  [[5, 41], 5],
  [[9, 13, 17], 3],
];

const ops = [
  { name: "relu", layer: relu, oracle: oracle.relu, tolerance: 0 },
  { name: "relu6", layer: relu6, oracle: oracle.relu6, tolerance: 0 },
  { name: "sigmoid", layer: sigmoid, oracle: oracle.sigmoid, tolerance: 3e-7 },
  { name: "silu", layer: silu, oracle: oracle.silu, tolerance: 3e-7 },
  { name: "tanh", layer: tanh, oracle: oracle.tanh, tolerance: 3e-7 },
];

/** From -12 to 12, where sigmoid and tanh reach their limits. */
const wide = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed).map((x) => Math.fround(12 * x));

for (const { name, layer, ...op } of ops)
  for (const [shape, batch] of rows)
    checkOp({ ...op, name: `${name} [${batch}, ${shape.join(", ")}]`, layer, shapes: [shape], batch, values: wide });

const kinked = { shapes: [[13]], batch: 5, tolerance: 0 };

checkOp({
  ...kinked,
  name: "relu at 0",
  layer: relu,
  oracle: oracle.relu,
  values: (shape, seed) => pseudoRandom(count(shape), seed).map((x) => Math.round(x)),
  kinks: "the gradient jumps at 0",
});

checkOp({
  ...kinked,
  name: "relu6 at 0 and 6",
  layer: relu6,
  oracle: oracle.relu6,
  values: (shape, seed) => pseudoRandom(count(shape), seed).map((x) => 3 * Math.round(3 * x)),
  kinks: "the gradient jumps at 0 and 6",
});

const far = Float64Array.of(-88.5, -20, -0, 6, 20, 88.5, Number.NaN);

for (const { name, layer, ...op } of ops)
  checkOp({
    ...op,
    name: `${name} of numbers far out, and of NaN`,
    layer,
    shapes: [[far.length]],
    batch: 1,
    values: () => far,
    kinks: "a sum over NaN has no differences",
  });
