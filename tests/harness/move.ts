import * as kernels from "../../bindings/kernels.ts";
import { combine } from "../../src/graph/layer.ts";
import type { Node } from "../../src/graph/node.ts";
import { count } from "../../src/graph/shape.ts";
import type { Op, Tensor } from "../../src/ops/op.ts";
import { flatWork, type Program } from "../../src/plan/program.ts";

const copy = (program: Program, y: Tensor, x: Tensor): void =>
  program.emit(kernels.copy, { y: y.slot, x: x.slot, count: count(x.shape) }, flatWork(count(x.shape)));

/** y = x at another place in memory, which nothing else names: around an op it lets the planner do with that op what it will. */
const moveOp: Op<object> = {
  name: "move",
  infer: (_, [x]) => ({ shape: x }),
  forward: ({ program, inputs: [x], output }) => copy(program, output, x),
  backward({ program, outputGradient, inputGradients: [dx] }) {
    if (dx) copy(program, dx, outputGradient);
  },
};

export const move = (x: Node): Node => combine(moveOp, {})(x);
