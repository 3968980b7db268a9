import { count, type Shape } from "../../../src/graph/shape.ts";
import { oneHot } from "../../../src/ops/shape/oneHot.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/oneHot.ts";

const rows: [shape: Shape, classes: number, batch: number][] = [
  [[1], 1, 2],
  [[5], 4, 3],
  [[3, 4], 13, 2],
  [[7], 9, 1],
];

/** Indices, and some numbers that are none. */
const numbers = [0, 1, 3, 2, 0.5, -1, 8, 12, Number.NaN, 1e20, 4];

for (const [shape, classes, batch] of rows)
  checkOp({
    name: `oneHot ${JSON.stringify(shape)} of ${classes}, batch ${batch}`,
    layer: () => oneHot({ classes }),
    shapes: [shape],
    batch,
    oracle: oracle.oneHot(classes),
    tolerance: 0,
    values: (full) => Float64Array.from({ length: count(full) }, (_, i) => numbers[i % numbers.length]),
    kinks: "a step function of its input",
  });
