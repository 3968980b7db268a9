import type { Layer } from "../../../src/graph/node.ts";
import {
  adaptiveAveragePool1d,
  adaptiveAveragePool2d,
  adaptiveAveragePool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from "../../../src/ops/pooling/adaptivePool.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { poolName, ties } from "../../harness/poolCases.ts";
import { adaptiveAxis, max, mean, pooling } from "../../oracle/pooling/regions.ts";

const rows: readonly [shape: number[], batch: number, size: number | number[]][] = [
  [[1, 1], 2, 1],
  [[9, 5], 3, 4],
  [[13, 16], 1, 13],
  [[3, 7], 2, 5], // more bins than positions
  [[1, 1, 1], 1, 1],
  [[7, 5, 3], 2, [3, 2]],
  [[8, 9, 4], 1, [5, 4]],
  [[13, 4, 17], 2, 3],
  [[2, 3, 8], 3, [4, 7]],
  [[5, 8, 35], 1, [1, 5]],
  [[4, 3, 5, 3], 2, [2, 3, 4]],
  [[3, 5, 7, 20], 1, 2],
];

const layers: Record<number, [average: (options: never) => Layer, max: (options: never) => Layer]> = {
  1: [adaptiveAveragePool1d, adaptiveMaxPool1d],
  2: [adaptiveAveragePool2d, adaptiveMaxPool2d],
  3: [adaptiveAveragePool3d, adaptiveMaxPool3d],
};

for (const [shape, batch, size] of rows) {
  const rank = shape.length - 1;
  const [average, greatest] = layers[rank];
  const axes = () => ([size].flat().length === rank ? [size].flat() : Array(rank).fill(size));
  const bins = () => axes().map((outputs, axis) => adaptiveAxis(shape[axis], outputs));
  const common = { shapes: [shape], batch, tolerance: 3e-7 };
  checkOp({
    ...common,
    name: poolName(`adaptiveAveragePool${rank}d`, shape, batch, { size }),
    layer: () => average({ size } as never),
    oracle: pooling(mean, bins),
  });
  const maximum = { ...common, layer: () => greatest({ size } as never), oracle: pooling(max, bins) };
  const name = poolName(`adaptiveMaxPool${rank}d`, shape, batch, { size });
  checkOp({ ...maximum, name });
  checkOp({
    ...maximum,
    name: `${name} with ties`,
    values: ties,
    kinks: "the greatest changes place where values are equal",
  });
}
