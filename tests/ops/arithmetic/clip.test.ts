import { expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { type ClipOptions, clip } from "../../../src/ops/arithmetic/clip.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/arithmetic/unary.ts";

const rows: [shape: Shape, batch: number, options: ClipOptions][] = [
  [[1], 1, { low: 0.5 }],
  [[3], 1, { high: 0.25 }],
  [[5], 1, { low: -0.5, high: 0.5 }],
  [[7, 3], 3, { low: 0 }],
  [[8, 16, 4], 2, { high: 0 }],
  [[5, 41], 5, { low: -0.75, high: 0.125 }],
  [[9, 13, 17], 3, { low: 0.25, high: 0.25 }],
];

for (const [shape, batch, options] of rows) {
  const common = {
    layer: () => clip(options),
    shapes: [shape],
    batch,
    oracle: oracle.clip(options),
    tolerance: 0,
  };
  const name = `clip [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`;
  checkOp({ ...common, name });
  checkOp({
    ...common,
    name: `${name} at its bounds`,
    values: (full, seed) => pseudoRandom(count(full), seed + 1).map((x) => Math.round(8 * x) / 8),
    kinks: "the gradient jumps at the bounds",
  });
}

checkOp({
  name: "clip of NaN",
  layer: () => clip({ low: -1, high: 1 }),
  shapes: [[4]],
  batch: 1,
  oracle: oracle.clip({ low: -1, high: 1 }),
  tolerance: 0,
  values: () => Float64Array.of(Number.NaN, 3, -3, 0.5),
  kinks: "NaN has no differences",
});

test("clip refuses wrong options", () => {
  expect(() => clip({})).toThrow("clip: got neither low nor high, expected at least one of them.");
  expect(() => clip({ low: 1, high: 0 })).toThrow("clip: got low 1 above high 0, expected low at most high.");
  expect(() => clip({ low: Number.NEGATIVE_INFINITY })).toThrow("clip.low: got -Infinity, expected a finite number.");
  expect(() => clip({ low: 0, max: 1 } as never)).toThrow('clip: got unknown option "max"');
});
