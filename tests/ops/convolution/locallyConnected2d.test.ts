import { type LocallyConnected2dOptions, locallyConnected2d } from "../../../src/ops/convolution/locallyConnected2d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { convolutionSizes } from "../../harness/convolutionCases.ts";
import { locallyConnected } from "../../oracle/convolution/locallyConnected.ts";

/** [height, width, channels], batch, options. Channels straddle vectors, images groups of four. */
type Row = [shape: [number, number, number], batch: number, options: LocallyConnected2dOptions];

const rows: Row[] = [
  [[1, 1, 1], 1, { filters: 1, kernel: 1 }],
  [[5, 4, 3], 2, { filters: 7, kernel: [2, 3] }],
  [[4, 5, 8], 3, { filters: 8, kernel: 3, padding: "same" }],
  [[7, 5, 5], 4, { filters: 3, kernel: 3, stride: [2, 1], padding: 1 }],
  [[5, 7, 4], 5, { filters: 13, kernel: [3, 2], padding: { top: 2, right: 0, bottom: 1, left: 3 }, bias: false }],
  [[8, 9, 2], 1, { filters: 5, kernel: 3, dilation: [2, 3], stride: [1, 2], padding: [1, 2] }],
  [[3, 4, 17], 9, { filters: 9, kernel: 2, stride: 2, padding: 1 }],
  [[3, 2, 1], 1, { filters: 4, kernel: 5, padding: 2 }],
];

for (const [shape, batch, options] of rows)
  checkOp({
    name: `locallyConnected2d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => locallyConnected2d(options),
    shapes: [shape],
    batch,
    oracle: locallyConnected(convolutionSizes(options, shape.slice(0, -1))),
    tolerance: 2e-6,
  });
