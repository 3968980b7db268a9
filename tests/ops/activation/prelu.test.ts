import { count, type Shape } from "../../../src/graph/shape.ts";
import { prelu } from "../../../src/ops/activation/prelu.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/activation/prelu.ts";

/** Channels around the widths of vectors and of the kernels' rows; the last has several slices. */
const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[3], 1],
  [[2, 4], 3],
  [[7, 5], 2],
  [[3, 2, 7], 3],
  [[8], 5],
  [[2, 9], 2],
  [[5, 3, 13], 2],
  [[4, 17], 3],
  [[3, 64], 2],
  [[2, 100], 3],
  [[61, 67, 3], 3],
  [[41, 16], 15],
];

/** Not so near 0 that the steps of finite differences reach over it. */
const apart = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed).map((x) => Math.fround(x + Math.sign(x) / 64));

for (const shared of [false, true])
  for (const [shape, batch] of rows)
    checkOp({
      name: `prelu [${batch}, ${shape.join(", ")}]${shared ? ", one slope" : ""}`,
      layer: () => prelu({ shared }),
      shapes: [shape],
      batch,
      oracle: oracle.prelu,
      tolerance: 2e-6,
      values: apart,
    });

const kinked = { layer: () => prelu(), batch: 1, oracle: oracle.prelu, tolerance: 1e-7 };

checkOp({
  ...kinked,
  name: "prelu at 0",
  shapes: [[7, 5]],
  values: (shape, seed) => pseudoRandom(count(shape), seed).map((x) => Math.round(x)),
  kinks: "the gradient jumps at 0",
});

for (const x of [-3e38, 1e38, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN])
  checkOp({
    ...kinked,
    name: `prelu of ${x}`,
    shapes: [[2]],
    values: () => Float64Array.of(Math.fround(x), 0.5),
    kinks: "steps do not fit",
  });
