import { count, type Shape } from "../../src/graph/shape.ts";
import { relu, sigmoid, tanh } from "../../src/ops/activation.ts";
import { checkOp } from "../harness/checkOp.ts";
import { pseudoRandom } from "../harness/values.ts";
import * as oracle from "../oracle/activation.ts";

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
  { name: "sigmoid", layer: sigmoid, oracle: oracle.sigmoid, tolerance: 3e-7 },
  { name: "tanh", layer: tanh, oracle: oracle.tanh, tolerance: 3e-7 },
];

/** From -12 to 12, where sigmoid and tanh reach their limits. */
const wide = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed).map((x) => Math.fround(12 * x));

for (const { name, layer, ...op } of ops)
  for (const [shape, batch] of rows)
    checkOp({ ...op, name: `${name} [${batch}, ${shape.join(", ")}]`, layer, shapes: [shape], batch, values: wide });

checkOp({
  name: "relu at 0",
  layer: relu,
  shapes: [[13]],
  batch: 5,
  oracle: oracle.relu,
  tolerance: 0,
  values: (shape, seed) => pseudoRandom(count(shape), seed).map((x) => Math.round(x)),
  kinks: "the gradient jumps at 0",
});
