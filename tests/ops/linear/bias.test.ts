import { expect, test } from "vitest";
import type { Shape } from "../../../src/graph/shape.ts";
import { bias } from "../../../src/ops/linear/bias.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/linear/bias.ts";

const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[3], 4],
  [[4], 3],
  [[5, 2, 7], 2],
  [[8], 5],
  [[13, 9, 6], 1],
  [[3, 17], 9],
  [[37, 41, 3], 2],
];

for (const [shape, batch] of rows)
  checkOp({
    name: `bias [${batch}, ${shape.join(", ")}]`,
    layer: bias,
    shapes: [shape],
    batch,
    oracle: oracle.bias,
    // The bias gradient adds up thousands of numbers, each addition rounded.
    tolerance: 2e-6,
  });

test("bias refuses what is no initializer", () => {
  expect(() => bias({ initializer: 0 as never })).toThrow("bias.initializer: got 0, expected an initializer");
});
