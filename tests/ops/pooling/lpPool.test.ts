import type { Layer } from "../../../src/graph/node.ts";
import { lpPool1d, lpPool2d, lpPool3d } from "../../../src/ops/pooling/lpPool.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { poolCases1d, poolCases2d, poolCases3d, poolName, ties, windowAxes } from "../../harness/poolCases.ts";
import { norm, pooling } from "../../oracle/pooling/regions.ts";

/** Relative to the largest result; general powers go through a logarithm and an exponential of f32. */
const tolerances: readonly [p: number, tolerance: number][] = [
  [1, 3e-7],
  [2, 4e-7],
  [3, 2e-6],
  [1.5, 2e-6],
];

const layers = [
  ["lpPool1d", lpPool1d, poolCases1d],
  ["lpPool2d", lpPool2d, poolCases2d.filter(([, , { dilation, padding }]) => dilation || padding)],
  ["lpPool3d", lpPool3d, poolCases3d],
] as const;

for (const [op, layer, cases] of layers)
  for (const [shape, batch, options] of cases)
    for (const [p, tolerance] of tolerances) {
      const common = {
        layer: () => (layer as (options: object) => Layer)({ ...options, p }),
        shapes: [shape],
        batch,
        oracle: pooling(norm(p), () => windowAxes(options, shape)),
        tolerance,
      };
      checkOp({ ...common, name: poolName(op, shape, batch, { ...options, p }) });
      if (p !== 3)
        checkOp({
          ...common,
          name: `${poolName(op, shape, batch, { ...options, p })} with zeros`,
          values: ties,
          kinks: "the norm of zeros and, with p = 1, every zero",
        });
    }
