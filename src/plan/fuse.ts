import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { sameShape } from "../graph/shape.ts";
import type { Step } from "../ops/epilogue.ts";
import { isAlias, type Op } from "../ops/op.ts";

/** What a node does to the result of the one before it. */
interface GroupStep {
  readonly node: Node;
  readonly step: Step;
  /** That of its inputs which comes from within the group. */
  readonly before: Node;
}

/** A node with the nodes behind it that its kernels carry out on the way of its results to memory, as {@link Step}s. */
export interface Group {
  readonly head: Node;
  readonly steps: readonly GroupStep[];
  /** The only one of these nodes whose value reaches memory. */
  readonly last: Node;
}

/**
 * Groups the nodes of `graph`, by head; a node that heads no group is carried out by an earlier one. A node joins the one before it
 * when it is the only reader of its result, which nobody outside wants (`kept` are wanted too), when that op takes such a step, and when
 * whatever else the step reads has been computed before.
 */
export function fuse(graph: Graph, training: boolean, kept: readonly Node[] = []): ReadonlyMap<Node, Group> {
  const readers = readersOf(graph);
  const outputs = new Set([...Object.values(graph.outputs), ...kept]);
  const groups = new Map<Node, Group>();
  const computed = new Set<Node>();
  const joined = new Set<Node>();
  for (const head of graph.nodes) {
    if (joined.has(head)) continue;
    const steps = stepsBehind(head);
    const last = steps.at(-1)?.node ?? head;
    groups.set(head, { head, steps, last });
    for (const { node } of steps) joined.add(node);
    computed.add(last);
  }
  return groups;

  function stepsBehind(head: Node): Group["steps"] {
    const takes = head.op?.takes?.(training) ?? [];
    const steps: GroupStep[] = [];
    let from = 0; // an op takes each kind of step once, in its order
    for (let at = head; !outputs.has(at); ) {
      const [node, another] = readers.get(at) ?? [];
      if (!node || another) break;
      if (isAlias(node.op, node.attributes, training) && sameShape(node.shape, at.shape)) {
        at = node; // it does nothing, as a dropout in inference
        continue;
      }
      const step = stepOf(node, at);
      const place = step ? takes.indexOf(step.kind, from) : -1;
      if (!step || place < 0) break;
      steps.push({ node, step, before: at });
      from = place + 1;
      at = node;
    }
    return steps;
  }

  function stepOf(node: Node, before: Node): Step | null {
    const step = (node.op as Op<never>).step?.(node.attributes as never, training) ?? null;
    if (step?.kind !== "add") return step;
    const [a, b] = node.inputs;
    const residual = a === before ? b : a;
    return node.inputs.length === 2 && computed.has(residual) && sameShape(residual.shape, before.shape) ? step : null;
  }
}

/** The first steps of a group: those whose gradients the op at its head sees to. */
export function undoneSteps({ head, steps }: Group): Group["steps"] {
  const undoes = head.op?.undoes ?? [];
  const kept = steps.findIndex(({ step }) => !undoes.includes(step.kind));
  return kept < 0 ? steps : steps.slice(0, kept);
}

/** For each node, the nodes that read it, once for each time. */
function readersOf({ nodes }: Graph): Map<Node, Node[]> {
  const readers = new Map<Node, Node[]>();
  for (const node of nodes) for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  return readers;
}
