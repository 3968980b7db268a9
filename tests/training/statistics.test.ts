import { describe, expect, test } from "vitest";
import {
  batchNorm,
  dense,
  dropout,
  flatten,
  type Graph,
  graph,
  input,
  type Layer,
  type Model,
  model,
  parameterGroups,
  relu,
  sequential,
  sgd,
  sigmoid,
  softmaxCrossEntropy,
  tanh,
} from "../../src/index.ts";
import { statistics } from "../../src/training/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, CLASSES, loss, ofKind, SIZE, smallModel, train } from "../train/toys.ts";

const samples = bands(24);
const options = { epochs: 2, batchSize: 8, seed: 3 };
const momentum = () => sgd({ learningRate: 0.02, momentum: 0.9 });

/** A net of `depth` layers of 20 units with `activation` behind each. */
function deep(depth: number, activation: () => Layer): Graph {
  const x = input([SIZE, SIZE, 1], { name: "picture", mean: 90, std: 50 });
  const layers = Array.from({ length: depth }, () => [dense({ units: 20 }), activation()]).flat();
  return graph(x, sequential(flatten(), ...layers, dense({ units: CLASSES }))(x));
}

async function made(of: Graph, threads = 1): Promise<Model> {
  return model(of, { engine: await sharedEngine({ threads }), seed: 1 });
}

const meanOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const normOf = (values: Float32Array): number => Math.hypot(...values);

test("events tell what gradients() and the parameters tell, of the step's own samples", async () => {
  using net = await smallModel();
  const before = Object.fromEntries(net.parameters().map(({ path, data }) => [path, data]));
  const chosen = [...net.graph.paths].filter(([{ op }]) => op && op.name !== "flatten").map(([, path]) => path);
  const eight = { x: samples.x.subarray(0, 8 * SIZE * SIZE), y: samples.y.subarray(0, 8) };
  const truth = await net.gradients(eight, { loss, nodes: chosen });
  const optimizer = sgd({ learningRate: 0.05 });
  const events = await train(net, eight, { batchSize: 8, shuffle: false, optimizer, watch: statistics() });
  expect(events.map(({ kind }) => kind)).toEqual(["step", "statistics", "epoch"]);
  const [{ layers, step, epoch }] = ofKind(events, "statistics");
  expect([step, epoch]).toEqual([1, 1]);
  expect(layers.map(({ layer }) => layer)).toEqual(chosen);
  const after = Object.fromEntries(net.parameters().map(({ path, data }) => [path, data]));
  for (const { layer, gradient, parameters } of layers) {
    expect(gradient.mean, layer).toBeCloseTo(meanOf(truth.nodes[layer]), 7);
    expect(gradient.norm, layer).toBeCloseTo(normOf(truth.nodes[layer]), 6);
    for (const [path, { norm, gradientNorm, update }] of Object.entries(parameters)) {
      expect(norm, path).toBeCloseTo(normOf(before[path]), 6);
      expect(gradientNorm, path).toBeCloseTo(normOf(truth.parameters[path]), 6);
      const change = normOf(after[path].map((value, i) => value - before[path][i]));
      expect(update, path).toEqual(norm === 0 ? null : expect.closeTo(change / norm, 6));
    }
  }
  const last = layers.at(-1)!;
  using again = await smallModel();
  const scores = (await again.predict(eight.x)) as Float32Array;
  const mean = meanOf(scores);
  expect(last.activation.mean).toBeCloseTo(mean, 5);
  expect(last.activation.std).toBeCloseTo(Math.sqrt(meanOf(scores.map((value) => (value - mean) ** 2))), 5);
  expect(layers.flatMap(({ parameters }) => Object.keys(parameters)).sort()).toEqual(Object.keys(before).sort());
});

test("zeros and dead units are counted", async () => {
  const x = input([3]);
  using net = await made(graph(x, relu()(dense({ units: 4 })(x))));
  const path = Object.fromEntries(net.parameters().map((each) => [each.path.split("/").at(-1), each.path]));
  net.setParameters({ [path.kernel as string]: new Float32Array(12), [path.bias as string]: [1, -1, -2, 3] });
  const data = { x: new Float32Array(6), y: Uint8Array.of(0, 3) };
  const events = await train(net, data, { optimizer: sgd({ learningRate: 0 }), watch: statistics({ dead: 0.6 }) });
  const layer = ofKind(events, "statistics")[0].layers.at(-1)!;
  expect(layer).toMatchObject({ op: "relu", dead: 0.5, activation: { mean: 1, zeros: 0.5, norm: Math.sqrt(20) } });
  expect(ofKind(events, "warning")).toEqual([]);
});

describe.each([1, 2])("with %i threads", (threads) => {
  /** Layers that draw, layers of the whole batch, and frozen ones. */
  const mixed = (): Graph => {
    const x = input([SIZE, SIZE, 1], { name: "picture", mean: 90, std: 50 });
    const layers = [flatten(), dense({ units: 12, name: "first" }), batchNorm(), relu(), dropout({ rate: 0.3 })];
    return graph(x, sequential(...layers, dense({ units: 9 }), tanh(), dense({ units: CLASSES }))(x));
  };
  const frozen = () => parameterGroups([{ match: /^1\.first/, frozen: true }, { optimizer: momentum() }]);

  test.each([
    ["at once", {}],
    ["in parts", { accumulate: 2 }],
    ["with frozen layers", { optimizer: frozen() }],
  ])("a training has the same bits, watched or not, %s", async (_, more) => {
    const hashes = new Set<string>();
    for (const [every, looked] of [
      [0, []],
      [1, [1, 2, 3, 4, 5, 6]],
      [4, [1, 5]],
    ] as const) {
      using net = await made(mixed(), threads);
      const watch = every ? { watch: statistics({ every }) } : {};
      const events = await train(net, samples, { ...options, optimizer: momentum(), ...more, ...watch });
      hashes.add(net.parametersHash());
      expect(ofKind(events, "step")).toHaveLength(6);
      expect(ofKind(events, "statistics").map(({ step }) => step)).toEqual(looked);
    }
    expect(hashes.size).toBe(1);
  });
});

test("layers that an earlier training froze are seen when another trains them", async () => {
  using net = await smallModel();
  const watch = statistics();
  const frozen = parameterGroups([{ match: /^0\./, frozen: true }, { optimizer: momentum() }]);
  const seen = async (optimizer: typeof frozen): Promise<Record<string, number>> => {
    const events = await train(net, samples, { ...options, epochs: 1, optimizer, watch });
    const parameters = ofKind(events, "statistics")[0].layers.flatMap((layer) => Object.entries(layer.parameters));
    return Object.fromEntries(parameters.map(([path, { gradientNorm }]) => [path, gradientNorm]));
  };
  expect(Object.keys(await seen(frozen))).not.toContain("0.conv2d/kernel");
  for (const [path, norm] of Object.entries(await seen(momentum()))) expect(norm, path).toBeGreaterThan(0);
  expect(Object.keys(await seen(momentum()))).toContain("0.conv2d/kernel");
});

/** The warnings of a training of `net`. */
async function warnings(net: Model, more: object = {}) {
  const watch = statistics({ every: 1 });
  const events = await train(net, samples, { ...options, epochs: 1, optimizer: momentum(), watch, ...more });
  return ofKind(events, "warning");
}

describe("warnings", () => {
  test("a healthy net has none", async () => {
    using net = await smallModel();
    expect(await warnings(net)).toEqual([]);
    using deeper = await made(deep(6, tanh));
    expect(await warnings(deeper)).toEqual([]);
  });

  test("dead rectifiers: the layer, once", async () => {
    using net = await made(deep(2, relu));
    const paths = net.parameters().map(({ path }) => path);
    const bias = paths.filter((path) => path.endsWith("/bias"))[1];
    net.setParameters({ [bias]: new Float32Array(20).fill(-100) });
    const found = (await warnings(net)).filter(({ trouble }) => trouble === "dead");
    const layer = [...net.graph.paths.values()].filter((path) => path.endsWith("relu"))[1];
    expect(found).toEqual([
      {
        ...{ kind: "warning", epoch: 1, step: 1, layer, trouble: "dead" },
        message: `step 1, layer ${layer}: 100 % of its units are zero for every sample of the step (relu): a lower learning rate, other initial values or a leaky rectifier keep units alive.`,
      },
    ]);
  });

  test("behind dead rectifiers no gradient comes through", async () => {
    using net = await made(deep(2, relu));
    const bias = net.parameters().filter(({ path }) => path.endsWith("/bias"))[1].path;
    net.setParameters({ [bias]: new Float32Array(20).fill(-100) });
    const found = (await warnings(net)).filter(({ trouble }) => trouble === "vanishing");
    expect(found.map(({ layer }) => layer)).toContain("1.dense");
    for (const { message } of found) expect(message).toContain("no gradient reaches it");
  });

  test("vanishing gradients: the layers before ten sigmoids, in order", async () => {
    using net = await made(deep(10, sigmoid));
    const found = await warnings(net);
    expect(found.map(({ trouble }) => trouble)).toEqual(found.map(() => "vanishing"));
    expect(found[0].layer).toBe("1.dense");
    expect(found.length).toBeGreaterThan(3);
    expect(found.length).toBeLessThan(8);
    expect(found[0].message).toMatch(
      /^step 1, layer 1\.dense: its gradient is [\d.e-]+ times that of layer \d+\.\w+: rectifiers, /,
    );
  });

  test("exploding gradients: layers before ten of large weights", async () => {
    using net = await made(deep(10, relu));
    net.setParameters(
      Object.fromEntries(net.parameters().map(({ path, data }) => [path, data.map((value) => value * 4)])),
    );
    const found = await warnings(net, { epochs: 1, optimizer: sgd({ learningRate: 1e-12 }) });
    expect(found.map(({ trouble }) => trouble)).toEqual(found.map(() => "exploding"));
    expect(found[0].layer).toBe("1.dense");
    expect(found[0].message).toMatch(/^step 1, layer 1\.dense: its gradient is \d+ times as long as its parameters: /);
  });

  test("a trouble that is over is told again when it comes back", async () => {
    using net = await made(deep(1, relu));
    const bias = net.parameters().filter(({ path }) => path.endsWith("/bias"))[0].path;
    const watch = statistics({ every: 1 });
    const told: number[] = [];
    const given = { ...options, loss: softmaxCrossEntropy(), optimizer: sgd({ learningRate: 0 }), watch };
    for await (const event of net.fit(samples, given)) {
      if (event.kind === "warning" && event.trouble === "dead") told.push(event.step);
      if (event.kind !== "step") continue;
      const dead = event.step === 1 || event.step === 2 || event.step === 4;
      net.setParameters({ [bias]: new Float32Array(20).fill(dead ? -1000 : 0) });
    }
    expect(told).toEqual([2, 5]);
  });
});
