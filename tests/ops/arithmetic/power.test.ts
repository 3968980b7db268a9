import { expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { power } from "../../../src/ops/arithmetic/power.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/arithmetic/unary.ts";

/** Shape of a sample, batch and exponent, with numbers of both signs where it is whole. */
const rows: [shape: Shape, batch: number, exponent: number][] = [
  [[1], 1, 2],
  [[3], 1, 3],
  [[2, 2], 1, 0.5],
  [[5], 1, -1],
  [[7, 3], 3, -2],
  [[8, 16, 4], 2, 1.5],
  [[5, 41], 5, -0.75],
  [[9, 13, 17], 3, 5],
  [[13], 2, 0],
  [[17], 2, 1],
];

for (const [shape, batch, exponent] of rows)
  checkOp({
    name: `power ${exponent} [${batch}, ${shape.join(", ")}]`,
    layer: () => power({ exponent }),
    shapes: [shape],
    batch,
    oracle: oracle.power(exponent),
    values: (full, seed) =>
      pseudoRandom(count(full), seed + 1).map((x) => {
        const size = 0.5 + 1.25 * Math.abs(x);
        return Math.fround(x < 0 && Number.isInteger(exponent) ? -size : size);
      }),
    tolerance: 2e-7,
  });

const special = Float64Array.of(0, -0, 1, -1, 4, -2, Number.POSITIVE_INFINITY, Number.NaN);

for (const exponent of [0, 1, 2, 3, 0.5, 1.5, -1, -2, -0.5])
  checkOp({
    name: `power ${exponent} at 0, below and beyond`,
    layer: () => power({ exponent }),
    shapes: [[special.length]],
    batch: 1,
    oracle: oracle.power(exponent),
    values: () => special,
    tolerance: 2e-7,
    kinks: "at poles and NaN there are no differences",
  });

test("power refuses wrong options", () => {
  expect(() => power({} as never)).toThrow("power.exponent: got undefined, expected a finite number.");
  expect(() => power({ exponent: Number.POSITIVE_INFINITY })).toThrow("power.exponent: got Infinity");
  expect(() => power({ exponents: 2 } as never)).toThrow('power: got unknown option "exponents"');
});
