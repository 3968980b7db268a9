import { type LocallyConnected1dOptions, locallyConnected1d } from "../../../src/ops/convolution/locallyConnected1d.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { convolutionSizes } from "../../harness/convolutionCases.ts";
import { locallyConnected } from "../../oracle/convolution/locallyConnected.ts";

/** [length, channels], batch, options. Channels straddle vectors, images groups of four. */
type Row = [shape: [number, number], batch: number, options: LocallyConnected1dOptions];

const rows: Row[] = [
  [[1, 1], 1, { filters: 1, kernel: 1 }],
  [[7, 3], 2, { filters: 4, kernel: 3 }],
  [[9, 4], 5, { filters: 5, kernel: 4, padding: "same", stride: 2 }],
  [[8, 13], 4, { filters: 3, kernel: 3, dilation: 2, padding: { left: 3, right: 1 }, bias: false }],
  [[13, 5], 1, { filters: 17, kernel: 2, stride: 3, padding: 1 }],
];

for (const [shape, batch, options] of rows)
  checkOp({
    name: `locallyConnected1d [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => locallyConnected1d(options),
    shapes: [shape],
    batch,
    oracle: locallyConnected(convolutionSizes(options, shape.slice(0, -1))),
    tolerance: 2e-6,
  });
