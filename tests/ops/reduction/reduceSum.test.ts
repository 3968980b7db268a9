import { test } from "vitest";
import { reduceMean, reduceSum } from "../../../src/ops/reduction/reduceSum.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { expectRefusals, reduceCases } from "../../harness/reduceCases.ts";
import * as oracle from "../../oracle/reduction/reduce.ts";

const ops = [
  { op: "reduceSum", reduce: reduceSum, oracle: oracle.reduceSum, tolerance: 2e-6 },
  { op: "reduceMean", reduce: reduceMean, oracle: oracle.reduceMean, tolerance: 2e-7 },
];

for (const { op, reduce, oracle, tolerance } of ops) {
  for (const [shape, batch, options] of reduceCases)
    checkOp({
      name: `${op} [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
      layer: () => reduce(options),
      shapes: [shape],
      batch,
      oracle: oracle(options),
      tolerance,
    });

  test(`${op} refuses what are no axes`, () => expectRefusals(op, reduce));
}
