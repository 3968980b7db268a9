import { layer as layerOf } from "../../../src/graph/layer.ts";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { logSoftmax, softmax, softmaxOp } from "../../../src/ops/activation/softmax.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import { logSoftmaxAlong, softmaxAlong } from "../../oracle/activation/softmax.ts";

const rows: [shape: Shape, batch: number, axis?: number][] = [
  [[1], 3],
  [[3], 2],
  [[4], 5],
  [[5], 1],
  [[10], 7],
  [[3, 2, 9], 2],
  [[17], 4],
  [[1000], 3],
  [[5, 1], 2, 0],
  [[4, 3], 2, 0],
  [[3, 4], 3, -2],
  [[2, 5], 1, 0],
  [[7, 8], 2, 0],
  [[3, 5, 9], 2, 1],
  [[5, 2, 13], 2, 0],
  [[17, 3, 3], 1, -3],
  [[2, 9, 17], 3, -2],
  [[3, 5, 4], 2, 2],
];

/** From -20 to 20: probabilities from 1 to far below the last place. */
const wide = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed).map((x) => Math.fround(20 * x));

const layers = [
  { name: "softmax", layer: softmax, along: softmaxAlong, tolerance: 5e-7 },
  { name: "logSoftmax", layer: logSoftmax, along: logSoftmaxAlong, tolerance: 1e-6 },
];

for (const { name, layer, along, tolerance } of layers)
  for (const [shape, batch, axis] of rows) {
    const where = `${name} [${batch}, ${shape.join(", ")}]${axis === undefined ? "" : ` along ${axis}`}`;
    const common = { layer: () => layer({ axis }), shapes: [shape], batch, oracle: along(axis ?? -1), tolerance };
    checkOp({ ...common, name: where });
    checkOp({ ...common, name: `${where}, wide`, values: wide });
  }

for (const { name, layer, along, tolerance } of layers)
  for (const axis of [0, 1]) {
    const common = { layer: () => layer({ axis }), shapes: [[3, 3]], batch: 1, oracle: along(axis), tolerance };
    const given = (what: string, numbers: readonly number[]): void =>
      checkOp({
        ...common,
        name: `${name} along ${axis} of ${what}`,
        values: () => Float64Array.from(numbers),
        kinks: "steps do not fit",
      });
    given("numbers far apart", [1e38, 0, -1e38, 0, 1e38, 3, -1e38, 3, 1e38]);
    given("huge numbers", new Array(9).fill(3e38));
    given("one NaN", [1, 2, 3, 4, Number.NaN, 6, 7, 8, 9]);
  }

checkOp({
  name: "softmax as files of version 0.1 have it, without an axis",
  layer: () => layerOf(softmaxOp, {}),
  shapes: [[4, 3]],
  batch: 2,
  oracle: softmaxAlong(-1),
  tolerance: 5e-7,
});
