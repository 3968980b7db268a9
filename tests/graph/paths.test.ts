import { describe, expect, test } from "vitest";
import {
  batchNorm,
  bias,
  conv2d,
  dense,
  flatten,
  type Graph,
  graph,
  input,
  type Layer,
  type Node,
  named,
  relu,
  sequential,
  tanh,
} from "../../src/index.ts";

const x = input([8, 8, 1], { name: "image" });
const paths = (g: Graph): string[] => [...g.paths.values()];
const parameterPaths = (g: Graph): string[] => [...g.parameters.values()];
const pathsOf = (y: Node): string[] => paths(graph(x, y));

describe("paths", () => {
  test("of single layers are their ops, or their names", () => {
    expect(pathsOf(relu({ name: "bent" })(conv2d({ filters: 1, kernel: 3 })(x)))).toEqual(["image", "conv2d", "bent"]);
  });

  test("in a sequence hold the place", () => {
    const net = sequential(conv2d({ filters: 1, kernel: 3 }), tanh({ name: "bend" }), flatten());
    expect(pathsOf(net(x))).toEqual(["image", "0.conv2d", "1.bend", "2.flatten"]);
  });

  test("nest with sequences, named or not", () => {
    const block = sequential(conv2d({ filters: 1, kernel: 3 }), relu());
    const net = sequential(block, named("head", sequential(flatten(), dense({ units: 2 }))), relu());
    const inside = ["0/0.conv2d", "0/1.relu", "1.head/0.flatten", "1.head/1.dense", "2.relu"];
    expect(pathsOf(net(x))).toEqual(["image", ...inside]);
    expect(pathsOf(named("net", net)(x))).toEqual(["image", ...inside.map((path) => `net/${path}`)]);
  });

  test("of blocks that are functions begin with the block's place", () => {
    const block: Layer = (node) => relu()(tanh()(node));
    expect(pathsOf(sequential(flatten(), block, block)(x))).toEqual([
      "image",
      "0.flatten",
      ...["1/tanh", "1/relu", "2/tanh", "2/relu"],
    ]);
  });

  test("of a name that comes again get a number", () => {
    const y = [relu(), relu(), relu()].reduce<Node>((node, layer) => layer(node), x);
    expect(pathsOf(y)).toEqual(["image", "relu", "relu_2", "relu_3"]);
  });

  test("get it at their end, whatever they are called", () => {
    const block: Layer = (node) => bias()(bias()(node));
    expect(pathsOf(sequential(block)(x))).toEqual(["image", "0/bias", "0/bias_2"]);
  });

  test("that come again with a layer called so are passed over", () => {
    const y = [relu({ name: "relu_2" }), relu(), relu()].reduce<Node>((node, layer) => layer(node), x);
    expect(pathsOf(y)).toEqual(["image", "relu_2", "relu", "relu_3"]);
  });
});

describe("parameters", () => {
  test("stand under their layer's path, the layer's name numbered", () => {
    const h = dense({ units: 3 })(dense({ units: 3 })(flatten()(x)));
    expect(parameterPaths(graph(x, h))).toEqual(["dense/kernel", "dense/bias", "dense_2/kernel", "dense_2/bias"]);
  });

  test("of one layer get the same number", () => {
    const g = graph(x, batchNorm()(batchNorm({ scale: false })(x)));
    expect(parameterPaths(g)).toEqual([
      ...["batchNorm/shift", "batchNorm/mean", "batchNorm/variance"],
      ...["batchNorm_2/scale", "batchNorm_2/shift", "batchNorm_2/mean", "batchNorm_2/variance"],
    ]);
    expect([...g.trained.values()]).toEqual(["batchNorm/shift", "batchNorm_2/scale", "batchNorm_2/shift"]);
  });

  test("of a layer called twice are one set, under the path of the first call", () => {
    const shared = dense({ units: 64, name: "shared" });
    const net = sequential(flatten(), shared, relu(), shared);
    const g = graph(x, net(x));
    expect(parameterPaths(g)).toEqual(["1.shared/kernel", "1.shared/bias"]);
    expect(paths(g)).toEqual(["image", "0.flatten", "1.shared", "2.relu", "3.shared"]);
  });

  test("of a block called twice are one set, of a block built twice are two", () => {
    const block = (): Layer => sequential(dense({ units: 64 }), relu());
    const once = block();
    expect(graph(x, sequential(flatten(), once, once)(x)).parameters.size).toBe(2);
    expect(graph(x, sequential(flatten(), block(), block())(x)).parameters.size).toBe(4);
  });
});
