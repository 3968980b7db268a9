import { expect, test } from "vitest";
import type { Shape } from "../../../src/graph/shape.ts";
import { graph, input, type LocalResponseNormOptions, localResponseNorm, model } from "../../../src/index.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import * as oracle from "../../oracle/normalization/localResponseNorm.ts";

const cases: [shape: Shape, batch: number, options: LocalResponseNormOptions][] = [
  [[1], 1, {}],
  [[3], 2, { alpha: 1 }],
  [[4, 3, 5], 2, { alpha: 2, k: 2 }],
  [[2, 3, 8], 3, { alpha: 2, size: 4 }],
  [[3, 2, 9], 1, { alpha: 5, size: 3, beta: 0.5 }],
  [[5, 4], 3, { alpha: 3, size: 7, beta: 1 }],
  [[2, 13], 3, { alpha: 3, size: 2, beta: 1.3, k: 0.5 }],
  [[3, 5, 17], 2, { alpha: 3, size: 5, beta: 0.3 }],
  [[1, 7], 2, { alpha: 9, size: 1 }],
  [[2, 3, 96], 2, { alpha: 5, k: 2 }],
  [[1, 1, 1], 2, { region: "within", alpha: 2, size: 3 }],
  [[3, 5, 1], 2, { region: "within", alpha: 2, size: 3 }],
  [[5, 4, 3], 2, { region: "within", alpha: 4, size: 5, k: 2 }],
  [[4, 7, 4], 3, { region: "within", alpha: 4, size: 3, beta: 0.5 }],
  [[2, 3, 5], 2, { region: "within", alpha: 4, size: 7, beta: 1.1 }],
  [[9, 8, 13], 1, { region: "within", alpha: 4, size: 1, beta: 1 }],
  [[13, 11, 7], 2, { region: "within", alpha: 3 }],
];

for (const [shape, batch, options] of cases)
  checkOp({
    name: `localResponseNorm [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => localResponseNorm(options),
    ...{ shapes: [shape], batch },
    oracle: oracle.localResponseNorm(options),
    tolerance: 1e-6,
  });

test("Krizhevsky's alpha is that over the size: alpha 5e-4 of 5 channels, k 2", async () => {
  const x = input([5], { name: "x" });
  const layer = localResponseNorm({ alpha: 5e-4, k: 2 });
  using net = await model(graph(x, layer(x)), { engine: await sharedEngine({ threads: 1 }), seed: 1 });
  const [, , middle] = (await net.predict(Float32Array.of(10, 20, 30, 40, 50))) as Float32Array;
  expect(middle).toBeCloseTo(30 / (2 + 1e-4 * (100 + 400 + 900 + 1600 + 2500)) ** 0.75, 5);
});
