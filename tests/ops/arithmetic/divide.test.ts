import { expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { divide } from "../../../src/ops/arithmetic/divide.ts";
import { broadcastCases, expectRefusals } from "../../harness/broadcastCases.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/arithmetic/broadcast.ts";

/** From 0.5 to 2, of either sign: far from the division by 0. */
const awayFromZero = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed + 1).map((x) => Math.fround((x < 0 ? -1 : 1) * (0.5 + 1.5 * Math.abs(x))));

for (const [shapes, batch] of broadcastCases)
  checkOp({
    name: `divide ${shapes.map((shape) => JSON.stringify(shape)).join(" ")}, batch ${batch}`,
    layer: divide,
    shapes,
    batch,
    oracle: oracle.divide,
    values: awayFromZero,
    // The gradient of what is spread adds up thousands of numbers, each addition rounded.
    tolerance: 2e-6,
  });

test("divide refuses what cannot be broadcast, and too few nodes", () => {
  expectRefusals("divide", divide);
});

test("divide refuses unknown options", () => {
  expect(() => divide({ axis: 1 } as never)).toThrow('divide: got unknown option "axis", expected one of name.');
});
