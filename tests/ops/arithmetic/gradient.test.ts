import { describe, expect, test } from "vitest";
import { Slot } from "../../../bindings/slot.ts";
import { count, type Shape } from "../../../src/graph/shape.ts";
import {
  add,
  dense,
  type Graph,
  gradientReversal,
  graph,
  input,
  type Layer,
  meanSquaredError,
  model,
  sequential,
  sgd,
  sign,
  stopGradient,
  subtract,
  tanh,
} from "../../../src/index.ts";
import { compile } from "../../../src/plan/compile.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import * as oracle from "../../oracle/arithmetic/unary.ts";

const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[5, 3], 2],
  [[9, 13, 17], 3],
];
const kinks = "the gradient is not the function's, on purpose";

for (const [shape, batch] of rows) {
  const size = `[${batch}, ${shape.join(", ")}]`;
  const common = { shapes: [shape], batch, tolerance: 1e-7, kinks };
  checkOp({ ...common, name: `stopGradient ${size}`, layer: stopGradient, oracle: oracle.passing(0) });
  for (const factor of [1, 0.25])
    checkOp({
      ...common,
      name: `gradientReversal by ${factor} ${size}`,
      layer: () => gradientReversal({ factor }),
      oracle: oracle.passing(-factor),
    });
}

checkOp({
  name: "a straight-through estimator made of them",
  layer: (): Layer => (x) => add()(x, stopGradient()(subtract()(sign()(x), x))),
  shapes: [[7, 5]],
  batch: 3,
  // The sum of x and sign(x) - x is rounded.
  oracle: { ...oracle.passing(1), forward: oracle.sign.forward },
  tolerance: 2e-7,
  kinks,
});

const core = await sharedEngine({ threads: 1 });
const x = input([3]);

function callsOf(g: Graph): string[] {
  const slots = new Map([...g.parameters].map(([p, path]) => [p, new Slot(path, count(p.shape) * 4)]));
  const { program, forwardCalls } = compile(g, slots, 2, { losses: { output: meanSquaredError() }, gradients: {} });
  return program.calls.slice(forwardCalls).map(({ label }) => label);
}

describe("stopGradient", () => {
  const before = dense({ units: 4, name: "before" });
  const after = dense({ units: 2, name: "after" });

  test("saves the backward pass of what is before it", () => {
    const through = callsOf(graph(x, sequential(before, tanh(), after)(x)));
    const stopped = callsOf(graph(x, sequential(before, tanh(), stopGradient(), after)(x)));
    expect(through.some((label) => label.includes("before"))).toBe(true);
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped.some((label) => /before|tanh/.test(label))).toBe(false);
  });

  test("lets nothing learn that is behind it alone, not even by weight decay", async () => {
    using net = await model(graph(x, sequential(before, stopGradient(), after)(x)), { engine: core, seed: 1 });
    const values = (): Record<string, number[]> =>
      Object.fromEntries(net.parameters().map(({ path, data }) => [path, [...data]]));
    const first = values();
    const data = { x: Float32Array.of(1, 2, 3, 4, 5, 6), y: Float32Array.of(1, -1, 0, 2) };
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.1 });
    for await (const _ of net.fit(data, { epochs: 3, batchSize: 2, loss: meanSquaredError(), optimizer }));
    const last = values();
    expect(Object.keys(last)).toEqual(expect.arrayContaining(["0.before/kernel", "2.after/kernel"]));
    for (const [path, data] of Object.entries(first))
      if (path.includes("before")) expect(last[path]).toEqual(data);
      else expect(last[path]).not.toEqual(data);
  });

  test("and a shared layer learns from its other use alone", async () => {
    const shared = dense({ units: 3, name: "shared" });
    const [stop, go] = [stopGradient()(shared(x)), shared(x)];
    using net = await model(graph(x, { stop, go }), { engine: core, seed: 1 });
    const data = { x: Float32Array.of(1, 2, 3), y: { stop: new Float32Array(3), go: new Float32Array(3) } };
    const loss = { stop: meanSquaredError(), go: meanSquaredError() };
    const { parameters } = await net.gradients(data, { loss });
    using alone = await model(graph(x, { go: shared(x) }), { engine: core, seed: 1 });
    const { parameters: expected } = await alone.gradients(
      { ...data, y: { go: data.y.go } },
      { loss: { go: loss.go } },
    );
    expect(parameters["shared/kernel"]).toEqual(expected["shared/kernel"]);
  });
});

test("gradientReversal turns the gradient of what is before it, and no other", async () => {
  const features = dense({ units: 4, name: "features" });
  const head = dense({ units: 2, name: "head" });
  const build = (between: Layer): Graph => graph(x, sequential(features, between, head)(x));
  const data = { x: Float32Array.of(1, 2, 3), y: Float32Array.of(1, -1) };
  const gradients = async (between: Layer): Promise<Readonly<Record<string, Float32Array>>> => {
    using net = await model(build(between), { engine: core, seed: 1 });
    return (await net.gradients(data, { loss: meanSquaredError() })).parameters;
  };
  const [plain, turned] = [await gradients((h) => h), await gradients(gradientReversal({ factor: 0.5 }))];
  for (const key of ["kernel", "bias"]) {
    const named = (all: typeof plain, layer: string): number[] => [
      ...(Object.entries(all).find(([path]) => path.includes(`${layer}/${key}`))?.[1] ?? []),
    ];
    expect(named(turned, "head").length).toBeGreaterThan(0);
    expect(named(turned, "head")).toEqual(named(plain, "head"));
    expect(named(turned, "features")).toEqual(named(plain, "features").map((value) => -0.5 * value));
  }
});

test("they refuse wrong options", () => {
  expect(() => stopGradient({ factor: 0 } as never)).toThrow('stopGradient: got unknown option "factor"');
  expect(() => gradientReversal({ factor: Number.NaN })).toThrow("gradientReversal.factor: got NaN");
  expect(() => gradientReversal({ lambda: 1 } as never)).toThrow(
    'gradientReversal: got unknown option "lambda", expected one of factor, name.',
  );
});
