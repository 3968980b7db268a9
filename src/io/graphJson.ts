import { FoveaError, fail, show } from "../error.ts";
import { type Graph, graph } from "../graph/graph.ts";
import { input } from "../graph/input.ts";
import type { Node, Parameter } from "../graph/node.ts";
import { format, type Shape, sameShape } from "../graph/shape.ts";
import { inferred, type Op } from "../ops/op.ts";

/** A node as saved; nodes name their inputs, and the node whose parameters they share, by place in the list. */
interface NodeJson {
  op: string;
  path: string;
  shape: Shape;
  inputs: number[];
  attributes?: object;
  mean?: readonly number[];
  std?: readonly number[];
  shares?: number;
  /** Paths of its parameters, where they are not under its own: they are under that of the layer's first call. */
  parameters?: Record<string, string>;
}

interface GraphJson {
  nodes: NodeJson[];
  inputs: number[];
  outputs: Record<string, number>;
}

/** `graph` as JSON text. */
export function graphToJson({ nodes, inputs, outputs }: Graph): string {
  const place = new Map(nodes.map((node, i) => [node, i]));
  const json: GraphJson = {
    nodes: nodes.map((node) => nodeToJson(node, nodes, place)),
    inputs: inputs.map((node) => place.get(node) as number),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, place.get(node) as number])),
  };
  return JSON.stringify(json);
}

function nodeToJson(node: Node, nodes: readonly Node[], place: ReadonlyMap<Node, number>): NodeJson {
  const { path, shape } = node;
  if (!node.op) return { op: "input", path, shape, inputs: [], ...node.preprocessing };
  const owner = Object.keys(node.parameters).length
    ? nodes.findIndex((other) => other.parameters === node.parameters)
    : -1;
  const shares = owner >= 0 && owner < (place.get(node) as number) ? { shares: owner } : {};
  const elsewhere = Object.entries(node.parameters).filter(([key, parameter]) => parameter.path !== `${path}/${key}`);
  const parameters = elsewhere.length &&
    !("shares" in shares) && {
      parameters: Object.fromEntries(elsewhere.map(([key, parameter]) => [key, parameter.path])),
    };
  return {
    op: node.op.name,
    path,
    shape,
    inputs: node.inputs.map((input) => place.get(input) as number),
    attributes: node.attributes,
    ...shares,
    ...parameters,
  };
}

/**
 * The graph that `text` describes with `ops` by name, its shapes inferred anew and compared.
 *
 * @throws FoveaError for text that is no graph, ops that this version does not have, shapes that do not follow.
 */
export function graphFromJson(text: string, ops: ReadonlyMap<string, Op<never>>): Graph {
  try {
    return build(JSON.parse(text), ops);
  } catch (error) {
    // Whatever goes wrong here is the file's fault, also what layers and shape inference say.
    if (error instanceof FoveaError)
      throw error.code === "format" ? error : new FoveaError("format", `model file, ${error.message}`);
    fail("format", {
      where: "model file, graph",
      got: show(text),
      expected: "a graph as fovea saves it",
      hint: "the file is damaged",
    });
  }
}

function build(json: GraphJson, ops: ReadonlyMap<string, Op<never>>): Graph {
  const nodes: Node[] = [];
  for (const saved of json.nodes) nodes.push(nodeFromJson(saved, nodes, ops));
  const at = (i: number): Node =>
    nodes[i] ?? fail("format", { where: "model file, graph", got: `node ${i}`, expected: `one of ${nodes.length}` });
  return graph(json.inputs.map(at), Object.fromEntries(Object.entries(json.outputs).map(([name, i]) => [name, at(i)])));
}

function nodeFromJson(saved: NodeJson, nodes: readonly Node[], ops: ReadonlyMap<string, Op<never>>): Node {
  const where = `model file, node ${show(saved.path)}`;
  if (typeof saved.path !== "string")
    fail("format", { where, got: `path ${show(saved.path)}`, expected: "text", hint: "the file is damaged" });
  const { mean, std } = saved;
  if (saved.op === "input") return input(saved.shape, { name: saved.path, ...(mean && { mean }), ...(std && { std }) });
  const op = ops.get(saved.op) as Op<object> | undefined;
  if (!op)
    fail("format", {
      where,
      got: `op ${show(saved.op)}`,
      expected: `one of ${[...ops.keys()].join(", ")}`,
      hint: "a newer fovea may have it; an op of one's own is given to load as one of its ops",
    });
  const inputs = saved.inputs.map(
    (i) => nodes[i] ?? fail("format", { where, got: `input ${i}`, expected: "a node before it" }),
  );
  const attributes = saved.attributes ?? {};
  const result = inferred(
    op as Op<object>,
    attributes,
    inputs.map((node) => node.shape),
    (problem) => fail("format", { where, ...problem }),
  );
  if (!sameShape(result.shape, saved.shape))
    fail("format", { where, got: `shape ${show(saved.shape)}`, expected: format(result.shape) });
  const specs = Object.entries(result.parameters ?? {});
  const own = (): Record<string, Parameter> =>
    Object.fromEntries(
      specs.map(([key, spec]) => [key, { ...spec, path: saved.parameters?.[key] ?? `${saved.path}/${key}` }]),
    );
  const parameters = saved.shares === undefined ? own() : nodes[saved.shares]?.parameters;
  if (!specs.every(([key, { shape }]) => parameters?.[key] && sameShape(parameters[key].shape, shape)))
    fail("format", {
      where,
      got: `shares ${show(saved.shares)}`,
      expected: "a node before it with parameters of the same shapes",
    });
  return { op: op as Op<never>, attributes, inputs, parameters, shape: result.shape, path: saved.path };
}
