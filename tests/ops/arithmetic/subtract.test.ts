import { expect, test } from "vitest";
import { subtract } from "../../../src/ops/arithmetic/subtract.ts";
import { broadcastCases, expectRefusals } from "../../harness/broadcastCases.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/arithmetic/broadcast.ts";

for (const [shapes, batch] of broadcastCases)
  checkOp({
    name: `subtract ${shapes.map((shape) => JSON.stringify(shape)).join(" ")}, batch ${batch}`,
    layer: subtract,
    shapes,
    batch,
    oracle: oracle.subtract,
    // The gradient of what is spread adds up thousands of numbers, each addition rounded.
    tolerance: 2e-6,
  });

test("subtract refuses what cannot be broadcast, and too few nodes", () => {
  expectRefusals("subtract", subtract);
});

test("subtract refuses unknown options", () => {
  expect(() => subtract({ axis: 1 } as never)).toThrow('subtract: got unknown option "axis", expected one of name.');
});
