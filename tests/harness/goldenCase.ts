import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { type Graph, graph } from "../../src/graph/graph.ts";
import { input } from "../../src/graph/input.ts";
import type { Node, Parameter } from "../../src/graph/node.ts";
import { count } from "../../src/graph/shape.ts";
import * as fovea from "../../src/index.ts";
import { ParameterBlock } from "../../src/parameters.ts";
import { compile, type Purpose } from "../../src/plan/compile.ts";
import { sharedEngine } from "./engines.ts";
import { runGuarded } from "./guarded.ts";
import { largestDifference, pseudoRandom } from "./values.ts";

/** A case as tests/golden/ops/cases.py writes it; results are f32 numbers in base64. */
export interface GoldenCase {
  readonly layer: string;
  readonly options: object;
  /** Shapes with the batch first. */
  readonly inputs: readonly number[][];
  readonly parameters?: Readonly<Record<string, number[]>>;
  readonly ranges?: Readonly<Record<string, [low: number, high: number]>>;
  readonly values?: Readonly<Record<string, number[]>>;
  /** Which of several nodes, where the layer returns them. */
  readonly output?: number;
  readonly tolerance: number;
  readonly training: boolean;
  readonly shape: readonly number[];
  readonly y: string;
  /** Null: PyTorch has no gradient, as of indices. */
  readonly dx?: readonly (string | null)[];
  readonly dp?: Readonly<Record<string, string>>;
}

/** Largest difference of each result, relative to the largest number expected (at least 1). */
export type Differences = Record<string, number>;

const folder = new URL("../golden/ops/", import.meta.url);

/** The cases of every file of tests/golden/ops, by family. */
export function goldenCases(): [family: string, cases: GoldenCase[]][] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files
    .sort()
    .map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(new URL(file, folder), "utf8")).cases]);
}

export const goldenName = ({ layer, options, inputs, output, training }: GoldenCase): string =>
  `${layer}(${JSON.stringify(options)}) of ${inputs.map((shape) => `[${shape.join(", ")}]`).join(", ")}` +
  (output === undefined ? "" : `, output ${output}`) +
  (training ? "" : ", inference");

/** Runs the case in the strict build on one thread, with sentinels around every buffer. */
export async function runGolden(each: GoldenCase): Promise<Differences> {
  const { net, parameters } = build(each);
  const engine = await sharedEngine({ threads: 1 });
  const block = new ParameterBlock(engine, net, "parameters");
  try {
    [...parameters].forEach(([key, parameter], i) => {
      block.set(parameter, numbers(each, key, parameter.shape, 101 + i), key);
    });
    const wanted = net.inputs.filter((_, i) => each.dx?.[i]);
    const purpose: Purpose = each.training ? { gradients: { inputs: wanted, seeded: ["output"] } } : {};
    const compiled = compile(net, block.slots, each.inputs[0][0], purpose);
    return await runGuarded(
      engine,
      compiled,
      (tape) => {
        net.inputs.forEach((x, i) => {
          tape.floats(compiled.inputs.get(x)!.slot).set(numbers(each, `x${i}`, each.inputs[i], 1 + i));
        });
        for (const { slot } of Object.values(compiled.seeds))
          tape.floats(slot).set(pseudoRandom(count(each.shape), 202));
      },
      (tape) => ({
        y: largestDifference(tape.floats(compiled.outputs.output.slot), decode(each.y)),
        ...Object.fromEntries(
          wanted.map((x) => {
            const got = tape.floats(compiled.inputGradients.get(x)!.slot);
            return [`d${x.path}`, largestDifference(got, decode(each.dx?.[net.inputs.indexOf(x)] as string))];
          }),
        ),
        ...Object.fromEntries(
          Object.entries(each.dp ?? {}).map(([key, expected]) => {
            const got = tape.floats(compiled.parameterGradients.get(parameters.get(key)!)!.slot);
            return [`d${key}`, largestDifference(got, decode(expected))];
          }),
        ),
      }),
    );
  } finally {
    block.dispose();
  }
}

/** The case of a layer, without what PyTorch computed of it. */
export type Asked = Omit<GoldenCase, "tolerance" | "shape" | "y" | "dx" | "dp">;

/** The layer's graph. */
export function graphOf(each: Asked): Graph {
  const make = (fovea as Record<string, unknown>)[each.layer];
  if (typeof make !== "function") throw new Error(`fovea exports no layer ${each.layer}`);
  const nodes = each.inputs.map(([, ...shape], i) => input(shape, { name: `x${i}` }));
  const layer = make(each.options); // of a loss, its layers
  const made: Node | Node[] = (typeof layer === "function" ? layer : layer.of)(...nodes);
  return graph(nodes, each.output === undefined ? (made as Node) : (made as Node[])[each.output]);
}

/** The layer's graph, whose shapes and parameters must be those of the case. */
function build(each: GoldenCase): { net: Graph; parameters: Map<string, Parameter> } {
  const net = graphOf(each);
  const parameters = byKey(net);
  expect([each.inputs[0][0], ...net.outputs.output.shape], "shape of the output").toEqual(each.shape);
  expect(Object.fromEntries([...parameters].map(([key, { shape }]) => [key, shape]))).toEqual(each.parameters ?? {});
  expect([...parameters.keys()], "parameters in the layer's order").toEqual(Object.keys(each.parameters ?? {}));
  if (each.training) {
    const trained = [...parameters].filter(([, { statistic }]) => !statistic).map(([key]) => key);
    expect(Object.keys(each.dp ?? {}), "parameters with a gradient").toEqual(trained);
  }
  return { net, parameters };
}

/** Parameters by the name behind the last slash; where several have one name, all by path, with _ for / and dots. */
function byKey({ parameters }: Graph): Map<string, Parameter> {
  const paths = [...parameters].map(([parameter, path]): [string, Parameter] => [path, parameter]);
  const short = paths.map(([path, p]): [string, Parameter] => [path.slice(path.lastIndexOf("/") + 1), p]);
  const unique = new Map(short);
  return unique.size === paths.length ? unique : new Map(paths.map(([path, p]) => [path.replace(/\W/g, "_"), p]));
}

/** Values of an input or parameter: given, or pseudo-random in the case's range, which is rounded to f32. */
function numbers({ values, ranges }: GoldenCase, key: string, shape: readonly number[], seed: number): Float64Array {
  if (values?.[key]) return Float64Array.from((values[key] as unknown[]).flat(9) as number[]);
  const [low, high] = ranges?.[key] ?? [-1, 1];
  return pseudoRandom(count(shape), seed).map((value) => Math.fround(low + ((high - low) * (value + 1)) / 2));
}

const decode = (base64: string): Float32Array =>
  new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
