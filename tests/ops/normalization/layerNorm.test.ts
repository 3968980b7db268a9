import { expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { graph, input, type LayerNormOptions, layerNorm, model } from "../../../src/index.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { pseudoRandom } from "../../harness/values.ts";
import { grouped, rows } from "../../oracle/normalization/grouped.ts";

/** Rows around the widths of vectors and runs, few and many of them. */
const cases: [shape: Shape, batch: number, options: LayerNormOptions][] = [
  [[2], 3, {}],
  [[3], 1, {}],
  [[5, 4], 3, {}],
  [[3, 2, 5], 2, { epsilon: 0.1 }],
  [[4, 7], 9, { scale: false }],
  [[1, 3, 8], 2, { shift: false }],
  [[7, 9], 3, { scale: false, shift: false }],
  [[5, 13], 17, {}],
  [[67, 17], 31, {}],
  [[3, 130], 5, {}],
  [[5, 2049], 2, {}],
  [[3, 5, 4], 3, { axes: [0, 1, 2] }],
  [[3, 5, 7], 2, { axes: [-1, -2] }],
  [[13, 17, 9], 3, { axes: [0, 1, 2], shift: false }],
];

for (const [shape, batch, options] of cases) {
  const axes = Array.isArray(options.axes) ? options.axes.length : 1;
  checkOp({
    name: `layerNorm [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => layerNorm(options),
    ...{ shapes: [shape], batch },
    oracle: grouped(rows(axes), "deviation", options.epsilon ?? 1e-5),
    tolerance: 2e-6,
    // Two numbers that are nearly the same are divided by nearly nothing.
    ...(shape[0] === 2 && { values: (full: Shape) => Float64Array.from({ length: count(full) }, (_, i) => i * i - 3) }),
  });
}

// The mean is held in two parts, so that no digit of the differences is lost.
for (const [shape, batch] of [
  [[5, 13], 3],
  [[9, 2049], 2],
] as const)
  checkOp({
    name: `layerNorm [${batch}, ${shape.join(", ")}] of 10000 with a deviation of 1`,
    layer: () => layerNorm(),
    ...{ shapes: [shape], batch, oracle: grouped(rows(1), "deviation", 1e-5), tolerance: 2e-6 },
    values: (full) => pseudoRandom(count(full), 5).map((x) => Math.fround(10000 + 1.7 * x)),
    kinks: "a step of 1e-5 is lost in 10000",
  });

// Where the first number of a row lies apart, the squares around it would say nothing of the others.
for (const [shape, batch] of [
  [[5, 13], 3],
  [[9, 2049], 2],
] as const)
  checkOp({
    name: `layerNorm [${batch}, ${shape.join(", ")}] whose first numbers lie apart`,
    layer: () => layerNorm(),
    ...{ shapes: [shape], batch, oracle: grouped(rows(1), "deviation", 1e-5), tolerance: 2e-6 },
    values: (full) =>
      pseudoRandom(count(full), 5).map((x, i) => Math.fround(x + (i % full[full.length - 1] ? 0 : 100))),
  });

test("what is not finite is not hidden", async () => {
  const x = input([4], { name: "x" });
  using net = await model(graph(x, layerNorm()(x)), { engine: await sharedEngine({ threads: 1 }), seed: 1 });
  const y = (await net.predict(Float32Array.of(1, 2, 3, 4, 3e38, -3e38, 3e38, 0))) as Float32Array;
  expect([...y].map(Number.isNaN)).toEqual([false, false, false, false, true, true, true, true]);
});

test("what a layer lacks is no parameter, what it has is of the sizes of the axes", () => {
  const shapes = (options: LayerNormOptions): object =>
    Object.fromEntries(
      Object.entries(layerNorm(options)(input([2, 3, 4])).parameters).map(([key, p]) => [key, p.shape]),
    );
  expect(shapes({})).toEqual({ scale: [4], shift: [4] });
  expect(shapes({ axes: [1, 2], shift: false })).toEqual({ scale: [3, 4] });
  expect(shapes({ axes: [2, 0, 1], scale: false, shift: false })).toEqual({});
});
