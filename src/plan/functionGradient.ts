import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { fail } from "../error.ts";
import { graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { count } from "../graph/shape.ts";
import { noEpilogue } from "../ops/epilogue.ts";
import { isAlias, type Op, type ShapeProblem, type Site, type Tensor } from "../ops/op.ts";
import { Backward } from "./backward.ts";
import { flatWork, type Program } from "./program.ts";

/**
 * Emits what computes the gradient of the sum of `y` with respect to `x`, of which `y` is a function made of layers without
 * parameters, for x as it stands in `slot`. Returns where the gradient will be.
 */
export function emitFunctionGradient(program: Program, where: string, x: Node, y: Node, slot: Slot): Slot {
  const closed = graph(x, y);
  const values = new Map<Node, Tensor>([[x, { slot, shape: [1, ...x.shape] }]]);
  const saved = new Map<Node, unknown>();
  const site = (node: Node): Site<never> => ({
    ...{ program, batch: 1, training: true, epilogue: noEpilogue, parameters: {} },
    attributes: node.attributes as never,
    inputs: node.inputs.map((input) => values.get(input) as Tensor),
    output: values.get(node) as Tensor,
    random: () => needs(node, "random numbers"),
    afterwards: () => needs(node, "statistics"),
    problem: (p: ShapeProblem) => fail("shape", { where: `${where}, layer ${closed.paths.get(node)}`, ...p }),
  });
  const needs = (node: Node, what: string): never =>
    fail("option", {
      where: `${where}, layer ${closed.paths.get(node)} (${node.op?.name})`,
      got: `a layer with ${what}`,
      expected: "a function of the parameter alone",
    });

  for (const node of closed.nodes) {
    if (!node.op) continue;
    if (Object.keys(node.parameters).length) needs(node, "parameters");
    const shape = [1, ...node.shape];
    if (isAlias(node.op, node.attributes, true)) {
      values.set(node, { slot: (values.get(node.inputs[0]) as Tensor).slot, shape });
      continue;
    }
    values.set(node, { slot: program.slot(closed.paths.get(node) as string, count(shape) * 4), shape });
    saved.set(node, (node.op as Op<never>).forward(site(node)));
  }
  const backward = new Backward(program);
  const ones = backward.begin(y, values.get(y) as Tensor);
  const elements = count(ones.shape);
  program.emit(kernels.fill, { y: ones.slot, value: 1, count: elements }, flatWork(elements, 1));
  backward.run({ graph: closed, values, saved, site, undone: new Set(), wanted: new Set([x]), trains: () => false });
  return (backward.nodes.get(x) as Tensor).slot;
}
