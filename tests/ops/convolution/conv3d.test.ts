import { type Conv3dOptions, conv3d } from "../../../src/ops/convolution/conv3d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { convolutionOracle } from "../../harness/convolutionCases.ts";

/** [depth, height, width, channels], batch, options. */
type Row = [shape: [number, number, number, number], batch: number, options: Conv3dOptions];

const rows: Row[] = [
  [[1, 1, 1, 1], 1, { filters: 1, kernel: 1 }],
  [[3, 4, 5, 2], 2, { filters: 3, kernel: [2, 3, 1] }],
  [[4, 5, 3, 3], 1, { filters: 5, kernel: 3, padding: "same" }],
  [[5, 7, 9, 4], 2, { filters: 9, kernel: 3, padding: 1 }],
  [[5, 4, 7, 8], 1, { filters: 7, kernel: 3, stride: 2, padding: "same" }],
  [[7, 5, 4, 5], 1, { filters: 8, kernel: [3, 2, 2], stride: [3, 1, 2], padding: { front: 2, back: 1, left: 1 } }],
  [[9, 3, 5, 4], 1, { filters: 6, kernel: [3, 1, 2], dilation: [4, 1, 3], padding: [2, 0, 1], groups: 2 }],
  [[4, 3, 5, 9], 2, { filters: 3, kernel: 2, groups: 3, padding: { back: 3, top: 1, bottom: 1, right: 2 } }],
  [[3, 5, 4, 6], 2, { filters: 6, kernel: 3, padding: 1, groups: 6, bias: false }],
  [[3, 5, 4, 5], 2, { filters: 10, kernel: [2, 3, 3], padding: 1, groups: 5 }],
  // Windows of one frame: nothing is gathered, or some of the frames.
  [[3, 5, 4, 13], 2, { filters: 4, kernel: [1, 3, 3], padding: [0, 1, 1] }],
  [[4, 3, 5, 8], 2, { filters: 8, kernel: [1, 2, 3], groups: 8 }],
  [[5, 3, 4, 3], 1, { filters: 17, kernel: 1, stride: [2, 1, 1] }],
  [[2, 3, 4, 5], 1, { filters: 3, kernel: [1, 1, 2], padding: { front: 1, back: 2 } }],
  [[3, 4, 5, 3], 1, { filters: 4, kernel: 3, padding: 1, paddingMode: "reflect" }],
  [
    [2, 3, 4, 5],
    2,
    { filters: 3, kernel: [2, 3, 3], stride: [1, 2, 1], padding: "same", paddingMode: "replicate", bias: false },
  ],
  [
    [3, 2, 4, 4],
    1,
    { filters: 6, kernel: 3, padding: { front: 2, bottom: 1, left: 3 }, paddingMode: "circular", groups: 2 },
  ],
  [[2, 2, 2, 3], 1, { filters: 2, kernel: [5, 3, 3], padding: [2, 1, 1] }],
];

for (const [shape, batch, options] of rows)
  checkOp({
    name: `conv3d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => conv3d(options),
    shapes: [shape],
    batch,
    oracle: convolutionOracle(options, shape.slice(0, 3)),
    tolerance: 4e-6, // the gradient of a kernel of 3x3 images by Winograd's algorithm has the largest error
  });
