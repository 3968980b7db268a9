import { expect, test } from "vitest";
import { graph } from "../../../src/graph/graph.ts";
import { constant } from "../../../src/graph/initializer.ts";
import { input } from "../../../src/graph/input.ts";
import { separableConv2d } from "../../../src/ops/convolution/separableConv2d.ts";

const x = input([7, 9, 3]);

test("is a depthwise convolution without bias, then one of single pixels with it", () => {
  const options = { filters: 5, kernel: [3, 2], stride: 2, padding: "same", dilation: 1, multiplier: 4 } as const;
  const net = graph(x, separableConv2d(options)(x));
  expect([...net.parameters].map(([{ shape }, path]) => [path, shape])).toEqual([
    ["separableConv2d/depthwise/kernel", [3, 2, 1, 12]],
    ["separableConv2d/pointwise/kernel", [1, 1, 12, 5]],
    ["separableConv2d/pointwise/bias", [5]],
  ]);
  expect(net.nodes.map(({ shape }) => shape)).toEqual([
    [7, 9, 3],
    [4, 5, 12],
    [4, 5, 5],
  ]);
  expect(net.nodes[1].attributes).toMatchObject({
    stride: [2, 2],
    padding: "same",
    groups: 3,
    filters: 12,
    bias: false,
  });
});

test("has the initializers, the name and no bias, as asked for", () => {
  const options = { filters: 2, kernel: 3, initializer: constant(2), bias: false, name: "split" };
  const net = graph(x, separableConv2d(options)(x));
  expect([...net.parameters].map(([{ initializer }, path]) => [path, initializer])).toEqual([
    ["split/depthwise/kernel", constant(2)],
    ["split/pointwise/kernel", constant(2)],
  ]);
  const biased = graph(x, separableConv2d({ filters: 2, kernel: 3, biasInitializer: constant(1) })(x));
  expect([...biased.parameters.keys()][2].initializer).toEqual(constant(1));
});
