import { expect, test } from "vitest";
import { multiply } from "../../../src/ops/arithmetic/multiply.ts";
import { broadcastCases, expectRefusals } from "../../harness/broadcastCases.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/arithmetic/broadcast.ts";

for (const [shapes, batch] of broadcastCases)
  checkOp({
    name: `multiply ${shapes.map((shape) => JSON.stringify(shape)).join(" ")}, batch ${batch}`,
    layer: multiply,
    shapes,
    batch,
    oracle: oracle.multiply,
    // The gradient of what is spread adds up thousands of numbers, each addition rounded.
    tolerance: 2e-6,
  });

test("multiply refuses what cannot be broadcast, and too few nodes", () => {
  expectRefusals("multiply", multiply);
});

test("multiply refuses unknown options", () => {
  expect(() => multiply({ axis: 1 } as never)).toThrow('multiply: got unknown option "axis", expected one of name.');
});
