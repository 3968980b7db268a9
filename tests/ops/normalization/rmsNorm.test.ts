import type { Shape } from "../../../src/graph/shape.ts";
import { type RmsNormOptions, rmsNorm } from "../../../src/index.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { grouped, rows } from "../../oracle/normalization/grouped.ts";

const cases: [shape: Shape, batch: number, options: RmsNormOptions][] = [
  [[1], 3, { epsilon: 0.01 }],
  [[3], 1, {}],
  [[5, 4], 3, {}],
  [[3, 2, 5], 2, { epsilon: 0.1 }],
  [[4, 7], 9, { scale: false }],
  [[5, 13], 17, {}],
  [[67, 17], 31, {}],
  [[5, 2049], 2, {}],
  [[3, 5, 8], 3, { axes: [0, 1, 2] }],
  [[3, 5, 9], 2, { axes: [1, 2] }],
];

for (const [shape, batch, options] of cases)
  checkOp({
    name: `rmsNorm [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => rmsNorm(options),
    ...{ shapes: [shape], batch },
    oracle: grouped(
      rows(Array.isArray(options.axes) ? options.axes.length : 1),
      "rootMeanSquare",
      options.epsilon ?? 1e-6,
    ),
    tolerance: 2e-6,
  });
