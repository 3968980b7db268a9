import * as kernels from "../../bindings/kernels.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node, Parameter } from "../graph/node.ts";
import { count } from "../graph/shape.ts";
import { isAlias, type Op, type Site, type Tensor } from "../ops/op.ts";
import { flatWork, type Program, slotsOf } from "./program.ts";

/** What the forward pass leaves for the backward pass. */
interface Forward {
  graph: Graph;
  values: ReadonlyMap<Node, Tensor>;
  saved: ReadonlyMap<Node, unknown>;
  site(node: Node): Site<never>;
  /** Nodes whose gradient the node before them sees to. */
  undone: ReadonlySet<Node>;
  /** Nodes whose gradient is wanted: of inputs none is, otherwise. */
  wanted: ReadonlySet<Node>;
  /** Whether a parameter's gradient is wanted. */
  trains(parameter: Parameter): boolean;
}

/**
 * Reverse-mode differentiation: every op writes the gradients of its inputs and parameters, or lends them that of its output;
 * where a value is used more than once, contributions are added in the order of the walk. A gradient that stands is
 * never written again, for others may share it.
 */
export class Backward {
  /** Gradients of nodes; when the walk is over, of those that are wanted. */
  readonly nodes: Map<Node, Tensor> = new Map();
  readonly parameters: Map<Parameter, Tensor> = new Map();
  readonly #program: Program;
  /** Further gradients that begin at a node, to be added before the walk. */
  readonly #further: [Node, Tensor][] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  /** Where the caller writes the gradient of `node`. */
  begin(node: Node, { shape, slot }: Tensor): Tensor {
    const gradient = { shape, slot: this.#program.slot(`d${slot.label}`, count(shape) * 4) };
    this.give(node, gradient);
    return gradient;
  }

  /** Says the gradient of `node`, or a part of it. */
  give(node: Node, gradient: Tensor): void {
    if (this.nodes.has(node)) this.#further.push([node, gradient]);
    else this.nodes.set(node, gradient);
  }

  /** Emits the backward pass of all nodes that have a gradient, the last first. */
  run(forward: Forward): void {
    const reached = nodesThatNeedGradients(forward);
    for (const [node, gradient] of this.#further) this.#add(this.nodes, node, gradient);
    for (const node of [...forward.graph.nodes].reverse()) {
      const gradient = this.nodes.get(node);
      if (!node.op || !gradient || !reached.has(node)) continue;
      const path = forward.graph.paths.get(node) as string;
      this.#program.labelled(path, () => this.#node(node, node.op as Op<never>, gradient, forward, reached));
      if (!forward.wanted.has(node)) this.nodes.delete(node);
    }
    for (const node of forward.wanted) if (!this.nodes.has(node)) this.nodes.set(node, this.#zero(node, forward));
  }

  /** The gradient of what nothing flows back to. */
  #zero(node: Node, { values }: Forward): Tensor {
    const gradient = this.#like("dx", values.get(node) as Tensor);
    const elements = count(gradient.shape);
    this.#program.emit(kernels.fill, { y: gradient.slot, value: 0, count: elements }, flatWork(elements, 1));
    return gradient;
  }

  #node(node: Node, op: Op<never>, outputGradient: Tensor, forward: Forward, reached: ReadonlySet<Node>): void {
    const site = forward.site(node);
    const undone = forward.undone.has(node);
    const all = isAlias(op, node.attributes, site.training) ? node.inputs.map(() => true) : [];
    const shared = undone ? node.inputs.map(() => true) : (op.sharesGradient?.(site) ?? all);
    const gradients = node.inputs.map((input, i) => {
      if (!reached.has(input)) return null;
      const value = forward.values.get(input) as Tensor;
      return shared[i] ? { shape: value.shape, slot: outputGradient.slot } : this.#like("dx", value);
    });
    const inputGradients = gradients.map((gradient, i) => (shared[i] ? null : gradient));
    const trained = Object.entries(node.parameters).filter(([, parameter]) => forward.trains(parameter));
    const parameterGradients: Record<string, Tensor | null> = Object.fromEntries([
      ...Object.keys(node.parameters).map((key) => [key, null]),
      ...trained.map(([key]) => [key, this.#like(`d${key}`, (site as Site<object>).parameters[key])]),
    ]);
    const before = this.#program.calls.length;
    if (!undone)
      op.backward({ ...site, outputGradient, inputGradients, parameterGradients } as never, forward.saved.get(node));
    const named = new Set(this.#program.calls.slice(before).flatMap((call) => slotsOf(call).map(({ root }) => root)));
    for (const gradient of [...inputGradients, ...Object.values(parameterGradients)])
      if (gradient && !named.has(gradient.slot.root))
        throw new Error(`op ${op.name}: its backward pass does not write ${gradient.slot.label}`);
    node.inputs.forEach((input, i) => {
      const gradient = gradients[i];
      if (gradient) this.#add(this.nodes, input, gradient);
    });
    for (const [key, parameter] of trained) this.#add(this.parameters, parameter, parameterGradients[key] as Tensor);
  }

  #like(label: string, { shape }: Tensor): Tensor {
    return { shape, slot: this.#program.slot(label, count(shape) * 4) };
  }

  #add<Key>(gradients: Map<Key, Tensor>, key: Key, contribution: Tensor): void {
    const total = gradients.get(key);
    if (!total) return void gradients.set(key, contribution);
    const [a, b] = [total.slot, contribution.slot];
    const sum = this.#like("sum", total);
    const elements = count(total.shape);
    const args = { y: sum.slot, a, b, count: elements };
    this.#program.emit(kernels.add, args, flatWork(elements, 1), { inPlace: [sum.slot, a, b] });
    gradients.set(key, sum);
  }
}

/** Nodes that a wanted input or any trained parameter flows into, and from which gradients flow back. */
function nodesThatNeedGradients({ graph, wanted, trains }: Forward): Set<Node> {
  const reached = new Set<Node>(wanted);
  for (const node of graph.nodes) {
    if (node.op?.stopsGradient) continue;
    if (Object.values(node.parameters).some(trains) || node.inputs.some((input) => reached.has(input)))
      reached.add(node);
  }
  return reached;
}
