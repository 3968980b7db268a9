import { expect, test } from "vitest";
import type { Shape } from "../../../src/graph/shape.ts";
import { graph, input, type L2NormalizeOptions, l2Normalize, model } from "../../../src/index.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { grouped, rows } from "../../oracle/normalization/grouped.ts";

const cases: [shape: Shape, batch: number, options: L2NormalizeOptions][] = [
  [[3], 1, {}],
  [[5, 4], 3, {}],
  [[3, 2, 5], 2, { scale: 20 }],
  [[4, 7], 9, {}],
  [[1, 3, 8], 2, { scale: 1 }],
  [[5, 13], 17, {}],
  [[67, 17], 31, { scale: 20 }],
  [[5, 2049], 2, {}],
  [[3, 5, 9], 3, { axes: [0, 1, 2] }],
  // Lengths from 0.3 to 1.7: some are shorter than epsilon, some longer.
  [[41, 3], 2, { epsilon: 1 }],
];

for (const [shape, batch, options] of cases)
  checkOp({
    name: `l2Normalize [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => l2Normalize(options),
    ...{ shapes: [shape], batch },
    oracle: grouped(rows(Array.isArray(options.axes) ? options.axes.length : 1), "length", options.epsilon ?? 1e-12),
    tolerance: 2e-6,
  });

test("a vector of zeros stays one", async () => {
  const x = input([3], { name: "x" });
  using net = await model(graph(x, l2Normalize({ scale: 20 })(x)), {
    engine: await sharedEngine({ threads: 1 }),
    seed: 1,
  });
  expect(await net.predict(Float32Array.of(0, 0, 0, 0, 3, -4))).toEqual(Float32Array.of(0, 0, 0, 0, 12, -16));
});
