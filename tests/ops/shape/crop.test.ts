import type { Shape } from "../../../src/graph/shape.ts";
import { type CropOptions, crop } from "../../../src/ops/shape/crop.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { type Range, slice } from "../../oracle/shape/slice.ts";

const rows: [shape: Shape, options: CropOptions, ranges: Range[], batch: number][] = [
  [
    [7, 4, 3],
    { size: 3 },
    [
      [2, 3, 1],
      [0, 3, 1],
      [0, 3, 1],
    ],
    2,
  ],
  [
    [8, 9, 5],
    { size: [8, 4] },
    [
      [0, 8, 1],
      [2, 4, 1],
      [0, 5, 1],
    ],
    3,
  ],
  [
    [5, 7, 17],
    { size: [4, 4] },
    [
      [0, 4, 1],
      [1, 4, 1],
      [0, 17, 1],
    ],
    1,
  ],
  [
    [9, 4],
    { size: 5 },
    [
      [2, 5, 1],
      [0, 4, 1],
    ],
    2,
  ],
  [
    [7, 8, 4],
    { sides: 2 },
    [
      [2, 3, 1],
      [2, 4, 1],
      [0, 4, 1],
    ],
    2,
  ],
  [
    [7, 8, 4],
    { sides: { top: 1, left: 3, right: 4 } },
    [
      [1, 6, 1],
      [3, 1, 1],
      [0, 4, 1],
    ],
    2,
  ],
  [
    [4, 5, 3, 8],
    { sides: [1, [0, 2], 1, [3, 4]] },
    [
      [1, 2, 1],
      [0, 3, 1],
      [1, 1, 1],
      [3, 1, 1],
    ],
    2,
  ],
  [[5], { sides: [[1, 2]] }, [[1, 2, 1]], 2],
];

for (const [shape, options, ranges, batch] of rows)
  checkOp({
    name: `crop ${JSON.stringify(shape)} ${JSON.stringify(options)}, batch ${batch}`,
    layer: () => crop(options),
    shapes: [shape],
    batch,
    oracle: slice(ranges),
    tolerance: 0,
  });
