import * as kernels from "../../bindings/kernels.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node, Parameter } from "../graph/node.ts";
import { count } from "../graph/shape.ts";
import type { Op, Site, Tensor } from "../ops/op.ts";
import { flatWork, type Program } from "./program.ts";

/** What the forward pass leaves for the backward pass. */
interface Forward {
  graph: Graph;
  values: ReadonlyMap<Node, Tensor>;
  saved: ReadonlyMap<Node, unknown>;
  site(node: Node): Site<never>;
  /** Inputs whose gradient is wanted. */
  wanted: ReadonlySet<Node>;
}

/**
 * Reverse-mode differentiation: every op writes the gradients of its inputs and parameters; where a value is used more
 * than once, the second and further contributions are written apart and added in the order of the walk.
 */
export class Backward {
  /** Gradients of nodes; when the walk is over, those of inputs. */
  readonly nodes: Map<Node, Tensor> = new Map();
  readonly parameters: Map<Parameter, Tensor> = new Map();
  readonly #program: Program;
  /** Further gradients that begin at a node, to be added before the walk. */
  readonly #further: [Node, Tensor][] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  /** Where a loss, or the caller, writes the gradient of `node`. */
  begin(node: Node, { shape, slot }: Tensor): Tensor {
    const gradient = { shape, slot: this.#program.slot(`d${slot.label}`, count(shape) * 4) };
    if (this.nodes.has(node)) this.#further.push([node, gradient]);
    else this.nodes.set(node, gradient);
    return gradient;
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
    }
  }

  #node(node: Node, op: Op<never>, outputGradient: Tensor, forward: Forward, reached: ReadonlySet<Node>): void {
    if (op.alias) {
      const [input] = node.inputs;
      const { shape } = forward.values.get(input) as Tensor;
      this.#add(this.nodes, input, { shape, slot: outputGradient.slot });
      return;
    }
    const inputGradients = node.inputs.map((input) =>
      reached.has(input) ? this.#like("dx", forward.values.get(input) as Tensor) : null,
    );
    const site = forward.site(node);
    const parameterGradients = Object.fromEntries(
      Object.entries(site.parameters).map(([key, tensor]) => [key, this.#like(`d${key}`, tensor)]),
    );
    op.backward({ ...site, outputGradient, inputGradients, parameterGradients } as never, forward.saved.get(node));
    node.inputs.forEach((input, i) => {
      const gradient = inputGradients[i];
      if (gradient) this.#add(this.nodes, input, gradient);
    });
    for (const [key, parameter] of Object.entries(node.parameters))
      this.#add(this.parameters, parameter, parameterGradients[key]);
  }

  #like(label: string, { shape }: Tensor): Tensor {
    return { shape, slot: this.#program.slot(label, count(shape) * 4) };
  }

  #add<Key>(gradients: Map<Key, Tensor>, key: Key, contribution: Tensor): void {
    const total = gradients.get(key);
    if (!total) return void gradients.set(key, contribution);
    const elements = count(total.shape);
    this.#program.emit(
      kernels.accumulate,
      { y: total.slot, x: contribution.slot, count: elements },
      flatWork(elements, 1),
    );
  }
}

/** Nodes that a wanted input or any parameter flows into. */
function nodesThatNeedGradients({ graph, wanted }: Forward): Set<Node> {
  const reached = new Set<Node>(wanted);
  for (const node of graph.nodes)
    if (Object.keys(node.parameters).length || node.inputs.some((input) => reached.has(input))) reached.add(node);
  return reached;
}
