import { expect, test } from "vitest";
import { hardShrink } from "../../../src/ops/activation/hardShrink.ts";
import { checkElementwise } from "../../harness/elementwiseCases.ts";
import * as oracle from "../../oracle/activation/hardShrink.ts";

for (const threshold of [0, 0.5, 3])
  checkElementwise({
    name: `hardShrink with threshold ${threshold}`,
    layer: () => hardShrink({ threshold }),
    oracle: oracle.hardShrink(threshold),
    tolerance: 0,
    kinks: [-threshold, threshold, -0, 0],
  });

test("refuses a threshold below 0", () => {
  expect(() => hardShrink({ threshold: -1 })).toThrow(
    "hardShrink.threshold: got -1, expected a finite number, 0 or more",
  );
});
