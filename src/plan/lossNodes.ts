import { fail, show } from "../error.ts";
import { extend, type Graph } from "../graph/graph.ts";
import { input, isNode } from "../graph/input.ts";
import type { Node } from "../graph/node.ts";
import { within } from "../graph/scope.ts";
import type { Loss, Targets } from "../losses/loss.ts";

/** One output's loss in a graph. */
export interface LossNodes {
  readonly loss: Loss;
  readonly output: Node;
  readonly targets: (Targets & { readonly node: Node }) | null;
  /** The loss of each row. */
  readonly rows: Node;
}

/**
 * `graph` with the nodes of the losses of its outputs behind it. Its inputs stay its own: the targets are nodes without an op too, but
 * the losses know them.
 *
 * @throws FoveaError for losses that cannot be taken of their outputs, and for those that bring parameters or inputs of their own.
 */
export function withLosses(
  graph: Graph,
  losses: Readonly<Record<string, Loss>>,
): { graph: Graph; losses: Readonly<Record<string, LossNodes>> } {
  const nodes = Object.fromEntries(
    Object.entries(losses).map(([name, loss]) => [name, lossNodes(name, loss, graph.outputs[name])]),
  );
  const all = Object.values(nodes);
  const targets = all.flatMap(({ targets }) => (targets ? [targets.node] : []));
  const whole = extend(graph, [...targets, ...all.map(({ rows }) => rows)]);
  const known = new Set([...graph.nodes, ...targets]);
  for (const node of whole.nodes) checkOwn(node, graph, known);
  return { graph: whole, losses: nodes };
}

function lossNodes(name: string, loss: Loss, output: Node): LossNodes {
  const wanted = loss.targets(output.shape);
  const targets = wanted && { ...wanted, node: input(wanted.shape, { name: `${name}/targets` }) };
  const rows = within(name, () => within("loss", () => (targets ? loss.of(output, targets.node) : loss.of(output))));
  if (!isNode(rows))
    fail("option", { where: `loss ${loss.name}`, got: show(rows), expected: "a node, the loss of each row" });
  return { loss, output, targets, rows };
}

function checkOwn(node: Node, graph: Graph, known: ReadonlySet<Node>): void {
  if (!node.op && !known.has(node))
    fail("option", {
      where: "loss",
      got: `input ${show(node.path)}, which is not the model's`,
      expected: "a loss of the model's nodes and its targets",
    });
  for (const parameter of Object.values(node.parameters))
    if (!graph.parameters.has(parameter))
      fail("option", {
        where: `loss, layer ${node.path}`,
        got: `parameter ${show(parameter.path)}`,
        expected: "no parameters but the model's",
        hint: "make that layer part of the model, with an output of its own",
      });
}
