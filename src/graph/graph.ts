import { fail, show } from "../error.ts";
import { isNode } from "./input.ts";
import type { Node, Parameter } from "./node.ts";

/** A closed graph: what a model is made from, what is saved and loaded. */
export interface Graph {
  readonly inputs: readonly Node[];
  readonly outputs: Readonly<Record<string, Node>>;
  /** Every node that the outputs need, each after its inputs. */
  readonly nodes: readonly Node[];
  /** A unique path for each node: its own, with `_2` and so on where a name comes again. */
  readonly paths: ReadonlyMap<Node, string>;
  /** A unique path for each parameter; the order is that of first use. */
  readonly parameters: ReadonlyMap<Parameter, string>;
}

/**
 * Closes the graph from `inputs` to `outputs`. Several outputs are named by a record; a single one is called `output`.
 *
 * @throws FoveaError when an output needs an input that is not listed, or two inputs share a name.
 * @example
 * const x = input([28, 28, 1]);
 * const net = graph(x, sequential(flatten(), dense({ units: 10 }))(x));
 */
export function graph(inputs: Node | readonly Node[], outputs: Node | Readonly<Record<string, Node>>): Graph {
  if (!isNode(inputs) && !Array.isArray(inputs))
    fail("option", { where: "graph, inputs", got: show(inputs), expected: "a node or an array of nodes" });
  if (typeof outputs !== "object" || outputs === null || Array.isArray(outputs))
    fail("option", { where: "graph, outputs", got: show(outputs), expected: "a node or a record of nodes by name" });
  const from = isNode(inputs) ? [inputs] : [...inputs];
  const to = isNode(outputs) ? { output: outputs } : outputs;
  for (const node of [...from, ...Object.values(to)])
    if (!isNode(node))
      fail("option", {
        where: "graph",
        got: show(node),
        expected: "nodes",
        hint: "input([...]) makes one, a layer applied to it the next",
      });
  if (!from.length || !Object.keys(to).length)
    fail("option", { where: "graph", got: "no inputs or no outputs", expected: "at least one of each" });
  from.forEach((node, i) => {
    if (node.op)
      fail("option", {
        where: "graph, inputs",
        got: `the result of layer ${node.path}`,
        expected: "nodes made by input()",
      });
    if (from.findIndex((other) => other.path === node.path) !== i)
      fail("option", {
        where: "graph, inputs",
        got: `two inputs named ${show(node.path)}`,
        expected: "a name for each",
        hint: 'input(shape, { name: "..." })',
      });
  });
  const nodes = sort(Object.values(to));
  for (const node of nodes)
    if (!node.op && !from.includes(node))
      fail("option", {
        where: "graph, inputs",
        got: `outputs that need input ${show(node.path)}`,
        expected: "that input among the inputs",
      });
  const unused = from.find((node) => !nodes.includes(node));
  if (unused)
    fail("option", {
      where: "graph, inputs",
      got: `input ${show(unused.path)}, which no output needs`,
      expected: "only inputs in use",
    });
  const parameters = nodes.flatMap((node) => Object.values(node.parameters));
  return {
    inputs: from,
    outputs: { ...to },
    nodes,
    paths: unique(nodes),
    parameters: unique([...new Set(parameters)]),
  };
}

/** Depth first without recursion: a network of ten thousand layers must not overflow the stack. */
function sort(outputs: readonly Node[]): Node[] {
  const done = new Set<Node>();
  const stack = [...outputs].reverse();
  while (stack.length) {
    const node = stack[stack.length - 1];
    const waiting = node.inputs.filter((input) => !done.has(input));
    if (waiting.length && !done.has(node)) stack.push(...waiting.reverse());
    else done.add(stack.pop() as Node);
  }
  return [...done];
}

function unique<T extends { path: string }>(things: readonly T[]): Map<T, string> {
  const taken = new Set<string>();
  return new Map(
    things.map((thing) => {
      let path = thing.path;
      for (let i = 2; taken.has(path); i++) path = suffixed(thing.path, i);
      taken.add(path);
      return [thing, path];
    }),
  );
}

/** The layer's name gets the number, not the parameter's: `dense_2/kernel`. */
function suffixed(path: string, i: number): string {
  const [, head, tail] = /^(.*?)(\/(?:kernel|bias))?$/.exec(path) as RegExpExecArray;
  return `${head}_${i}${tail ?? ""}`;
}
