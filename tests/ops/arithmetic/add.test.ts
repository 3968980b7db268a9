import { expect, test } from "vitest";
import { add } from "../../../src/ops/arithmetic/add.ts";
import { broadcastCases, expectRefusals } from "../../harness/broadcastCases.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/arithmetic/broadcast.ts";

for (const [shapes, batch] of broadcastCases)
  checkOp({
    name: `add ${shapes.map((shape) => JSON.stringify(shape)).join(" ")}, batch ${batch}`,
    layer: add,
    shapes,
    batch,
    oracle: oracle.add,
    // The gradient of what is spread adds up thousands of numbers, each addition rounded.
    tolerance: 2e-6,
  });

test("add refuses what cannot be broadcast, and too few nodes", () => {
  expectRefusals("add", add);
});

test("add refuses unknown options", () => {
  expect(() => add({ axis: 1 } as never)).toThrow('add: got unknown option "axis", expected one of name.');
});
