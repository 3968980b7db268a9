import { describe, expect, test } from "vitest";
import { batchNorm, dense, flatten, graph, input, model, relu, sequential } from "../src/index.ts";
import { lenet5 } from "../src/models/index.ts";
import { sharedEngine } from "./harness/engines.ts";

const engine = await sharedEngine({ threads: 1 });

test("LeNet-5's table: layers, shapes, parameters, multiply-adds and the planned memory", async () => {
  using net = await model(lenet5(), { engine });
  const [table, memory] = net.summary().split("\n\n");
  expect(table).toBe(
    [
      "layer            output        parameters  multiply-adds",
      "--------------------------------------------------------",
      "image            [28, 28, 1]            -              -",
      "0.conv2d         [28, 28, 6]          156        117,600",
      "1.tanh           [28, 28, 6]            -              -",
      "2.averagePool2d  [14, 14, 6]            -              -",
      "3.conv2d         [10, 10, 16]       2,416        240,000",
      "4.tanh           [10, 10, 16]           -              -",
      "5.averagePool2d  [5, 5, 16]             -              -",
      "6.flatten        [400]                  -              -",
      "7.dense          [120]             48,120         48,000",
      "8.tanh           [120]                  -              -",
      "9.dense          [84]              10,164         10,080",
      "10.tanh          [84]                   -              -",
      "11.dense         [10]                 850            840",
      "--------------------------------------------------------",
      "total                              61,706        416,520",
    ].join("\n"),
  );
  expect(memory).toMatch(
    /^memory for a batch of 1: 241\.0 KiB of parameters and\n {2}inference {3}\d+\.\d KiB of activations and workspace \(at least \d+\.\d KiB\)\n {2}training {4}\d+\.\d KiB of activations, gradients and workspace \(at least \d+\.\d KiB\)\n$/,
  );
});

describe("memory", () => {
  test("grows with the batch", async () => {
    using net = await model(lenet5(), { engine });
    expect(net.summary({ batchSize: 64 })).toMatch(
      /memory for a batch of 64: 241\.0 KiB of parameters and\n {2}inference {3}\d\.\d MiB/,
    );
  });
});

describe("running statistics", () => {
  const summaryOf = async (shape: number[], batchSize?: number): Promise<string> => {
    const x = input(shape, { name: "x" });
    using net = await model(graph(x, sequential(dense({ units: 5, bias: false }), batchNorm(), relu())(x)), { engine });
    return net.summary({ ...(batchSize && { batchSize }) });
  };

  test("have a column of their own: the total of parameters is what is trained", async () => {
    const [table, memory] = (await summaryOf([4, 3])).split("\n\n");
    expect(table).toBe(
      [
        "layer        output  parameters  not trained  multiply-adds",
        "-----------------------------------------------------------",
        "x            [4, 3]           -            -              -",
        "0.dense      [4, 5]          15            -             60",
        "1.batchNorm  [4, 5]          10           10              -",
        "2.relu       [4, 5]           -            -              -",
        "-----------------------------------------------------------",
        "total                        25           10             60",
      ].join("\n"),
    );
    expect(memory).toMatch(/^memory for a batch of 1: 140 B of parameters and\n {2}inference {3}\d/);
  });

  test("take more than one number to train on, which the summary says", async () => {
    expect(await summaryOf([3])).toContain(
      "  training    impossible; layer 1.batchNorm (batchNorm): got a single value for each channel in training, expected at least 2",
    );
    expect(await summaryOf([3], 2)).toMatch(/ {2}training {4}[\d.]+ (Ki)?B of activations, gradients and workspace/);
  });
});

test("a shared layer's parameters count once, its multiply-adds each time", async () => {
  const x = input([3], { name: "x" });
  const shared = dense({ units: 3, name: "shared" });
  using net = await model(graph(x, sequential(shared, relu(), shared, flatten())(x)), { engine });
  const lines = net
    .summary()
    .split("\n")
    .map((line) => line.split(/ {2,}/));
  expect(lines.find(([layer]) => layer === "0.shared")).toEqual(["0.shared", "[3]", "12", "9"]);
  expect(lines.find(([layer]) => layer === "2.shared")).toEqual(["2.shared", "[3]", "-", "9"]);
  expect(lines.find(([layer]) => layer === "total")).toEqual(["total", "12", "18"]);
});
