import { type Conv2dOptions, conv2d } from "../../../src/ops/convolution/conv2d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { convolutionOracle } from "../../harness/convolutionCases.ts";

/** [height, width, channels], batch, and what differs from stride 1, no padding. Sizes straddle tiles of 6 pixels and 8 channels. */
type Row = [shape: [number, number, number], batch: number, options: Conv2dOptions];

const rows: Row[] = [
  [[1, 1, 1], 1, { filters: 1, kernel: 1 }],
  [[5, 4, 3], 2, { filters: 7, kernel: [2, 3] }],
  [[7, 9, 8], 1, { filters: 8, kernel: 3, padding: "same" }],
  [[9, 13, 4], 3, { filters: 9, kernel: [3, 1], padding: { top: 2, right: 0, bottom: 1, left: 0 } }],
  [[8, 5, 13], 2, { filters: 17, kernel: 1 }],
  [[4, 7, 17], 1, { filters: 13, kernel: 1, stride: [2, 3] }],
  [[28, 28, 1], 2, { filters: 6, kernel: 5, padding: "same" }],
  [[14, 14, 6], 3, { filters: 16, kernel: 5 }],
  [[9, 8, 5], 2, { filters: 3, kernel: 3, stride: 2, padding: "same" }],
  [[13, 17, 3], 1, { filters: 8, kernel: 7, stride: 2, padding: 3 }],
  [[11, 9, 8], 1, { filters: 5, kernel: [3, 2], stride: [3, 2], padding: [1, 0] }],
  [[9, 7, 7], 2, { filters: 4, kernel: 3, stride: 4, padding: 1 }],
  [[10, 12, 6], 1, { filters: 9, kernel: 3, dilation: 2, padding: "same" }],
  [[13, 9, 2], 2, { filters: 4, kernel: [3, 2], dilation: [3, 4], padding: [3, 2] }],
  [[12, 13, 4], 1, { filters: 4, kernel: 3, dilation: [2, 3], stride: [3, 2], padding: 4 }],
  [[9, 10, 3], 1, { filters: 5, kernel: 4, dilation: 2, stride: 2, padding: 1 }],
  [[7, 5, 8], 2, { filters: 12, kernel: 3, padding: "same", groups: 4 }],
  [[5, 8, 9], 1, { filters: 27, kernel: 2, groups: 3, stride: [1, 2] }],
  [[6, 7, 5], 2, { filters: 10, kernel: 3, padding: 1, groups: 5 }],
  [[7, 6, 20], 1, { filters: 18, kernel: 3, padding: "same", groups: 2, stride: 2 }],
  [[8, 8, 4], 2, { filters: 4, kernel: 3, padding: "same", groups: 4, dilation: 2 }],
  [[4, 3, 2], 17, { filters: 1, kernel: 2, bias: false }],
  [[1, 40, 3], 2, { filters: 8, kernel: [1, 9], padding: "same" }],
  [[3, 3, 64], 5, { filters: 33, kernel: 3, padding: 2 }],
  // Enough images for tiles that hold one place of several images.
  [[6, 5, 3], 12, { filters: 5, kernel: 3, padding: "same" }],
  [[5, 7, 8], 13, { filters: 9, kernel: [3, 2], padding: 2, stride: [2, 3] }],
  [[7, 4, 6], 17, { filters: 7, kernel: 3, padding: { top: 0, right: 3, bottom: 2, left: 1 }, dilation: [1, 2] }],
  [[5, 6, 6], 14, { filters: 4, kernel: 2, padding: 1, groups: 2, dilation: 2, stride: 2 }],
  [[4, 3, 5], 26, { filters: 9, kernel: 3, padding: "same" }],
  // Other things than zeros around the image.
  [[4, 5, 3], 2, { filters: 4, kernel: 3, padding: "same", paddingMode: "reflect" }],
  [[5, 3, 8], 1, { filters: 9, kernel: [3, 4], padding: [4, 2], stride: [1, 2], paddingMode: "reflect" }],
  [
    [3, 4, 5],
    2,
    { filters: 7, kernel: 5, padding: { top: 4, left: 1, right: 3 }, paddingMode: "replicate", bias: false },
  ],
  [[4, 3, 9], 3, { filters: 9, kernel: 3, padding: 2, dilation: 2, paddingMode: "circular", groups: 9 }],
  [[3, 4, 4], 1, { filters: 8, kernel: [2, 3], padding: [3, 4], paddingMode: "circular", groups: 2 }],
  // Several strips: of rows, of columns, of images; items that share out output channels; blocks of weights.
  [[23, 31, 3], 1, { filters: 9, kernel: 3, padding: "same", stride: [1, 2] }],
  [[2, 1100, 2], 1, { filters: 3, kernel: [2, 3], padding: "same" }],
  [[5, 6, 4], 11, { filters: 5, kernel: [3, 2], padding: 1 }],
  [[3, 4, 7], 1, { filters: 75, kernel: 3, padding: "same" }],
  [[5, 5, 40], 1, { filters: 260, kernel: 3, padding: 1 }],
  [[2, 2, 3], 1, { filters: 2, kernel: 3, padding: { top: 4, left: 3, right: 2, bottom: 5 } }],
];

for (const [shape, batch, options] of rows)
  checkOp({
    name: `conv2d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => conv2d(options),
    shapes: [shape],
    batch,
    oracle: convolutionOracle(options, shape.slice(0, 2)),
    tolerance: 2e-6,
  });
