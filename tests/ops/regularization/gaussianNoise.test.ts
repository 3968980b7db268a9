import { expect, test } from "vitest";
import type { Shape } from "../../../src/graph/shape.ts";
import { gaussianDropout, gaussianNoise } from "../../../src/index.ts";
import { checkOp, randomOf } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/regularization/gaussianNoise.ts";
import { callsOf } from "./calls.ts";

const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[3], 1],
  [[5], 3],
  [[4, 2], 1],
  [[3, 5, 17], 2],
  [[4, 16, 16], 1],
  [[9, 13, 17], 3],
];

for (const [shape, batch] of rows) {
  const name = `[${batch}, ${shape.join(", ")}]`;
  const common = { shapes: [shape], batch, tolerance: 5e-7 };
  checkOp({
    ...{ ...common, name: `gaussianNoise ${name}`, layer: () => gaussianNoise({ deviation: 0.25 }) },
    oracle: oracle.gaussianNoise(0.25, randomOf),
  });
  checkOp({
    ...{ ...common, name: `gaussianDropout ${name}`, layer: () => gaussianDropout({ rate: 0.2 }) },
    oracle: oracle.gaussianDropout(0.2, randomOf),
  });
}

test("the oracle's numbers are normal, and others for each stream", () => {
  const count = 100_000;
  const n = oracle.normals(count, { ...randomOf, stream: 1 });
  const other = oracle.normals(count, { ...randomOf, stream: 2 });
  const mean = (f: (x: number, i: number) => number): number => n.reduce((sum, x, i) => sum + f(x, i), 0) / count;
  const bound = 5 / Math.sqrt(count); // five standard deviations of a mean, times those of what is averaged
  expect(Math.abs(mean((x) => x))).toBeLessThan(bound);
  expect(Math.abs(mean((x) => x * x) - 1)).toBeLessThan(bound * Math.sqrt(2));
  expect(Math.abs(mean((x) => x ** 4) - 3)).toBeLessThan(bound * Math.sqrt(96));
  expect(Math.abs(mean((x, i) => x * other[i]))).toBeLessThan(bound);
});

test("nothing is done in inference, nor without noise; a sum's gradient costs nothing", () => {
  expect(callsOf(gaussianNoise(), [5], false)).toEqual([]);
  expect(callsOf(gaussianDropout(), [5], false)).toEqual([]);
  expect(callsOf(gaussianNoise({ deviation: 0 }), [5], true)).toEqual([]);
  expect(callsOf(gaussianDropout({ rate: 0 }), [5], true)).toEqual([]);
  expect(callsOf(gaussianNoise(), [5], true)).toEqual(["gaussianNoise"]);
  expect(callsOf(gaussianDropout(), [5], true)).toEqual(["gaussianNoise", "gaussianNoise"]);
});
