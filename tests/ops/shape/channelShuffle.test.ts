import type { Shape } from "../../../src/graph/shape.ts";
import { channelShuffle } from "../../../src/ops/shape/channelShuffle.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/channelShuffle.ts";

const rows: [shape: Shape, groups: number, batch: number][] = [
  [[1], 1, 2],
  [[12], 3, 3],
  [[5, 8], 8, 2],
  [[4, 3, 26], 2, 2],
  [[3, 5, 24], 8, 1],
  [[2, 3, 5, 9], 3, 2],
];

for (const [shape, groups, batch] of rows)
  checkOp({
    name: `channelShuffle ${JSON.stringify(shape)} in ${groups} groups, batch ${batch}`,
    layer: () => channelShuffle({ groups }),
    shapes: [shape],
    batch,
    oracle: oracle.channelShuffle(groups),
    tolerance: 0,
  });
