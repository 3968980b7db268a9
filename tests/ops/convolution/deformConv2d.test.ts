import { expect, test } from "vitest";
import { graph } from "../../../src/graph/graph.ts";
import { constant } from "../../../src/graph/initializer.ts";
import { input } from "../../../src/graph/input.ts";
import type { Node } from "../../../src/graph/node.ts";
import { count } from "../../../src/graph/shape.ts";
import { model } from "../../../src/model.ts";
import { type DeformConv2dOptions, deformConv2d } from "../../../src/ops/convolution/deformConv2d.ts";
import { locallyConnected2d } from "../../../src/ops/convolution/locallyConnected2d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { convolutionSizes, perAxis } from "../../harness/convolutionCases.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/convolution/deformConv2d.ts";

/** [height, width, channels], batch, options. */
type Row = [shape: [number, number, number], batch: number, options: DeformConv2dOptions];

const rows: Row[] = [
  [[1, 1, 1], 1, { filters: 1, kernel: 1 }],
  [[5, 4, 3], 2, { filters: 5, kernel: [2, 3] }],
  [[4, 5, 4], 1, { filters: 8, kernel: 3, padding: 1 }],
  [[7, 6, 5], 1, { filters: 3, kernel: 3, stride: [2, 1], dilation: [1, 2], padding: "same", modulated: true }],
  [[5, 5, 8], 2, { filters: 4, kernel: 3, padding: 1, groups: 2, offsetGroups: 4, modulated: true, bias: false }],
  [[4, 7, 12], 1, { filters: 6, kernel: [3, 1], groups: 3, offsetGroups: 2, padding: [1, 0] }], // offset groups cut through groups
  [[3, 4, 6], 3, { filters: 6, kernel: 2, groups: 6, offsetGroups: 3, modulated: true }],
  [[5, 4, 9], 1, { filters: 13, kernel: 2, padding: { top: 2, right: 1 }, stride: 2 }],
  [[4, 3, 40], 1, { filters: 9, kernel: 3, padding: 1, modulated: true }], // several blocks of channels
];

/** Places of up to 2 pixels away, and outside the image, but never whole, where the gradient jumps; sums with whole numbers are exact. */
const offsets = (length: number): Float64Array =>
  pseudoRandom(length, 7).map((value) => (Math.floor(value * 2048) + 0.5) / 1024);

for (const [shape, batch, options] of rows) {
  const { offsetGroups = 1, modulated = false } = options;
  const sizes = convolutionSizes(options, shape.slice(0, 2));
  const taps = offsetGroups * perAxis(options.kernel, 2).reduce((a, b) => a * b);
  checkOp({
    name: `deformConv2d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => deformConv2d(options) as (...nodes: Node[]) => Node,
    shapes: [shape, [...sizes.out, 2 * taps], ...(modulated ? [[...sizes.out, taps]] : [])],
    batch,
    oracle: oracle.deformConv2d({ ...sizes, offsetGroups }),
    values: (full, index) => (index === 1 ? offsets(count(full)) : pseudoRandom(count(full), index + 1)),
    tolerance: 2e-6,
  });
}

test("offsets that are NaN give NaN where they are read, far ones 0", async () => {
  const x = input([2, 3, 1], { name: "x" });
  const offsets = locallyConnected2d({ filters: 2, kernel: 1, initializer: constant(0), name: "offsets" })(x);
  const engine = await sharedEngine({ threads: 1 });
  using net = await model(graph(x, deformConv2d({ filters: 1, kernel: 1, name: "deform" })(x, offsets)), { engine });
  const far = [Number.NaN, 1e30, 0, Number.NaN, Number.POSITIVE_INFINITY, 0, -1e30, 0, 0, -3.5, 0.5, -1];
  net.setParameters({ "deform/kernel": [2], "offsets/bias": far });
  const y = await net.predict(Float32Array.of(1, 2, 3, 4, 5, 6));
  expect([...(y as Float32Array)]).toEqual([Number.NaN, Number.NaN, 0, 0, 0, 5]);
});
