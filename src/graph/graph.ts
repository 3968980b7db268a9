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
  /** Those of `parameters` that training learns: all but statistics. */
  readonly trained: ReadonlyMap<Parameter, string>;
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
  const parameters = uniqueParameters(nodes);
  return {
    inputs: from,
    outputs: { ...to },
    nodes,
    paths: uniqueNodes(nodes),
    parameters,
    trained: new Map([...parameters].filter(([{ statistic }]) => !statistic)),
  };
}

/** `graph` with the nodes that `ends` need besides its outputs. Its own come first, so that their places and paths stay. */
export function extend(graph: Graph, ends: readonly Node[]): Graph {
  const nodes = sort([...Object.values(graph.outputs), ...ends]);
  return { ...graph, nodes, paths: uniqueNodes(nodes) };
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

function uniqueNodes(nodes: readonly Node[]): Map<Node, string> {
  const taken = new Set<string>();
  return new Map(nodes.map((node) => [node, take(taken, [node.path], numbered)[0]]));
}

/** The layer's name gets the number, not the parameter's: `dense_2/kernel`. All parameters of a layer get the same one. */
function uniqueParameters(nodes: readonly Node[]): Map<Parameter, string> {
  const taken = new Set<string>();
  const withLayer = (path: string, i: number): string => {
    const slash = path.lastIndexOf("/");
    return numbered(path.slice(0, slash), i) + path.slice(slash);
  };
  const layers = new Set(nodes.map((node) => node.parameters));
  return new Map(
    [...layers].flatMap((layer) => {
      const own = Object.values(layer);
      const paths = own.map(({ path }) => path);
      return take(taken, paths, withLayer).map((path, i): [Parameter, string] => [own[i], path]);
    }),
  );
}

const numbered = (path: string, i: number): string => `${path}_${i}`;

/** Takes `paths`, all with the first number with which none of them is taken already. */
function take(taken: Set<string>, paths: readonly string[], numbered: (path: string, i: number) => string): string[] {
  let free = [...paths];
  for (let i = 2; free.some((path) => taken.has(path)); i++) free = paths.map((path) => numbered(path, i));
  for (const path of free) taken.add(path);
  return free;
}
