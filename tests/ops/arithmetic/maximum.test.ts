import { expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { maximum, minimum } from "../../../src/ops/arithmetic/maximum.ts";
import { broadcastCases, expectRefusals } from "../../harness/broadcastCases.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/arithmetic/broadcast.ts";

const ops = [
  { op: "maximum", layer: maximum, oracle: oracle.maximum },
  { op: "minimum", layer: minimum, oracle: oracle.minimum },
];

/** Three different values only, so that many are equal. */
const ties = (shape: Shape, seed: number): Float64Array => pseudoRandom(count(shape), seed + 1).map(Math.round);

for (const { op, ...each } of ops) {
  for (const [shapes, batch] of broadcastCases) {
    const name = `${op} ${shapes.map((shape) => JSON.stringify(shape)).join(" ")}, batch ${batch}`;
    // The gradient of what is spread adds up thousands of numbers, each addition rounded.
    const common = { ...each, shapes, batch, tolerance: 2e-6 };
    checkOp({ ...common, name });
    if (shapes.length === 2)
      checkOp({ ...common, name: `${name}, ties`, values: ties, kinks: "the gradient jumps where values are equal" });
  }

  checkOp({
    ...each,
    name: `${op} of NaN`,
    shapes: [[5], [5]],
    batch: 1,
    tolerance: 0,
    values: (_, i) => Float64Array.of(Number.NaN, 1, i ? 2 : Number.NaN, -0, i ? -1 : Number.POSITIVE_INFINITY),
    kinks: "a sum over NaN has no differences",
  });

  test(`${op} refuses what cannot be broadcast, and too few nodes`, () => {
    expectRefusals(op, each.layer);
  });

  test(`${op} refuses unknown options`, () => {
    expect(() => each.layer({ axis: 1 } as never)).toThrow(`${op}: got unknown option "axis", expected one of name.`);
  });
}
