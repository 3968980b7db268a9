import { expect, test } from "vitest";
import type { Layer } from "../../../src/graph/node.ts";
import { averagePool1d, averagePool2d, averagePool3d } from "../../../src/ops/pooling/averagePool.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { poolCases1d, poolCases2d, poolCases3d, poolName, windowAxes } from "../../harness/poolCases.ts";
import { mean, pooling } from "../../oracle/pooling/regions.ts";

const layers = [
  ["averagePool1d", averagePool1d, poolCases1d],
  ["averagePool2d", averagePool2d, poolCases2d],
  ["averagePool3d", averagePool3d, poolCases3d],
] as const;

for (const [op, layer, cases] of layers)
  for (const [shape, batch, options] of cases)
    for (const countPadding of options.padding ? [false, true] : [false])
      checkOp({
        name: poolName(op, shape, batch, { ...options, countPadding }),
        layer: () => (layer as (options: object) => Layer)({ ...options, countPadding }),
        shapes: [shape],
        batch,
        oracle: pooling(mean, () => windowAxes(options, shape, countPadding)),
        tolerance: 3e-7,
      });

test("averagePool2d refuses a countPadding that is neither true nor false", () => {
  expect(() => averagePool2d({ window: 2, countPadding: 1 as never })).toThrow(
    "averagePool2d.countPadding: got 1, expected true or false",
  );
});
