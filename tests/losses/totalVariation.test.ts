import { combine } from "../../src/graph/layer.ts";
import { totalVariationOp } from "../../src/losses/ops/totalVariation.ts";
import { checkOp } from "../harness/checkOp.ts";
import { totalVariation } from "../oracle/losses/pairs.ts";

for (const shape of [
  [1, 1, 3],
  [1, 5, 1],
  [7, 1, 2],
  [3, 2, 5],
  [4, 9, 3],
  [5, 3, 4],
  [9, 13, 17],
])
  for (const squared of [false, true])
    checkOp({
      name: `totalVariation${squared ? " squared" : ""} [2, ${shape.join(", ")}]`,
      layer: () => combine(totalVariationOp, { squared }),
      shapes: [shape],
      batch: 2,
      oracle: totalVariation(squared),
      tolerance: 2e-6,
    });
