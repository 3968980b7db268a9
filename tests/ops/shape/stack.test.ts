import { count, type Shape } from "../../../src/graph/shape.ts";
import type { Node } from "../../../src/index.ts";
import { stack } from "../../../src/ops/shape/stack.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/stack.ts";

const rows: [shape: Shape, nodes: number, axis: number | undefined, place: number][] = [
  [[1], 2, undefined, 1],
  [[5, 3], 3, undefined, 2],
  [[4, 3, 5], 2, 0, 0],
  [[4, 9], 5, -2, 1],
];

for (const [shape, nodes, axis, place] of rows)
  checkOp({
    name: `stack of ${nodes} nodes ${JSON.stringify(shape)} (${count(shape)} numbers) along ${axis}`,
    layer: () => stack({ axis }) as (...all: Node[]) => Node,
    shapes: Array<Shape>(nodes).fill(shape),
    batch: 2,
    oracle: oracle.stack(place),
    tolerance: 0,
  });
