import type { Shape } from "../../../src/graph/shape.ts";
import type { PadMode } from "../../../src/ops/shape/pad/emit.ts";
import { type PadOptions, pad } from "../../../src/ops/shape/pad.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/pad.ts";

type Sides = readonly [before: number, after: number];

const images: [shape: Shape, batch: number, padding: PadOptions["padding"], sides: Sides[]][] = [
  [[1], 1, [[0, 1]], [[0, 1]]],
  [[5], 3, [[4, 3]], [[4, 3]]],
  [
    [9, 3],
    2,
    1,
    [
      [1, 1],
      [0, 0],
    ],
  ],
  [
    [4, 13],
    1,
    [[3, 0]],
    [
      [3, 0],
      [0, 0],
    ],
  ],
  [
    [4, 5],
    3,
    [[0, 2], 4],
    [
      [0, 2],
      [4, 4],
    ],
  ],
  [
    [5, 7, 1],
    3,
    2,
    [
      [2, 2],
      [2, 2],
      [0, 0],
    ],
  ],
  [
    [4, 3, 8],
    2,
    [1, 2],
    [
      [1, 1],
      [2, 2],
      [0, 0],
    ],
  ],
  [
    [9, 8, 17],
    1,
    { top: 3, left: 7, right: 1 },
    [
      [3, 0],
      [7, 1],
      [0, 0],
    ],
  ],
  [
    [7, 4, 3],
    2,
    { bottom: 4 },
    [
      [0, 4],
      [0, 0],
      [0, 0],
    ],
  ],
  [
    [3, 5, 4],
    2,
    [[1, 2], 0, [2, 3]],
    [
      [1, 2],
      [0, 0],
      [2, 3],
    ],
  ],
  [
    [3, 4, 5, 9],
    2,
    [1, [0, 3], [4, 2]],
    [
      [1, 1],
      [0, 3],
      [4, 2],
      [0, 0],
    ],
  ],
  [
    [3, 2, 2, 3, 4, 5],
    2,
    1,
    [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [0, 0],
    ],
  ],
  [
    [13, 17, 40],
    1,
    0,
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
  ],
  [
    [9, 13, 40],
    1,
    8,
    [
      [8, 8],
      [8, 8],
      [0, 0],
    ],
  ], // rows long enough for memory.copy, several blocks
];

/** Mode "reflect" needs one element more. */
const least = (mode: PadMode, size: number): number =>
  mode === "reflect" ? size - 1 : mode === "circular" ? size : 99;

for (const mode of ["zeros", "constant", "reflect", "replicate", "circular"] as const)
  for (const [shape, batch, padding, sides] of images)
    if (sides.every(([before, after], axis) => Math.max(before, after) <= least(mode, shape[axis])))
      checkOp({
        name: `pad ${JSON.stringify(shape)} by ${JSON.stringify(padding)}, ${mode}, batch ${batch}`,
        layer: () => pad({ padding, mode, ...(mode === "constant" && { value: -1.5 }) }),
        shapes: [shape],
        batch,
        oracle: oracle.pad(sides, mode, mode === "constant" ? -1.5 : 0),
        tolerance: 1e-6,
      });
