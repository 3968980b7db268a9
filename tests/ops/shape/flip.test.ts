import type { Shape } from "../../../src/graph/shape.ts";
import { flip, roll } from "../../../src/ops/shape/flip.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/flip.ts";

const flips: [shape: Shape, axes: number[], batch: number][] = [
  [[1], [0], 2],
  [[9], [0], 3],
  [[5, 7, 3], [1], 2],
  [[5, 4, 8], [0], 2],
  [[4, 5, 13], [0, -1], 3],
  [[3, 4, 2, 5, 3, 4], [0, 1, 3, 5], 1],
];

for (const [shape, axes, batch] of flips)
  checkOp({
    name: `flip ${JSON.stringify(shape)} along ${JSON.stringify(axes)}, batch ${batch}`,
    layer: () => flip({ axes }),
    shapes: [shape],
    batch,
    oracle: oracle.flip(axes.map((axis) => (axis < 0 ? axis + shape.length : axis))),
    tolerance: 0,
  });

const rolls: [shape: Shape, shift: number, axis: number, batch: number][] = [
  [[5], 2, 0, 3],
  [[5], -7, 0, 2],
  [[4, 9], 0, 1, 2],
  [[4, 9, 3], 13, 1, 2],
  [[7, 3, 5], -3, 0, 2],
  [[3, 4, 17], 5, -1, 1],
];

for (const [shape, shift, axis, batch] of rolls)
  checkOp({
    name: `roll ${JSON.stringify(shape)} by ${shift} along ${axis}, batch ${batch}`,
    layer: () => roll({ shift, axis }),
    shapes: [shape],
    batch,
    oracle: oracle.roll(shift, axis < 0 ? axis + shape.length : axis),
    tolerance: 0,
  });
