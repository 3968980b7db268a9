import type { Shape } from "../../../src/graph/shape.ts";
import { repeat, tile } from "../../../src/ops/shape/tile.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/tile.ts";

const tiles: [shape: Shape, repeats: number[], batch: number][] = [
  [[1], [5], 2],
  [[3], [4], 3],
  [[4, 5], [1, 1], 2],
  [[1, 1, 8], [7, 3, 1], 2],
  [[3, 4, 5], [2, 3, 4], 2],
  [[5, 1, 13], [1, 2, 2], 1],
];

for (const [shape, repeats, batch] of tiles)
  checkOp({
    name: `tile ${JSON.stringify(shape)} by ${JSON.stringify(repeats)}, batch ${batch}`,
    layer: () => tile({ repeats }),
    shapes: [shape],
    batch,
    oracle: oracle.tile(repeats),
    tolerance: 1e-6,
  });

const repeats: [shape: Shape, times: number, axis: number, batch: number][] = [
  [[1], 3, 0, 2],
  [[4, 3], 1, 0, 2],
  [[5, 3], 4, 0, 3],
  [[4, 9], 3, -1, 2],
  [[3, 4, 17], 2, 1, 1],
];

for (const [shape, times, axis, batch] of repeats)
  checkOp({
    name: `repeat ${JSON.stringify(shape)} ${times} times along ${axis}, batch ${batch}`,
    layer: () => repeat({ times, axis }),
    shapes: [shape],
    batch,
    oracle: oracle.repeat(times, axis < 0 ? axis + shape.length : axis),
    tolerance: 1e-6,
  });
