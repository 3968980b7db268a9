import { count, type Shape } from "../../../src/graph/shape.ts";
import { abs, exp, log, reciprocal, sign, sqrt, square } from "../../../src/ops/arithmetic/unary.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/arithmetic/unary.ts";

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

type Values = (shape: Shape, seed: number) => Float64Array;

const around0: Values = (shape, seed) => pseudoRandom(count(shape), seed + 1).map((x) => Math.fround(3 * x));
const positive: Values = (shape, seed) => around0(shape, seed).map((x) => Math.fround(0.25 + Math.abs(x)));
const awayFrom0: Values = (shape, seed) => around0(shape, seed).map((x) => Math.fround(x < 0 ? x - 0.25 : x + 0.25));

const ops = [
  { op: "abs", layer: abs, oracle: oracle.abs, tolerance: 0, values: awayFrom0 },
  { op: "square", layer: square, oracle: oracle.square, tolerance: 2e-7, values: around0 },
  { op: "sqrt", layer: sqrt, oracle: oracle.sqrt, tolerance: 2e-7, values: positive },
  { op: "exp", layer: exp, oracle: oracle.exp, tolerance: 2e-7, values: around0 },
  { op: "log", layer: log, oracle: oracle.log, tolerance: 2e-7, values: positive },
  { op: "reciprocal", layer: reciprocal, oracle: oracle.reciprocal, tolerance: 3e-7, values: awayFrom0 },
  { op: "sign", layer: sign, oracle: oracle.sign, tolerance: 0, values: awayFrom0 },
];

for (const { op, ...each } of ops)
  for (const [shape, batch] of rows)
    checkOp({ ...each, name: `${op} [${batch}, ${shape.join(", ")}]`, shapes: [shape], batch });

/** 0 of either sign, where the functions have their kinks, jumps and poles; then numbers that two of them take no roots of. */
const special = Float64Array.of(0, -0, 1, -1, 0.5, -4, Number.NaN);

for (const { op, ...each } of ops)
  checkOp({
    ...each,
    name: `${op} at 0, below and of NaN`,
    shapes: [[special.length]],
    batch: 1,
    values: () => special,
    kinks: "at jumps, poles and NaN there are no differences",
  });
