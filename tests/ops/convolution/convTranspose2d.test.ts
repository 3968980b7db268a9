import { type ConvTranspose2dOptions, convTranspose2d } from "../../../src/ops/convolution/convTranspose2d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { transposedOracle } from "../../harness/convolutionCases.ts";

/** [height, width, channels], batch, options, and the output's size, counted by hand. */
type Row = [shape: [number, number, number], batch: number, options: ConvTranspose2dOptions, out: [number, number]];

const rows: Row[] = [
  [[1, 1, 1], 1, { filters: 1, kernel: 1 }, [1, 1]],
  [[3, 5, 4], 2, { filters: 7, kernel: 1 }, [3, 5]],
  [[4, 3, 5], 2, { filters: 3, kernel: [2, 3] }, [5, 5]],
  [[5, 7, 8], 1, { filters: 9, kernel: 3, padding: 1 }, [5, 7]], // by Winograd's algorithm, as the next but one
  [[4, 4, 13], 2, { filters: 8, kernel: 4, stride: 2, padding: 1 }, [8, 8]],
  [[9, 8, 8], 3, { filters: 8, kernel: 3, padding: "same", bias: false }, [9, 8]],
  [[5, 4, 3], 3, { filters: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1 }, [10, 8]],
  [[3, 4, 2], 1, { filters: 5, kernel: [3, 2], stride: [3, 2], outputPadding: [2, 1] }, [11, 9]],
  [[4, 3, 3], 2, { filters: 2, kernel: 2, stride: 3, padding: "same" }, [12, 9]], // pixels that no input reaches
  [[4, 5, 3], 2, { filters: 4, kernel: 3, stride: 2, padding: "same" }, [8, 10]],
  [[5, 4, 4], 1, { filters: 6, kernel: 3, dilation: 2, padding: 2, groups: 2 }, [5, 4]],
  [[3, 5, 9], 2, { filters: 3, kernel: 2, dilation: [3, 2], stride: 2, outputPadding: [2, 1], groups: 3 }, [10, 12]],
  [[5, 6, 17], 1, { filters: 13, kernel: 3, padding: { top: 0, right: 2, bottom: 3, left: 1 } }, [4, 5]],
  [[4, 5, 5], 2, { filters: 5, kernel: 3, stride: 2, padding: 1, groups: 5 }, [7, 9]], // depthwise
  [[3, 4, 8], 1, { filters: 8, kernel: 4, stride: 3, dilation: 2, groups: 8, outputPadding: 1 }, [14, 17]],
  [[2, 3, 4], 2, { filters: 4, kernel: 1, stride: 2, groups: 4, bias: false }, [3, 5]],
  [[6, 6, 1], 1, { filters: 2, kernel: 3, padding: 3 }, [2, 2]],
  [[3, 4, 5], 13, { filters: 4, kernel: 3, stride: 2, padding: 1 }, [5, 7]],
];

for (const [shape, batch, options, out] of rows)
  checkOp({
    name: `convTranspose2d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => convTranspose2d(options),
    shapes: [shape],
    batch,
    oracle: transposedOracle(options, out),
    tolerance: 4e-6, // the gradient of a 3x3 kernel by Winograd's algorithm has the largest error
  });
