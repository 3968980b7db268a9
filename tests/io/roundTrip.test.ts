import { describe, expect, test } from "vitest";
import {
  dense,
  type Graph,
  graph,
  input,
  load,
  type Model,
  model,
  relu,
  sequential,
  version,
} from "../../src/index.ts";
import { decode } from "../../src/io/safetensors.ts";
import { lenet5 } from "../../src/models/lenet5.ts";
import { sharedEngine } from "../harness/engines.ts";
import { pseudoRandom } from "../harness/values.ts";
import { mergingGraph, normalizedGraph, tangledGraph, tinyTrained } from "./models.ts";

const engine = await sharedEngine({ threads: 1 });
const reload = (net: Model): Promise<Model> => load(net.save(), { engine });

const shape = (g: Graph): object => ({
  inputs: g.inputs.map(({ path, shape, preprocessing }) => ({ path, shape, preprocessing })),
  outputs: Object.entries(g.outputs).map(([name, node]) => [name, g.paths.get(node)]),
  nodes: g.nodes.map((node) => ({
    path: g.paths.get(node),
    op: node.op?.name,
    attributes: node.attributes,
    shape: node.shape,
    inputs: node.inputs.map((from) => g.paths.get(from)),
    parameters: Object.values(node.parameters).map((parameter) => g.parameters.get(parameter)),
  })),
});

describe.each<[string, () => Graph]>([
  ["LeNet-5", lenet5],
  ["a tangled graph", tangledGraph],
  ["a graph of branches that merge", mergingGraph],
  ["a network with running statistics", normalizedGraph],
])("%s", (_, make) => {
  test("comes back with the same graph, parameters and scores", async () => {
    using net = await model(make(), { engine, seed: 5, classes: ["a", "b", "ümläut 数"] });
    using again = await reload(net);
    expect(shape(again.graph)).toEqual(shape(net.graph));
    expect(again.parameters()).toEqual(net.parameters());
    expect(again.parametersHash()).toBe(net.parametersHash());
    expect(again.classes).toEqual(["a", "b", "ümläut 数"]);
    expect(again.position).toBe(null);
    const x = Object.fromEntries(
      net.graph.inputs.map(({ path, shape }) => [
        path,
        Uint8Array.from(pseudoRandom(3 * shape.reduce((a, b) => a * b), 1), (v) => 128 + 127 * v),
      ]),
    );
    expect(await again.predict(x)).toEqual(await net.predict(x));
  });

  test("saves to the same bytes again", async () => {
    using net = await model(make(), { engine, seed: 5 });
    using again = await reload(net);
    expect(Buffer.from(again.save()).equals(net.save())).toBe(true);
  });
});

test("every bit of a parameter is kept", async () => {
  const x = input([4]);
  using net = await model(graph(x, dense({ units: 3, bias: false })(x)), { engine });
  const values = Float32Array.of(
    -0,
    1e-45,
    -1e-40,
    3.4028234663852886e38,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    0.1,
    -1 / 3,
    1,
    2,
    3,
    4,
  );
  net.setParameters({ "dense/kernel": values });
  using again = await reload(net);
  const bits = (array: Float32Array): number[] => [...new Uint32Array(array.buffer, array.byteOffset, array.length)];
  expect(bits(again.parameters()[0].data)).toEqual(bits(values));
});

test("a shared layer is still shared", async () => {
  const net = await tinyTrained();
  const again = await reload(net);
  expect(again.graph.parameters.size).toBe(1);
  const uses = again.graph.nodes.filter(({ op }) => op?.name === "dense");
  expect(uses).toHaveLength(2);
  expect(uses[0].parameters.kernel).toBe(uses[1].parameters.kernel);
});

test("a training comes with position and optimizer state", async () => {
  const net = await tinyTrained();
  const again = await load(net.save({ training: true }), { engine });
  expect(again.position).toEqual(net.position);
  expect(again.network.optimizerState()).toEqual(net.network.optimizerState());
  expect(Object.keys(again.network.optimizerState())).toEqual(["velocity"]);
  expect([...again.network.optimizerState().velocity.values()][0].some((value) => value !== 0)).toBe(true);
});

test("the file is a safetensors file with fovea's names", async () => {
  const x = input([2, 2, 1], { name: "image" });
  using net = await model(graph(x, sequential(dense({ units: 3 }), relu())(x)), { engine });
  const { tensors, metadata } = decode(net.save());
  expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
    ["0.dense/kernel", [1, 3]],
    ["0.dense/bias", [3]],
  ]);
  expect(metadata).toMatchObject({
    format: "fovea",
    "fovea.format": "1",
    "fovea.version": version,
    "fovea.classes": "[]",
  });
  expect(Object.keys(metadata)).not.toContain("fovea.training");
});

test("load takes bytes anywhere in a buffer, and an ArrayBuffer", async () => {
  using net = await model(lenet5(), { engine, seed: 2 });
  const file = net.save();
  const shifted = new Uint8Array(file.length + 7);
  shifted.set(file, 3);
  for (const given of [file, file.buffer, shifted.subarray(3, 3 + file.length), Buffer.from(file)]) {
    using again = await load(given, { engine });
    expect(again.parametersHash()).toBe(net.parametersHash());
  }
});

test("what is loaded is a copy: neither the file nor the buffer is held", async () => {
  using net = await model(lenet5(), { engine, seed: 2 });
  const file = net.save();
  using again = await load(file, { engine });
  file.fill(0);
  expect(again.parametersHash()).toBe(net.parametersHash());
});
