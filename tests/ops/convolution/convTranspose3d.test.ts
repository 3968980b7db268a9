import { type ConvTranspose3dOptions, convTranspose3d } from "../../../src/ops/convolution/convTranspose3d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { transposedOracle } from "../../harness/convolutionCases.ts";

type Sizes = [number, number, number];

/** [depth, height, width, channels], batch, options, and the output's size, counted by hand. */
type Row = [shape: [...Sizes, number], batch: number, options: ConvTranspose3dOptions, out: Sizes];

const rows: Row[] = [
  [[1, 1, 1, 1], 1, { filters: 1, kernel: 1 }, [1, 1, 1]],
  [[2, 3, 4, 3], 2, { filters: 5, kernel: 2, stride: 2 }, [4, 6, 8]],
  [[3, 4, 2, 4], 1, { filters: 3, kernel: 3, stride: 2, padding: 1, outputPadding: [1, 0, 1] }, [6, 7, 4]],
  [[3, 5, 4, 9], 1, { filters: 8, kernel: 3, padding: 1, bias: false }, [3, 5, 4]],
  [[3, 4, 3, 6], 1, { filters: 4, kernel: [2, 3, 1], dilation: [3, 2, 1], groups: 2 }, [6, 8, 3]],
  [[2, 3, 2, 5], 2, { filters: 5, kernel: 2, stride: [3, 1, 2], padding: "same", groups: 5 }, [6, 3, 4]],
  [[3, 4, 5, 3], 2, { filters: 7, kernel: [1, 3, 2], stride: [1, 2, 1] }, [3, 9, 6]],
  [[3, 2, 3, 4], 1, { filters: 4, kernel: [1, 2, 2], bias: false }, [3, 3, 4]],
  [
    [5, 2, 3, 2],
    1,
    { filters: 3, kernel: [4, 2, 2], padding: { front: 2, back: 3, top: 1 }, stride: [2, 1, 1] },
    [7, 2, 4],
  ],
];

for (const [shape, batch, options, out] of rows)
  checkOp({
    name: `convTranspose3d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => convTranspose3d(options),
    shapes: [shape],
    batch,
    oracle: transposedOracle(options, out),
    tolerance: 4e-6, // the gradient of a kernel of 3x3 images by Winograd's algorithm has the largest error
  });
