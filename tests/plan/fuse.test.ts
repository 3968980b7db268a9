import { describe, expect, test } from "vitest";
import { Slot } from "../../bindings/slot.ts";
import { count } from "../../src/graph/shape.ts";
import {
  add,
  batchNorm,
  conv2d,
  dense,
  dropout,
  type Graph,
  globalAveragePool2d,
  graph,
  input,
  type Layer,
  meanSquaredError,
  model,
  type Node,
  relu,
  relu6,
  tanh,
} from "../../src/index.ts";
import { compile, type Purpose } from "../../src/plan/compile.ts";
import { sharedEngine } from "../harness/engines.ts";
import { largestDifference, pseudoRandom } from "../harness/values.ts";

const x = input([5, 4, 3], { name: "x" });
const conv = (): Layer => conv2d({ filters: 3, kernel: 3, padding: "same" });

/** Kernels of the forward pass. */
function forwardOf(outputs: Node | Record<string, Node>, purpose: Purpose = {}): string[] {
  const g = graph(x, outputs);
  const slots = new Map([...g.parameters].map(([p, path]) => [p, new Slot(path, count(p.shape) * 4)]));
  const { program, forwardCalls } = compile(g, slots, 2, purpose);
  return program.calls.slice(0, forwardCalls).map(({ kernel }) => kernel.name);
}

describe.each<[string, Purpose]>([
  ["inference", {}],
  ["training", { gradients: {} }],
])("in %s a convolution also does", (_, purpose) => {
  test("the rectifier behind it", () => {
    expect(forwardOf(relu()(conv()(x)), purpose)).toEqual(["conv2dForward"]);
    expect(forwardOf(relu6()(dense({ units: 3 })(x)), purpose)).toEqual(["conv2dForward"]);
  });

  test("the addition of what stands already, on either side, and then the rectifier", () => {
    expect(forwardOf(relu6()(add()(conv()(x), x)), purpose)).toEqual(["conv2dForward"]);
    expect(forwardOf(relu()(add()(x, conv()(x))), purpose)).toEqual(["conv2dForward"]);
  });

  test("one addition, not two", () => {
    expect(forwardOf(add()(conv()(x), x, x), purpose)).toEqual(["conv2dForward", "add"]);
  });
});

test("a convolution leaves to others what is wanted or read elsewhere, spread, or in another order", () => {
  const h = conv()(x);
  expect(forwardOf({ h, y: relu()(h) })).toEqual(["conv2dForward", "reluForward"]);
  expect(forwardOf(add()(h, h))).toEqual(["conv2dForward", "add"]);
  expect(forwardOf(add()(relu()(h), tanh()(h)))).toEqual(["conv2dForward", "reluForward", "tanhForward", "add"]);
  expect(forwardOf(add()(h, globalAveragePool2d()(x)))).toEqual(["conv2dForward", "sumRows", "addRows"]);
  expect(forwardOf(add()(relu()(h), x))).toEqual(["conv2dForward", "add"]);
});

test("what does nothing in inference stands in nobody's way", () => {
  const drop = (): Layer => dropout({ rate: 0.5 });
  expect(forwardOf(drop()(x))).toEqual([]);
  expect(forwardOf(relu()(drop()(batchNorm()(drop()(conv()(x))))))).toEqual(["conv2dForward"]);
  expect(forwardOf(add()(drop()(drop()(conv()(x))), x))).toEqual(["conv2dForward"]);
  expect(forwardOf(tanh()(drop()(conv()(x))))).toEqual(["conv2dForward", "tanhForward"]);
  const h = drop()(conv()(x));
  expect(forwardOf({ h, y: relu()(h) })).toEqual(["conv2dForward", "reluForward"]);
  expect(forwardOf(relu()(drop()(conv()(x))), { gradients: {} })).toEqual([
    "conv2dForward",
    "dropoutForward",
    "reluForward",
  ]);
});

test("a residual block with a dropout that does nothing scores as one without", async () => {
  const build = (rest: Layer): Node => relu()(add()(rest(conv()(x)), x));
  const engine = await sharedEngine({ threads: 1 });
  const values = Float32Array.from(pseudoRandom(2 * 60, 1));
  using plain = await model(
    graph(
      x,
      build((node) => node),
    ),
    { engine, seed: 3 },
  );
  using dropping = await model(graph(x, build(dropout({ rate: 0.5 }))), { engine, seed: 3 });
  expect(await dropping.predict(values)).toEqual(await plain.predict(values));
});

/** Two residual blocks; `apart` makes every node an output, so that nothing is fused. */
function blocks(apart: boolean): Graph {
  const outputs: Record<string, Node> = {};
  const see = (name: string, node: Node): Node => {
    if (apart) outputs[name] = node;
    return node;
  };
  let at: Node = x;
  for (const name of ["first", "second"]) {
    const h = see(`${name}/rectified`, relu6()(see(`${name}/inner`, conv()(at))));
    at = see(`${name}/out`, relu()(see(`${name}/sum`, add()(see(`${name}/outer`, conv()(h)), at))));
  }
  return graph(x, { ...outputs, y: dense({ units: 2 })(at) });
}

describe("scores and gradients are those of the layers one by one", () => {
  const values = Float32Array.from(pseudoRandom(2 * 60, 1), (value) => 4 * value);
  const samples = { x: values, y: { y: Float32Array.from(pseudoRandom(2 * 40, 2)) } };

  test("with a rounding at most", async () => {
    const engine = await sharedEngine({ threads: 2 });
    using together = await model(blocks(false), { engine, seed: 3 });
    using apart = await model(blocks(true), { engine, seed: 3 });
    const scores = (await apart.predict(values)) as Record<string, Float32Array>;
    expect(largestDifference((await together.predict(values)) as Float32Array, scores.y)).toBeLessThan(1e-6);
    expect(scores["first/rectified"].some((value) => value === 0)).toBe(true);

    const loss = { y: meanSquaredError() };
    const [got, expected] = [await together.gradients(samples, { loss }), await apart.gradients(samples, { loss })];
    expect(largestDifference(got.inputs.x, expected.inputs.x)).toBeLessThan(1e-6);
    for (const [path, gradient] of Object.entries(expected.parameters))
      expect(largestDifference(got.parameters[path], gradient), path).toBeLessThan(1e-6);
  });

  test("also of numbers that are none", async () => {
    const engine = await sharedEngine({ threads: 1 });
    using net = await model(graph(x, relu6()(add()(conv()(x), x))), { engine, seed: 3 });
    net.setParameters({ "conv2d/bias": [0, Number.NaN, 1] });
    const y = (await net.predict(values)) as Float32Array;
    expect(y.every((value, i) => (i % 3 === 1 ? Number.isNaN(value) : value >= 0 && value <= 6))).toBe(true);
  });
});
