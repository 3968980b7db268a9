import type { Shape } from "../../../src/graph/shape.ts";
import { type SliceOptions, slice } from "../../../src/ops/shape/slice.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { slice as oracle, type Range } from "../../oracle/shape/slice.ts";

const rows: [shape: Shape, options: SliceOptions, ranges: Range[], batch: number][] = [
  [[1], { axis: 0 }, [[0, 1, 1]], 2],
  [[9], { axis: 0, begin: 2, end: -1 }, [[2, 6, 1]], 3],
  [[9], { begin: [-3] }, [[6, 3, 1]], 2],
  [[17], { axis: 0, begin: 1, step: 3 }, [[1, 6, 3]], 2],
  [[13], { axis: 0, begin: -2, end: 1, step: -4 }, [[11, 3, -4]], 2],
  [[5], { axis: 0, step: -1 }, [[4, 5, -1]], 3],
  [[5], { axis: 0, begin: -99, end: 99 }, [[0, 5, 1]], 1],
  [
    [5, 8],
    { axis: -1, begin: 3, end: 7 },
    [
      [0, 5, 1],
      [3, 4, 1],
    ],
    2,
  ],
  [
    [7, 9],
    { axis: -1, step: 2 },
    [
      [0, 7, 1],
      [0, 5, 2],
    ],
    3,
  ],
  [
    [7, 5, 3],
    { begin: [1, null], end: [-2, 4] },
    [
      [1, 4, 1],
      [0, 4, 1],
      [0, 3, 1],
    ],
    2,
  ],
  [
    [7, 8, 4],
    { begin: [1, -1, 3], end: [null, 2, null], step: [2, -2, -1] },
    [
      [1, 3, 2],
      [7, 3, -2],
      [3, 4, -1],
    ],
    2,
  ],
  [
    [3, 4, 300],
    { axis: 2, begin: 5, end: 290 },
    [
      [0, 3, 1],
      [0, 4, 1],
      [5, 285, 1],
    ],
    2,
  ],
  [
    [4, 5, 3, 2, 5, 3],
    { begin: [1, 0, 1, 0, 1], end: [3, 4, 3, 1, 4] },
    [
      [1, 2, 1],
      [0, 4, 1],
      [1, 2, 1],
      [0, 1, 1],
      [1, 3, 1],
      [0, 3, 1],
    ],
    2,
  ],
  [
    [4, 5, 3, 4, 5, 3],
    { step: [2, -2, 2, 3, -1, 2] },
    [
      [0, 2, 2],
      [4, 3, -2],
      [0, 2, 2],
      [0, 2, 3],
      [4, 5, -1],
      [0, 2, 2],
    ],
    1,
  ],
  [
    [9, 13, 40],
    { step: [2, -1, 3] },
    [
      [0, 5, 2],
      [12, 13, -1],
      [0, 14, 3],
    ],
    3,
  ], // several blocks, nothing side by side
];

for (const [shape, options, ranges, batch] of rows)
  checkOp({
    name: `slice ${JSON.stringify(shape)} ${JSON.stringify(options)}, batch ${batch}`,
    layer: () => slice(options),
    shapes: [shape],
    batch,
    oracle: oracle(ranges),
    tolerance: 0,
  });
