import { expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import { type DepthwiseConv2dOptions, depthwiseConv2d } from "../../../src/ops/convolution/depthwiseConv2d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { convolutionOracle } from "../../harness/convolutionCases.ts";

/** [height, width, channels], batch, options. Filters of a channel, and channels, on both sides of what is computed how. */
type Row = [shape: [number, number, number], batch: number, options: DepthwiseConv2dOptions];

const rows: Row[] = [
  [[5, 4, 1], 2, { kernel: 3 }],
  [[5, 7, 9], 1, { kernel: [3, 2], padding: "same" }],
  [[7, 5, 4], 2, { kernel: 3, multiplier: 2, padding: 1 }],
  [[4, 9, 5], 3, { kernel: [2, 3], multiplier: 3, stride: [2, 1] }],
  [[9, 7, 8], 1, { kernel: 3, multiplier: 7, stride: 2, dilation: 2, padding: 3 }],
  [[5, 6, 3], 2, { kernel: 3, multiplier: 3, bias: false }],
  [[5, 6, 3], 2, { kernel: 3, multiplier: 4, padding: 1 }],
  [[4, 5, 9], 1, { kernel: 2, multiplier: 8 }],
  [[6, 5, 2], 1, { kernel: [5, 1], multiplier: 17, padding: "same" }],
  [[8, 5, 13], 13, { kernel: 3, multiplier: 2, padding: "same" }],
];

for (const [shape, batch, options] of rows)
  checkOp({
    name: `depthwiseConv2d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => depthwiseConv2d(options),
    shapes: [shape],
    batch,
    oracle: convolutionOracle({ ...options, groups: shape[2] }, shape.slice(0, 2)),
    tolerance: 2e-6,
  });

test("a layer's uses share its parameters; a use that failed leaves it as it was", () => {
  const layer = depthwiseConv2d({ kernel: 3, multiplier: 2 });
  expect(() => layer(input([2, 2, 5]))).toThrow("layer depthwiseConv2d (conv2d): got an image of 2 x 2");
  const y = layer(input([4, 5, 3]));
  expect(y.shape).toEqual([2, 3, 6]);
  expect(layer(input([6, 5, 3])).parameters).toBe(y.parameters);
  expect(() => layer(input([4, 5, 4]))).toThrow("layer depthwiseConv2d (conv2d): got 4 input channels");
});
