import { describe, expect, test } from "vitest";
import { Slot } from "../../bindings/slot.ts";
import { count } from "../../src/graph/shape.ts";
import { add, dense, type Graph, graph, input, meanSquaredError, tanh } from "../../src/index.ts";
import { type Compiled, compile, type Purpose } from "../../src/plan/compile.ts";
import type { Call } from "../../src/plan/program.ts";

const [a, b] = [input([3, 5], { name: "a" }), input([3, 5], { name: "b" })];
const channels = input([5], { name: "channels" });

function compiled(g: Graph, purpose: Purpose): Compiled {
  const slots = new Map(
    [...g.parameters].map(([parameter, path]) => [parameter, new Slot(path, count(parameter.shape) * 4)]),
  );
  return compile(g, slots, 2, purpose);
}

/** Gradients of all inputs from a given one of the output. */
const seeded = (g: Graph): Compiled => compiled(g, { gradients: { inputs: g.inputs, seeded: ["output"] } });

const backwardCalls = ({ program, forwardCalls }: Compiled): Call[] => program.calls.slice(forwardCalls);
const kernelsOf = (calls: readonly Call[]): string[] => calls.map(({ kernel }) => kernel.name);
const argsOf = (call: Call): Record<string, Slot> => call.args as Record<string, Slot>;

describe("add hands its gradient on", () => {
  test("to both inputs, without a call", () => {
    const made = seeded(graph([a, b], add()(a, b)));
    expect(backwardCalls(made)).toEqual([]);
    for (const x of [a, b])
      expect(made.inputGradients.get(x)).toEqual({ slot: made.seeds.output.slot, shape: [2, 3, 5] });
  });

  test("to the input that is not spread; the other's is a sum", () => {
    const made = seeded(graph([a, channels], add()(a, channels)));
    expect(kernelsOf(backwardCalls(made))).toEqual(["sumRows"]);
    expect(made.inputGradients.get(a)?.slot).toBe(made.seeds.output.slot);
    expect(made.inputGradients.get(channels)?.shape).toEqual([2, 5]);
  });

  test("under the input's shape, where axes of size 1 are all that differs", () => {
    const row = input([1, 5], { name: "row" });
    const made = seeded(graph([row, channels], add()(row, channels)));
    expect(backwardCalls(made)).toEqual([]);
    expect(made.inputGradients.get(row)).toEqual({ slot: made.seeds.output.slot, shape: [2, 1, 5] });
    expect(made.inputGradients.get(channels)).toEqual({ slot: made.seeds.output.slot, shape: [2, 5] });
  });

  test("twice to an input that stands on both sides: then it is added up, in memory of its own", () => {
    const made = seeded(graph(a, add()(a, a)));
    const [call, ...others] = backwardCalls(made);
    expect(others).toEqual([]);
    const seed = made.seeds.output.slot;
    expect(argsOf(call)).toMatchObject({ a: seed, b: seed, y: made.inputGradients.get(a)?.slot });
    expect(argsOf(call).y).not.toBe(seed);
  });

  test("not to what needs none", () => {
    const data = input([3, 5], { name: "data" });
    const g = graph([data, a], add()(data, dense({ units: 5 })(a)));
    const made = compiled(g, { losses: { output: meanSquaredError() }, gradients: {} });
    expect([...made.inputGradients.keys()]).toEqual([]);
  });
});

/** Residual blocks whose gradients come together from two sides again and again. */
function residual(): Graph {
  const first = tanh()(dense({ units: 5 })(a));
  const second = add()(first, tanh()(dense({ units: 5 })(first)));
  const third = add()(second, first, tanh()(second));
  return graph(a, { output: add()(third, second), second });
}

test("no call writes into a gradient that stands", () => {
  const made = compiled(residual(), { gradients: { inputs: [a], seeded: ["output", "second"] } });
  const calls = backwardCalls(made);
  const written = calls.filter(({ kernel }) => ["add", "tanhBackward"].includes(kernel.name)).map(argsOf);
  expect(kernelsOf(calls).filter((name) => name === "add").length).toBeGreaterThanOrEqual(4);
  const results = written.map((args) => args.dx ?? args.y);
  expect(new Set(results).size, "each result has memory of its own").toBe(results.length);
  for (const { slot } of Object.values(made.seeds)) expect(results).not.toContain(slot);
});

test("gradients of inner nodes are let go, only those that are wanted are results", () => {
  const made = compiled(residual(), { gradients: { inputs: [a], seeded: ["output", "second"] } });
  expect([...made.inputGradients.keys()]).toEqual([a]);
  const inner = backwardCalls(made).flatMap((call) => (call.kernel.name === "tanhBackward" ? [argsOf(call).dx] : []));
  expect(inner.length).toBe(3);
  for (const slot of inner) expect(made.program.results.has(slot)).toBe(false);
});
