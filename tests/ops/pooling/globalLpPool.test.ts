import type { Layer } from "../../../src/graph/node.ts";
import { globalLpPool1d, globalLpPool2d, globalLpPool3d } from "../../../src/ops/pooling/globalLpPool.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { globally, globalRows, poolName } from "../../harness/poolCases.ts";
import { norm } from "../../oracle/pooling/regions.ts";

const layers: Record<number, (options: object) => Layer> = { 1: globalLpPool1d, 2: globalLpPool2d, 3: globalLpPool3d };

for (const [shape, batch] of globalRows.filter(([[size]]) => size < 70))
  for (const [p, keepDimensions, tolerance] of [
    [1, false, 3e-7],
    [2, true, 4e-7],
    [3.5, false, 2e-6],
  ] as const) {
    const rank = shape.length - 1;
    const options = { p, keepDimensions };
    checkOp({
      name: poolName(`globalLpPool${rank}d`, shape, batch, options),
      layer: () => layers[rank](options),
      shapes: [shape],
      batch,
      oracle: globally(norm(p), keepDimensions),
      tolerance,
    });
  }
