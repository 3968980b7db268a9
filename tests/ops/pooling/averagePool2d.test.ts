import { expect, test } from "vitest";
import { averagePool2d } from "../../../src/ops/pooling/averagePool2d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { poolCases, poolName } from "../../harness/poolCases.ts";
import { windowsOf } from "../../harness/windows.ts";
import * as oracle from "../../oracle/pooling/averagePool2d.ts";

for (const [shape, batch, options] of poolCases)
  for (const countPadding of options.padding ? [false, true] : [false])
    checkOp({
      name: poolName("averagePool2d", shape, batch, { ...options, countPadding }),
      layer: () => averagePool2d({ ...options, countPadding }),
      shapes: [shape],
      batch,
      oracle: oracle.averagePool2d(windowsOf(options, shape), countPadding),
      tolerance: 3e-7,
    });

test("averagePool2d refuses a countPadding that is neither true nor false", () => {
  expect(() => averagePool2d({ window: 2, countPadding: 1 as never })).toThrow(
    "averagePool2d.countPadding: got 1, expected true or false",
  );
});
