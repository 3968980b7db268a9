import { count, type Shape } from "../../../src/graph/shape.ts";
import type { Node } from "../../../src/index.ts";
import { gather } from "../../../src/ops/shape/gather.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/shape/gather.ts";

const lists: [shape: Shape, indices: number[], axis: number, batch: number][] = [
  [[1], [0], 0, 2],
  [[5], [4, 0, 0, -1, 2], 0, 3],
  [[4, 7], [1, 3, 1], 0, 2],
  [[3, 8], [7, 7, 0, 1, 2, 3, 4, 5, 6, 7, -8], -1, 2],
  [[5, 4, 9], [3, 0], 1, 3],
  [[3, 5, 17], [-2, 1, 1, 1], 1, 1],
];

for (const [shape, indices, axis, batch] of lists) {
  const along = axis < 0 ? axis + shape.length : axis;
  const positive = indices.map((index) => (index < 0 ? index + shape[along] : index));
  checkOp({
    name: `gather ${JSON.stringify(indices)} of ${JSON.stringify(shape)} along ${axis}, batch ${batch}`,
    layer: () => gather({ indices, axis }),
    shapes: [shape],
    batch,
    oracle: oracle.gatherList(positive, along),
    tolerance: 1e-6,
  });
}

const nodes: [shape: Shape, picks: Shape, axis: number, batch: number][] = [
  [[5], [3], 0, 2],
  [[4, 7], [9], 0, 3],
  [[5, 4, 8], [2, 3], 1, 2],
  [[3, 13], [5], -1, 1],
];

/** Whole numbers below n, some of them outside or broken where `wrong`. */
function picked(shape: Shape, n: number, wrong: boolean): Float64Array {
  const bad = [-1, n, 0.5, 1e30, Number.NaN];
  return pseudoRandom(count(shape), 11).map((value, i) =>
    wrong && i % 3 === 0 ? bad[(i / 3) % bad.length] : Math.floor(((value + 1) / 2) * n) % n,
  );
}

for (const wrong of [false, true])
  for (const [shape, picks, axis, batch] of nodes) {
    const along = axis < 0 ? axis + shape.length : axis;
    checkOp({
      name: `gather ${wrong ? "right and wrong" : "right"} picks ${JSON.stringify(picks)} of ${JSON.stringify(shape)} along ${axis}, batch ${batch}`,
      layer: () => gather({ axis }) as (...all: Node[]) => Node,
      shapes: [shape, picks],
      batch,
      oracle: oracle.gather(along),
      tolerance: 1e-6,
      values: (full, i) => (i ? picked(full, shape[along], wrong) : pseudoRandom(count(full), 1)),
      kinks: "an index that is moved is none",
    });
  }
