import { count, type Shape } from "../../../src/graph/shape.ts";
import { softmax } from "../../../src/ops/activation/softmax.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/activation/softmax.ts";

const rows: [shape: Shape, batch: number][] = [
  [[1], 3],
  [[3], 2],
  [[4], 5],
  [[5], 1],
  [[10], 7],
  [[3, 2, 9], 2],
  [[17], 4],
  [[1000], 3],
];

/** From -20 to 20: probabilities from 1 to far below the last place. */
const wide = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed).map((x) => Math.fround(20 * x));

for (const [shape, batch] of rows) {
  const common = { layer: softmax, shapes: [shape], batch, oracle: oracle.softmax, tolerance: 5e-7 };
  checkOp({ ...common, name: `softmax [${batch}, ${shape.join(", ")}]` });
  checkOp({ ...common, name: `softmax [${batch}, ${shape.join(", ")}], wide`, values: wide });
}
