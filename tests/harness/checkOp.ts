import { expect, test } from "vitest";
import type { Engine } from "../../src/engine.ts";
import { type Graph, graph } from "../../src/graph/graph.ts";
import { input } from "../../src/graph/input.ts";
import type { Node, Parameter } from "../../src/graph/node.ts";
import { count, type Shape } from "../../src/graph/shape.ts";
import { ParameterBlock } from "../../src/parameters.ts";
import { compile, type Purpose } from "../../src/plan/compile.ts";
import type { Program } from "../../src/plan/program.ts";
import { seedKey } from "../../src/random.ts";
import { sharedEngine } from "./engines.ts";
import { runGuarded } from "./guarded.ts";
import { move } from "./move.ts";
import { runPlaced } from "./placed.ts";
import { type Array64, array64, expectNear, pseudoRandom } from "./values.ts";

/** The seed and step that ops under test draw their random numbers for. */
export const randomOf = { seed: 2 ** 40 + 12_345, step: 9 } as const;

/** An op's definition in plain f64 loops; the documentation of what its kernels compute. */
export interface Oracle {
  forward(inputs: readonly Array64[], parameters: Readonly<Record<string, Array64>>): Array64;
  /** What `forward` is without training, where that differs. */
  inference?(inputs: readonly Array64[], parameters: Readonly<Record<string, Array64>>): Array64;
  /** Gradients of sum(dy * y) with respect to inputs and parameters. */
  backward(
    dy: Array64,
    inputs: readonly Array64[],
    parameters: Readonly<Record<string, Array64>>,
  ): { inputs: readonly Float64Array[]; parameters: Readonly<Record<string, Float64Array>> };
}

/** One row of an op's case table. */
export interface OpCase {
  readonly name: string;
  /** A fresh layer, of as many nodes as there are shapes; of several in a row, one may have parameters. */
  readonly layer: () => (...nodes: Node[]) => Node;
  /** Shape of one sample of each input. */
  readonly shapes: readonly Shape[];
  readonly batch: number;
  readonly oracle: Oracle;
  /** Largest difference to the oracle, relative to the largest value (at least 1), for results and gradients in the strict build. */
  readonly tolerance: number;
  /** Input values; default pseudo-random from -1 to 1. Must be exact in f32. */
  readonly values?: (shape: Shape, index: number) => Float64Array;
  /** Values of a parameter; default pseudo-random from -1 to 1. Must be exact in f32. */
  readonly parameterValues?: (key: string, shape: Shape) => Float64Array | undefined;
  /** False where finite differences make no sense: kinks that the values hit. Says why. */
  readonly kinks?: string;
}

interface Results {
  output: Float32Array;
  inputs: Float32Array[];
  parameters: Record<string, Float32Array>;
}

/** Registers the tests of one case: forward, gradients, sentinels, builds and thread counts, and the oracle itself. */
export function checkOp(each: OpCase): void {
  test(`${each.name}: forward and gradients as the oracle's, nothing written outside`, async () => {
    const problem = pose(each);
    const strict = await run(await sharedEngine({ threads: 1 }), problem);
    compare(strict, problem, each.tolerance);
    const relaxed = await run(await sharedEngine({ threads: 1, fast: true }), problem);
    compare(relaxed, problem, each.tolerance);
  });

  test(`${each.name}: 1, 2 and 3 threads give the same bits`, async () => {
    const problem = pose(each);
    const alone = await run(await sharedEngine({ threads: 1 }), problem);
    for (const threads of [2, 3])
      expect(bits(await run(await sharedEngine({ threads }), problem))).toEqual(bits(alone));
  });

  test(`${each.name}: the same bits where memory is shared`, async () => {
    const engine = await sharedEngine({ threads: 2 });
    const problem = pose(each, move);
    for (const purpose of [backward(problem), {}])
      expect(bits(await run(engine, problem, purpose, runPlaced))).toEqual(bits(await run(engine, problem, purpose)));
  });

  if (each.oracle.inference)
    test(`${each.name}: inference as the oracle's, the same bits with 1, 2 and 3 threads`, async () => {
      const problem = pose(each);
      const expected = each.oracle.inference?.(problem.inputs, problem.parameters).data as Float64Array;
      const [strict, ...others] = await Promise.all(
        [1, 2, 3].map(async (threads) => (await run(await sharedEngine({ threads }), problem, {})).output),
      );
      const relaxed = await run(await sharedEngine({ threads: 1, fast: true }), problem, {});
      for (const got of [strict, relaxed.output]) expectNear(got, expected, each.tolerance, "inference");
      for (const other of others) expect(other).toEqual(strict);
    });

  test.skipIf(each.kinks)(
    `${each.name}: the oracle's gradients as finite differences${each.kinks ? ` (${each.kinks})` : ""}`,
    () => {
      const problem = pose(each);
      checkOracle(each.oracle, problem);
    },
  );
}

interface Problem {
  graph: Graph;
  batch: number;
  inputs: Array64[];
  parameters: Record<string, Array64>;
  dy: Array64;
  expected: {
    output: Float64Array;
    inputs: readonly Float64Array[];
    parameters: Readonly<Record<string, Float64Array>>;
  };
}

const itself = (node: Node): Node => node;

/** The case with its numbers; `around` is put around the layer. */
function pose({ layer, shapes, batch, oracle, values, parameterValues }: OpCase, around = itself): Problem {
  const nodes = shapes.map((shape, i) => input(shape, { name: `x${i}` }));
  const y = around(layer()(...nodes.map(around)));
  const net = graph(nodes, y);
  for (const { op, attributes } of net.nodes)
    expect(JSON.parse(JSON.stringify(attributes)), `attributes of ${op?.name}, saved and loaded`).toEqual(attributes);
  const inputs = nodes.map(({ shape }, i) => {
    const full = [batch, ...shape];
    return values ? { shape: full, data: values(full, i) } : array64(full, i + 1);
  });
  const parameters = Object.fromEntries(
    parametersOf(net).map(([key, { shape }], i) => {
      const data = parameterValues?.(key, shape);
      return [key, data ? { shape, data } : array64(shape, 101 + i)];
    }),
  );
  const dy = array64([batch, ...y.shape], 202);
  const output = oracle.forward(inputs, parameters);
  expect(output.shape, "the shape that the oracle and shape inference find").toEqual(dy.shape);
  return {
    graph: net,
    batch,
    inputs,
    parameters,
    dy,
    expected: { output: output.data, ...oracle.backward(dy, inputs, parameters) },
  };
}

const parametersOf = ({ nodes }: Graph): [string, Parameter][] =>
  nodes.flatMap((node) => Object.entries(node.parameters));

/** Runs the op for `purpose`, forward and backward or forward alone, in memory that `runIn` gives. */
async function run(
  engine: Engine,
  problem: Problem,
  purpose: Purpose = backward(problem),
  runIn: typeof runGuarded = runGuarded,
): Promise<Results> {
  const { graph: net, batch } = problem;
  const block = new ParameterBlock(engine, net, "parameters");
  try {
    for (const [key, parameter] of parametersOf(net)) block.set(parameter, problem.parameters[key].data, key);
    const compiled = compile(net, block.slots, batch, purpose);
    if (engine.info.threads > 1) cutSmall(compiled.program);
    return await runIn(
      engine,
      compiled,
      (tape) => {
        for (const [i, x] of net.inputs.entries())
          tape.floats(compiled.inputs.get(x)!.slot).set(problem.inputs[i].data);
        if (compiled.program.isRandom)
          tape.integers(compiled.program.randomWords).set([...seedKey(randomOf.seed), randomOf.step]);
        if (purpose.gradients) tape.floats(compiled.seeds.output.slot).set(problem.dy.data);
      },
      (tape) => ({
        output: tape.floats(compiled.outputs.output.slot).slice(),
        inputs: (purpose.gradients?.inputs ?? []).map((x) => tape.floats(compiled.inputGradients.get(x)!.slot).slice()),
        parameters: Object.fromEntries(
          parametersOf(net).flatMap(([key, p]) => {
            const gradient = compiled.parameterGradients.get(p);
            return gradient ? [[key, tape.floats(gradient.slot).slice()]] : [];
          }),
        ),
      }),
    );
  } finally {
    block.dispose();
  }
}

const backward = ({ graph: { inputs } }: Problem): Purpose => ({ gradients: { inputs, seeded: ["output"] } });

/** One item a chunk, so that even a small case is shared out among the threads. */
export function cutSmall({ prologue, calls }: Program): void {
  for (const list of [prologue, calls]) list.splice(0, list.length, ...list.map((call) => ({ ...call, grain: 1 })));
}

function compare(got: Results, { expected }: Problem, tolerance: number): void {
  expectNear(got.output, expected.output, tolerance, "forward");
  for (const [i, dx] of expected.inputs.entries()) expectNear(got.inputs[i], dx, tolerance, `gradient of input ${i}`);
  expect(Object.keys(got.parameters)).toEqual(Object.keys(expected.parameters));
  for (const [key, dp] of Object.entries(expected.parameters))
    expectNear(got.parameters[key], dp, tolerance, `gradient of ${key}`);
}

const bits = ({ output, inputs, parameters }: Results): number[][] =>
  [output, ...inputs, ...Object.values(parameters)].map((array) => [
    ...new Uint32Array(array.buffer, array.byteOffset, array.length),
  ]);

/** Central differences of the oracle's forward against its backward, along random directions of each argument. */
function checkOracle(oracle: Oracle, { inputs, parameters, dy, expected }: Problem): void {
  const step = 1e-5;
  const loss = (xs: readonly Array64[], ps: Readonly<Record<string, Array64>>): number =>
    oracle.forward(xs, ps).data.reduce((sum, y, i) => sum + y * dy.data[i], 0);
  const check = (
    what: string,
    gradient: Float64Array,
    at: (moved: Float64Array) => number,
    from: Float64Array,
  ): void => {
    for (const seed of [1, 2, 3]) {
      const direction = pseudoRandom(count([from.length]), 300 + seed);
      const move = (by: number): Float64Array => from.map((value, i) => value + by * direction[i]);
      const slope = (at(move(step)) - at(move(-step))) / (2 * step);
      const exact = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
      expect(
        Math.abs(slope - exact) / Math.max(1, Math.abs(exact)),
        `finite difference along ${what}`,
      ).toBeLessThanOrEqual(1e-6);
    }
  };
  inputs.forEach((x, i) => {
    const at = (data: Float64Array): number =>
      loss(
        inputs.map((other, j) => (i === j ? { ...x, data } : other)),
        parameters,
      );
    check(`input ${i}`, expected.inputs[i], at, x.data);
  });
  for (const [key, gradient] of Object.entries(expected.parameters)) {
    const p = parameters[key];
    check(key, gradient, (data) => loss(inputs, { ...parameters, [key]: { ...p, data } }), p.data);
  }
}
