import { count, type Shape } from "../../../src/graph/shape.ts";
import { crelu, glu, maxout } from "../../../src/ops/activation/pieces.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/activation/pieces.ts";

/** A sample but for its channels, units of a piece, and batch. */
const rows: [before: Shape, units: number, batch: number][] = [
  [[], 1, 3],
  [[2], 3, 1],
  [[3], 4, 2],
  [[3, 2], 5, 3],
  [[2], 7, 2],
  [[4, 3], 8, 1],
  [[2, 5], 9, 2],
  [[7], 13, 3],
  [[5, 3], 17, 2],
];

const wide = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed).map((x) => Math.fround(9 * x));
const whole = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed).map((x) => Math.round(2 * x));

const layers = [
  { name: "crelu", layer: () => crelu(), pieces: 1, oracle: oracle.crelu, tolerance: 0 },
  { name: "maxout", layer: () => maxout(), pieces: 2, oracle: oracle.maxout(2), tolerance: 0 },
  { name: "maxout of 3", layer: () => maxout({ pieces: 3 }), pieces: 3, oracle: oracle.maxout(3), tolerance: 0 },
  { name: "maxout of 1", layer: () => maxout({ pieces: 1 }), pieces: 1, oracle: oracle.maxout(1), tolerance: 0 },
  { name: "glu", layer: () => glu(), pieces: 2, oracle: oracle.glu, tolerance: 3e-7 },
];

for (const { pieces, ...each } of layers) {
  for (const [before, units, batch] of rows) {
    const shape = [...before, pieces * units];
    checkOp({ ...each, name: `${each.name} [${batch}, ${shape.join(", ")}]`, shapes: [shape], batch, values: wide });
  }
  checkOp({
    ...each,
    name: `${each.name} of equal numbers and zeros`,
    shapes: [[7, pieces * 5]],
    batch: 2,
    values: whole,
    kinks: "the gradient jumps",
  });
  for (const x of [-1e38, 1e38, Number.NaN])
    checkOp({
      ...each,
      name: `${each.name} of ${x}`,
      shapes: [[pieces]],
      batch: 1,
      values: ([, size]) => new Float64Array(size).fill(Math.fround(x)),
      kinks: "steps do not fit",
    });
}
