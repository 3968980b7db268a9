import type { Graph } from "../../src/graph/graph.ts";
import type { Node, Parameter } from "../../src/graph/node.ts";
import type { Shape } from "../../src/graph/shape.ts";
import { type PaddingNd, placeWindows } from "../../src/ops/windowNd.ts";

/** A graph as plain data that another library can be told: everything resolved, nothing to infer. */
export interface PortableGraph {
  /** Each after its inputs. The graph's inputs have op `input`; `inputs` are places in this list, `parameters` in the other. */
  readonly nodes: readonly PortableNode[];
  readonly parameters: readonly PortableParameter[];
  readonly inputs: readonly number[];
  readonly output: number;
}

export interface PortableNode {
  readonly op: string;
  readonly inputs: readonly number[];
  /** Of one sample, channels last. */
  readonly shape: Shape;
  readonly parameters: Readonly<Record<string, number>>;
  /** Options of the layer; windows have `pads`, in front of each axis, then behind
   * each, and those of images `padding: [top, right, bottom, left]`; inputs
   * `mean` and `std`, or the range of their numbers. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface PortableParameter {
  readonly path: string;
  readonly shape: Shape;
  /** Values are drawn evenly from centre - reach to centre + reach (convert/values.mjs). */
  readonly centre: number;
  readonly reach: number;
}

/** `graph`, which has one output, as plain data. */
export function describe(graph: Graph): PortableGraph {
  const place = new Map(graph.nodes.map((node, i) => [node, i]));
  const parameters = [...graph.parameters.keys()];
  const at = (node: Node): number => place.get(node) as number;
  return {
    nodes: graph.nodes.map((node) => ({
      op: node.op?.name ?? "input",
      inputs: node.inputs.map(at),
      shape: node.shape,
      parameters: Object.fromEntries(
        Object.entries(node.parameters).map(([key, parameter]) => [key, parameters.indexOf(parameter)]),
      ),
      attributes: attributesOf(node),
    })),
    parameters: parameters.map((parameter) => ({
      path: graph.parameters.get(parameter) as string,
      shape: parameter.shape,
      ...rangeOf(parameter),
    })),
    inputs: graph.inputs.map(at),
    output: at(Object.values(graph.outputs)[0]),
  };
}

interface WindowAttributes {
  readonly padding: PaddingNd;
  readonly kernel?: readonly number[];
  readonly window?: readonly number[];
  readonly stride: readonly number[];
  readonly dilation?: readonly number[];
}

function attributesOf({ op, attributes, inputs, preprocessing }: Node): Record<string, unknown> {
  if (!op) return { ...preprocessing };
  const { initializer, biasInitializer, ...rest } = attributes as Record<string, unknown>;
  if (!("stride" in rest) || op.name.startsWith("maxUnpool")) return rest;
  const { padding, kernel, window = kernel as readonly number[], stride, dilation } = attributes as WindowAttributes;
  const laid = { padding, window, stride, dilation: dilation ?? window.map(() => 1) };
  const sides = placeWindows(laid, inputs[0].shape.slice(0, window.length), never);
  const [before, after] = [sides.map((side) => side.before), sides.map((side) => side.after)];
  const [top, left] = before;
  const [bottom, right] = after;
  return { ...rest, ...(before.length === 2 && { padding: [top, right, bottom, left] }), pads: [...before, ...after] };
}

/** Kernels as He et al. drew them, so that values keep their size through deep networks; the rest near where training begins. */
function rangeOf({ path, fanIn }: Parameter): { centre: number; reach: number } {
  const key = path.slice(path.lastIndexOf("/") + 1);
  if (key === "kernel") return { centre: 0, reach: Math.sqrt(6 / fanIn) };
  if (key === "scale" || key === "variance") return { centre: 1, reach: 0.2 };
  return { centre: 0, reach: 0.1 };
}

/** Multiply-adds of the forward pass for one sample. */
export const multiplyAdds = (graph: Graph): number => graph.nodes.reduce((sum, node) => sum + multiplyAddsOf(node), 0);

/** The part of the layers that read the graph's inputs: training asks for no gradient of those. */
export const firstMultiplyAdds = (graph: Graph): number =>
  graph.nodes
    .filter((node) => node.inputs.some((input) => !input.op))
    .reduce((sum, node) => sum + multiplyAddsOf(node), 0);

/** Multiply-adds of one layer for one sample. */
export function multiplyAddsOf({ op, attributes, inputs }: Node): number {
  const shapes = inputs.map(({ shape }) => shape);
  return op?.infer(attributes as never, shapes, never).multiplyAdds ?? 0;
}

function never(): never {
  throw new Error("a node's shapes were inferred before");
}
