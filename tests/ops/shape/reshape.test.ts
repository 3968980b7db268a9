import { count, type Shape } from "../../../src/graph/shape.ts";
import type { Layer } from "../../../src/index.ts";
import { expandDims, reshape, squeeze } from "../../../src/ops/shape/reshape.ts";
import { checkOp, type Oracle } from "../../harness/checkOp.ts";

/** The same numbers, each sample under the shape `to`. */
const under = (to: Shape): Oracle => ({
  forward: ([{ shape, data }]) => ({ shape: [shape[0], ...to], data: data.slice() }),
  backward: (dy) => ({ inputs: [dy.data.slice()], parameters: {} }),
});

const rows: [name: string, layer: () => Layer, from: Shape, to: Shape][] = [
  ["reshape to [4, 3, 5]", () => reshape({ shape: [4, 3, 5] }), [60], [4, 3, 5]],
  ["reshape to [-1, 5]", () => reshape({ shape: [-1, 5] }), [4, 3, 5], [12, 5]],
  ["reshape to [1, -1]", () => reshape({ shape: [1, -1] }), [7], [1, 7]],
  ["squeeze", () => squeeze(), [1, 1, 7], [7]],
  ["squeeze of one number", () => squeeze(), [1, 1], [1]],
  ["squeeze of axis -2", () => squeeze({ axis: -2 }), [1, 1, 7], [1, 7]],
  ["expandDims", () => expandDims(), [4, 5], [4, 5, 1]],
  ["expandDims at 0", () => expandDims({ axis: 0 }), [4, 5], [1, 4, 5]],
  ["expandDims at -2", () => expandDims({ axis: -2 }), [4, 5], [4, 1, 5]],
];

for (const [name, layer, from, to] of rows)
  checkOp({
    name: `${name} (${count(from)} numbers)`,
    layer,
    shapes: [from],
    batch: 2,
    oracle: under(to),
    tolerance: 0,
  });
