import { type ConvTranspose1dOptions, convTranspose1d } from "../../../src/ops/convolution/convTranspose1d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { transposedOracle } from "../../harness/convolutionCases.ts";

/** [length, channels], batch, options, and the output's length, counted by hand. */
type Row = [shape: [number, number], batch: number, options: ConvTranspose1dOptions, out: number];

const rows: Row[] = [
  [[1, 1], 1, { filters: 1, kernel: 1 }, 1],
  [[5, 3], 2, { filters: 4, kernel: 3 }, 7],
  [[8, 9], 1, { filters: 5, kernel: 4, stride: 2, padding: 1 }, 16],
  [[7, 4], 3, { filters: 8, kernel: 3, stride: 2, padding: 1, outputPadding: 1, groups: 4 }, 14],
  [[4, 13], 2, { filters: 17, kernel: 2, stride: 3, padding: "same" }, 12],
  [[9, 5], 1, { filters: 5, kernel: 3, dilation: 4, padding: { left: 3, right: 5 }, groups: 5 }, 9],
  [[6, 8], 2, { filters: 7, kernel: 5, dilation: 2, stride: 3, padding: 4, outputPadding: 2, bias: false }, 18],
];

for (const [shape, batch, options, out] of rows)
  checkOp({
    name: `convTranspose1d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => convTranspose1d(options),
    shapes: [shape],
    batch,
    oracle: transposedOracle(options, [out]),
    tolerance: 2e-6,
  });
