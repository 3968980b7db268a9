import { test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { reduceMax, reduceMin } from "../../../src/ops/reduction/reduceMax.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { expectRefusals, reduceCases } from "../../harness/reduceCases.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/reduction/reduce.ts";

const ops = [
  { op: "reduceMax", reduce: reduceMax, oracle: oracle.reduceMax },
  { op: "reduceMin", reduce: reduceMin, oracle: oracle.reduceMin },
];

/** Nine different values only, so that many are equal. */
const ties = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed + 1).map((x) => Math.round(4 * x));

/** A NaN among the others, now and then. */
const holes = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed + 1).map((x, i) => (i % 11 === 3 ? Number.NaN : x));

for (const { op, reduce, oracle } of ops) {
  for (const [shape, batch, options] of reduceCases) {
    const name = `${op} [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`;
    const common = { layer: () => reduce(options), shapes: [shape], batch, oracle: oracle(options), tolerance: 1e-7 };
    const many = count(shape) > 10_000;
    checkOp({ ...common, name, ...(many && { kinks: "of so many numbers two are nearer than the step" }) });
    checkOp({
      ...common,
      name: `${name}, ties`,
      values: ties,
      kinks: "the extreme changes place where values are equal",
    });
  }

  checkOp({
    name: `${op} of NaN`,
    layer: () => reduce({ axes: -1 }),
    shapes: [[7, 5]],
    batch: 2,
    oracle: oracle({ axes: -1 }),
    tolerance: 0,
    values: holes,
    kinks: "NaN has no differences",
  });

  test(`${op} refuses what are no axes`, () => expectRefusals(op, reduce));
}
