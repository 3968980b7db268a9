import type { Graph } from "../../../src/graph/graph.ts";
import type { Node, Parameter } from "../../../src/graph/node.ts";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { type Array64, pseudoRandom } from "../../harness/values.ts";
import type { Chosen } from "../entry.ts";

/** A layer of a drawn graph. */
export interface Made extends Chosen {
  readonly op: string;
  /** By the name that the oracle knows them by. */
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** One use of a layer, and the places of its inputs among the graph's values: the inputs' first, then one for each use. */
export interface Use {
  readonly made: Made;
  readonly from: readonly number[];
  readonly node: Node;
}

/** A random graph. */
export interface Drawn {
  readonly seed: number;
  readonly batch: number;
  readonly inputs: readonly Node[];
  readonly uses: readonly Use[];
  /** Places of its outputs, which are called `y` and the place. */
  readonly outputs: readonly number[];
  readonly graph: Graph;
}

export const outputName = (place: number): string => `y${place}`;

/** Numbers that a program can draw again: centre + spread times pseudo-random ones of [-1, 1), in f32. */
export interface Numbers {
  readonly seed: number;
  readonly centre: number;
  readonly spread: number;
}

/** What numbers are drawn for; each has a thousand seeds for each graph, and a hundred for each thing of its kind. */
const kinds = { input: 0, parameter: 1, gradient: 2, direction: 3 };

export function numbersOf(seed: number, kind: keyof typeof kinds, i: number): Numbers {
  return { seed: 1000 * seed + 100 * kinds[kind] + i, centre: 0, spread: 1 };
}

/** Parameter number `i`: around its constant, or of the size that keeps values about as large as they are. */
export function parameterNumbers(seed: number, i: number, { initializer, fanIn }: Parameter): Numbers {
  const numbers = numbersOf(seed, "parameter", i);
  return initializer.kind === "constant"
    ? { ...numbers, centre: initializer.value, spread: 0.25 }
    : { ...numbers, spread: Math.fround(Math.sqrt(3 / fanIn)) };
}

export function draw64(shape: Shape, { seed, centre, spread }: Numbers): Array64 {
  return { shape, data: pseudoRandom(count(shape), seed).map((value) => Math.fround(centre + spread * value)) };
}

/** Every parameter, in the order in which they came into being. */
export const parametersOf = (uses: readonly Use[]): Parameter[] => [
  ...new Set(uses.flatMap(({ made }) => Object.values(made.parameters))),
];

/** What a graph is a function of. */
export interface Arguments {
  readonly inputs: readonly Array64[];
  readonly parameters: ReadonlyMap<Parameter, Array64>;
}

export function argumentsOf({
  seed,
  batch,
  inputs,
  uses,
}: Pick<Drawn, "seed" | "batch" | "inputs" | "uses">): Arguments {
  return {
    inputs: inputs.map(({ shape }, i) => draw64([batch, ...shape], numbersOf(seed, "input", i))),
    parameters: new Map(parametersOf(uses).map((p, i) => [p, draw64(p.shape, parameterNumbers(seed, i, p))])),
  };
}

/** Something that a gradient is taken of. */
export interface Wanted {
  readonly name: string;
  readonly of: Node | Parameter;
  readonly shape: Shape;
}

/** The inputs that the outputs need, then the parameters that are trained. */
export function wantedOf({ inputs, uses, graph, batch }: Drawn): Wanted[] {
  const used = inputs.filter((x) => graph.inputs.includes(x));
  return [
    ...used.map((x) => ({ name: x.path, of: x, shape: [batch, ...x.shape] })),
    ...parametersOf(uses)
      .filter(({ statistic }) => !statistic)
      .map((p) => ({ name: graph.parameters.get(p) as string, of: p, shape: p.shape })),
  ];
}

/** `at` with one argument moved by `by` times `direction`. */
export function moved(
  { inputs }: Drawn,
  at: Arguments,
  { of }: Wanted,
  direction: Float64Array,
  by: number,
): Arguments {
  const move = (x: Array64): Array64 => ({ ...x, data: x.data.map((value, i) => value + by * direction[i]) });
  return {
    inputs: at.inputs.map((x, i) => (inputs[i] === of ? move(x) : x)),
    parameters: new Map([...at.parameters].map(([p, value]) => [p, p === of ? move(value) : value])),
  };
}
