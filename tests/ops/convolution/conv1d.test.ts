import { type Conv1dOptions, conv1d } from "../../../src/ops/convolution/conv1d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { convolutionOracle } from "../../harness/convolutionCases.ts";

/** [length, channels], batch, options. Sizes straddle tiles of 6 positions and 8 channels. */
type Row = [shape: [number, number], batch: number, options: Conv1dOptions];

const rows: Row[] = [
  [[1, 1], 1, { filters: 1, kernel: 1 }],
  [[7, 3], 2, { filters: 4, kernel: 3 }],
  [[9, 4], 3, { filters: 5, kernel: 4, padding: "same" }],
  [[13, 8], 1, { filters: 9, kernel: 3, stride: 2, padding: "same" }],
  [[17, 5], 2, { filters: 8, kernel: 5, stride: 3, padding: 2 }],
  [[13, 17], 1, { filters: 13, kernel: 1, stride: 2 }],
  [[9, 7], 2, { filters: 3, kernel: 2, dilation: 4, padding: { left: 3, right: 1 } }],
  [[17, 4], 3, { filters: 8, kernel: 3, dilation: 3, stride: 2, padding: 3, groups: 2 }],
  [[8, 5], 2, { filters: 5, kernel: 3, padding: { left: 2 }, groups: 5 }],
  [[13, 5], 2, { filters: 5, kernel: 4, padding: "same", groups: 5, stride: 3, dilation: 2 }],
  [[5, 3], 1, { filters: 7, kernel: 9, padding: 4, bias: false }],
  [[4, 9], 13, { filters: 4, kernel: 3, padding: "same" }],
  [[5, 3], 2, { filters: 4, kernel: 3, padding: "same", paddingMode: "reflect" }],
  [[4, 9], 1, { filters: 8, kernel: 4, stride: 2, padding: { left: 3, right: 2 }, paddingMode: "replicate" }],
  [[3, 5], 2, { filters: 5, kernel: 3, dilation: 2, padding: 3, paddingMode: "circular", groups: 5 }],
  [[600, 2], 1, { filters: 3, kernel: 3, padding: "same" }],
];

for (const [shape, batch, options] of rows)
  checkOp({
    name: `conv1d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => conv1d(options),
    shapes: [shape],
    batch,
    oracle: convolutionOracle(options, shape.slice(0, 1)),
    tolerance: 2e-6,
  });
