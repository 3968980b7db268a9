import { combine } from "../../src/graph/layer.ts";
import { count } from "../../src/graph/shape.ts";
import { cosineSimilarityOp, distanceOp } from "../../src/losses/ops/distance.ts";
import { checkOp } from "../harness/checkOp.ts";
import { pseudoRandom } from "../harness/values.ts";
import { cosineSimilarity, distance } from "../oracle/losses/pairs.ts";

for (const shape of [[1], [3], [4], [5], [13], [2, 9], [3, 2, 17]])
  for (const batch of [1, 3]) {
    const common = { shapes: [shape, shape], batch, tolerance: 2e-6 };
    for (const squared of [false, true])
      checkOp({
        ...common,
        name: `distance${squared ? " squared" : ""} [${batch}, ${shape.join(", ")}]`,
        layer: () => combine(distanceOp, { squared }),
        oracle: distance(squared),
      });
    checkOp({
      ...common,
      name: `cosineSimilarity [${batch}, ${shape.join(", ")}]`,
      layer: () => combine(cosineSimilarityOp, { epsilon: 2 ** -20 }),
      oracle: cosineSimilarity(2 ** -20),
    });
  }

checkOp({
  name: "distance of equal vectors",
  layer: () => combine(distanceOp, { squared: false }),
  shapes: [[5], [5]],
  batch: 2,
  oracle: distance(false),
  values: (shape) => pseudoRandom(count(shape), 1),
  tolerance: 1e-6,
  kinks: "distances of 0",
});

checkOp({
  name: "cosineSimilarity of vectors of length 0",
  layer: () => combine(cosineSimilarityOp, { epsilon: 0.5 }),
  shapes: [[5], [5]],
  batch: 2,
  oracle: cosineSimilarity(0.5),
  values: (shape, i) => pseudoRandom(count(shape), 1).map((v) => (i ? v : 0)),
  tolerance: 1e-6,
});
