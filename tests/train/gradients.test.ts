import { describe, expect, test } from "vitest";
import {
  averagePool2d,
  bias,
  conv2d,
  dense,
  euclidean,
  flatten,
  type Graph,
  graph,
  input,
  type Layer,
  meanSquaredError,
  model,
  type Node,
  type Samples,
  sequential,
  sgd,
  sigmoid,
  softmax,
  softmaxCrossEntropy,
  tanh,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { largestDifference, pseudoRandom } from "../harness/values.ts";
import { checkGradients } from "./differences.ts";
import { bands, loss, smallModel } from "./toys.ts";

const floats = (length: number, seed: number): Float32Array => Float32Array.from(pseudoRandom(length, seed));
const modelOf = async (g: Graph) => model(g, { engine: await sharedEngine({ threads: 1 }), seed: 5 });

describe("gradients are those of the loss, by differences", () => {
  test("a convolutional network", async () => {
    const x = input([5, 4, 2]);
    const layers = sequential(
      conv2d({ filters: 3, kernel: 2, stride: [2, 1], padding: "same" }),
      tanh(),
      averagePool2d({ window: 2 }),
      bias(),
      flatten(),
      dense({ units: 4 }),
      sigmoid(),
      dense({ units: 3 }),
    );
    using net = await modelOf(graph(x, layers(x)));
    await checkGradients(net, { x: floats(2 * 40, 1), y: Uint8Array.of(2, 0) }, softmaxCrossEntropy());
  });

  test("several inputs, several outputs and losses, weighted", async () => {
    const [a, b] = [input([3], { name: "a" }), input([2, 2], { name: "b" })];
    const shared = dense({ units: 3 });
    const outputs = {
      kind: shared(tanh()(shared(a))),
      place: softmax()(dense({ units: 2 })(b)),
      size: dense({ units: 1 })(flatten()(b)),
    };
    using net = await modelOf(graph([a, b], outputs));
    const samples: Samples = {
      x: { a: floats(9, 1), b: floats(12, 2) },
      y: { kind: Uint8Array.of(0, 1, 2), place: floats(12, 3), size: floats(3, 4) },
      weights: Float32Array.of(1, 0.5, 2),
    };
    const losses = {
      kind: softmaxCrossEntropy({ classWeights: [1, 2, 0.5] }),
      place: meanSquaredError({ weight: 3 }),
      size: euclidean(),
    };
    await checkGradients(net, samples, losses);
  });

  test("an output in the middle of the network", async () => {
    const x = input([4]);
    const middle = tanh()(dense({ units: 3 })(x));
    using net = await modelOf(graph(x, { end: dense({ units: 2 })(middle), middle }));
    await checkGradients(
      net,
      { x: floats(8, 1), y: { end: floats(4, 2), middle: floats(6, 3) } },
      { end: meanSquaredError(), middle: euclidean() },
    );
  });

  test("two losses of one output", async () => {
    const x = input([4]);
    const y = dense({ units: 3 })(x);
    using net = await modelOf(graph(x, { label: y, value: y }));
    await checkGradients(
      net,
      { x: floats(8, 1), y: { label: Uint8Array.of(1, 2), value: floats(6, 3) } },
      { label: softmaxCrossEntropy(), value: meanSquaredError() },
    );
  });
});

test("a shared layer's gradient is the sum of its uses' gradients", async () => {
  const build = (first: Layer, second: Layer): Graph => {
    const x = input([3]);
    const h: Node = tanh()(first(x));
    return graph(x, second(tanh()(h)));
  };
  const shared = dense({ units: 3, name: "dense" });
  using together = await modelOf(build(shared, shared));
  using apart = await modelOf(build(dense({ units: 3 }), dense({ units: 3 })));
  const values = Object.fromEntries(together.parameters().map(({ path, data }) => [path, data]));
  apart.setParameters({ ...values, "dense_2/kernel": values["dense/kernel"], "dense_2/bias": values["dense/bias"] });

  const data = { x: floats(12, 1), y: floats(12, 2) };
  const sum = (await together.gradients(data, { loss: meanSquaredError() })).parameters;
  const parts = (await apart.gradients(data, { loss: meanSquaredError() })).parameters;
  for (const key of ["kernel", "bias"]) {
    const expected = parts[`dense/${key}`].map((value, i) => value + parts[`dense_2/${key}`][i]);
    expect(largestDifference(sum[`dense/${key}`], expected)).toBeLessThan(1e-7);
  }
});

test("a gradient of the input is with respect to its values after preprocessing", async () => {
  const [plain, scaled] = [input([3]), input([3], { mean: 10, std: 4 })];
  const layer = dense({ units: 2 });
  using a = await modelOf(graph(plain, layer(plain)));
  using b = await modelOf(graph(scaled, layer(scaled)));
  const values = floats(6, 1);
  const y = floats(4, 2);
  const [ofPlain, ofScaled] = [
    await a.gradients({ x: values, y }, { loss: meanSquaredError() }),
    await b.gradients({ x: values.map((value) => value * 4 + 10), y }, { loss: meanSquaredError() }),
  ];
  expect(largestDifference(ofScaled.inputs.input, ofPlain.inputs.input)).toBeLessThan(1e-5);
});

test("a step of plain descent is the gradient times the learning rate", async () => {
  using net = await smallModel();
  const samples = bands(10);
  const before = net.parameters();
  const { parameters } = await net.gradients(samples, { loss });
  for await (const _ of net.fit(samples, {
    batchSize: 10,
    shuffle: false,
    loss,
    optimizer: sgd({ learningRate: 0.5 }),
  }));
  for (const [i, { path, data }] of net.parameters().entries()) {
    const expected = before[i].data.map((value, k) => value - 0.5 * parameters[path][k]);
    expect(largestDifference(data, expected), path).toBeLessThan(1e-7);
  }
});

test("asking for gradients changes nothing", async () => {
  using net = await smallModel();
  const hash = net.parametersHash();
  const first = await net.gradients(bands(10), { loss });
  expect(await net.gradients(bands(10), { loss })).toEqual(first);
  expect(net.parametersHash()).toBe(hash);
});

describe("gradients of layers' results", () => {
  test("are those of inputs of the rest of the network", async () => {
    const [first, second] = [
      sequential(conv2d({ filters: 3, kernel: 2 }), tanh()),
      sequential(flatten(), dense({ units: 3 })),
    ];
    const x = input([4, 5, 2]);
    using net = await modelOf(graph(x, second(first(x))));
    const samples: Samples = { x: floats(80, 1), y: Uint8Array.of(2, 0) };
    const found = await net.gradients(samples, { loss, nodes: ["0.conv2d", "1.tanh"] });
    const middle = input([3, 4, 3]);
    using rest = await modelOf(graph(middle, second(middle)));
    rest.setParameters(
      Object.fromEntries(
        net
          .parameters()
          .slice(2)
          .map(({ path, data }) => [path, data]),
      ),
    );
    const hidden = graph(x, first(x));
    using before = await modelOf(hidden);
    before.setParameters(
      Object.fromEntries(
        net
          .parameters()
          .slice(0, 2)
          .map(({ path, data }) => [path, data]),
      ),
    );
    const values = (await before.predict(samples.x as Float32Array)) as Float32Array;
    const expected = await rest.gradients({ x: values, y: samples.y }, { loss });
    expect(found.nodes["1.tanh"]).toEqual(expected.inputs.input);
    const slope = values.map((y, i) => expected.inputs.input[i] * (1 - y * y));
    expect(largestDifference(found.nodes["0.conv2d"], slope)).toBeLessThan(1e-6);
    const plain = await net.gradients(samples, { loss });
    expect(found.parameters).toEqual(plain.parameters);
    expect(plain.nodes).toEqual({});
  });

  test("are zeros where the loss does not depend on them", async () => {
    const x = input([4]);
    const [used, other] = [dense({ units: 3, name: "used" }), dense({ units: 2, name: "other" })];
    using net = await modelOf(graph(x, { kind: used(x), aside: tanh()(other(x)) }));
    const samples: Samples = { x: floats(8, 1), y: { kind: Uint8Array.of(2, 0) } };
    const { nodes } = await net.gradients(samples, { loss: { kind: loss }, nodes: ["used", "other"] });
    expect([...nodes.other]).toEqual([0, 0, 0, 0]);
    expect(nodes.used.some((slope) => slope !== 0)).toBe(true);
  });

  test("that are no layers' are refused", async () => {
    using net = await smallModel();
    await expect(net.gradients(bands(2), { loss, nodes: ["conv"] })).rejects.toThrow(
      'gradients.nodes: got "conv", expected a layer\'s path. Hint: the model has 0.conv2d, 1.tanh, ',
    );
  });
});
