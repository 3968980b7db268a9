import type { Shape } from "../../../src/graph/shape.ts";
import { pixelShuffle, pixelUnshuffle } from "../../../src/ops/shape/pixelShuffle.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/pixelShuffle.ts";

const shuffles: [shape: Shape, block: number, batch: number][] = [
  [[1, 1, 4], 2, 1],
  [[3, 5, 12], 2, 2],
  [[4, 3, 20], 2, 3],
  [[5, 2, 9], 3, 2],
  [[3, 4, 7], 1, 2],
  [[2, 3, 80], 4, 1],
];

for (const order of ["channelFirst", "blockFirst"] as const)
  for (const [shape, block, batch] of shuffles) {
    const [height, width, deep] = shape;
    checkOp({
      name: `pixelShuffle ${JSON.stringify(shape)} by ${block}, ${order}, batch ${batch}`,
      layer: () => pixelShuffle({ block, order }),
      shapes: [shape],
      batch,
      oracle: oracle.pixelShuffle(block, order),
      tolerance: 0,
    });
    checkOp({
      name: `pixelUnshuffle to ${JSON.stringify(shape)} by ${block}, ${order}, batch ${batch}`,
      layer: () => pixelUnshuffle({ block, order }),
      shapes: [[height * block, width * block, deep / block ** 2]],
      batch,
      oracle: oracle.pixelUnshuffle(block, order),
      tolerance: 0,
    });
  }
