import type { Shape } from "../../../src/graph/shape.ts";
import { transpose } from "../../../src/ops/shape/transpose.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/transpose.ts";

const rows: [shape: Shape, axes: number[] | undefined, batch: number][] = [
  [[5], undefined, 3],
  [[3, 5], undefined, 2],
  [[1, 7], undefined, 3],
  [[4, 4], [0, 1], 2],
  [[17, 13], [1, 0], 2],
  [[9, 8, 3], [2, 0, 1], 2], // channels first
  [[3, 9, 7], [1, 2, 0], 3], // and back
  [[5, 4, 9], [1, 0, 2], 2],
  [[4, 3, 8], [-1, -2, 0], 1],
  [[40, 7, 300], [2, 1, 0], 1], // several blocks each way
  [[33, 130], undefined, 2],
  [[2, 3, 4, 5], [3, 1, 0, 2], 2],
  [[3, 1, 2, 5, 4], [4, 2, 0, 1, 3], 2],
  [[2, 3, 2, 4, 3, 5], [5, 3, 1, 4, 2, 0], 2],
  [[2, 3, 2, 4, 3, 5], [4, 2, 0, 3, 1, 5], 2],
];

for (const [shape, axes, batch] of rows)
  checkOp({
    name: `transpose ${JSON.stringify(shape)} by ${JSON.stringify(axes)}, batch ${batch}`,
    layer: () => transpose({ axes }),
    shapes: [shape],
    batch,
    oracle: oracle.transpose(
      (axes ?? [...shape.keys()].reverse()).map((axis) => (axis < 0 ? axis + shape.length : axis)),
    ),
    tolerance: 0,
  });
