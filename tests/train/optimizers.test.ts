// Optimizers that wrap others, in a whole training: what is frozen, averaged, saved and resumed.
import { describe, expect, test } from "vitest";
import {
  adamW,
  batchNorm,
  clipGradients,
  constrain,
  conv2d,
  dense,
  exponentialAverage,
  flatten,
  graph,
  input,
  load,
  lookahead,
  model,
  type Optimizer,
  parameterGroups,
  relu,
  sequential,
  sgd,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { expectNear } from "../harness/values.ts";
import { bands, SIZE, smallModel, train, trainUntil } from "./toys.ts";

const samples = bands(40);

describe("a frozen group", () => {
  test("stays as it is, while the rest trains", async () => {
    using net = await smallModel();
    const before = net.parameters();
    await train(net, samples, {
      optimizer: parameterGroups([{ match: /conv2d/, frozen: true }, { optimizer: sgd({ momentum: 0.9 }) }]),
    });
    for (const [i, { path, data }] of net.parameters().entries())
      if (/conv2d/.test(path)) expect(data, path).toEqual(before[i].data);
      else expect(data, path).not.toEqual(before[i].data);
  });
});

test("a parameter without a group ends the training before its first step", async () => {
  using net = await smallModel();
  const hash = net.parametersHash();
  await expect(
    train(net, samples, { optimizer: parameterGroups([{ match: /bias$/, optimizer: sgd() }]) }),
  ).rejects.toThrow("parameterGroups: got parameter 0.conv2d/kernel, which belongs to none");
  expect(net.parametersHash()).toBe(hash);
});

test.each<[string, () => Optimizer]>([
  ["parameterGroups[0].match", () => parameterGroups([{ match: "conv/", frozen: true }, { optimizer: sgd() }])],
  ["constrain, constraint 0.match", () => exponentialAverage(constrain(sgd(), { match: /^conv$/, maxNorm: 1 }))],
  [
    "parameterGroups[0].match",
    () => parameterGroups([{ optimizer: parameterGroups([{ match: "b", optimizer: sgd() }]) }]),
  ],
])("%s that finds no parameter is an error before the first step", async (where, make) => {
  using net = await smallModel();
  const hash = net.parametersHash();
  const training = train(net, samples, { optimizer: make() });
  await expect(training).rejects.toThrow(`${where}: got `);
  await expect(training).rejects.toThrow(
    "which is no parameter's path, expected what finds at least one. Hint: the model has 0.conv2d/kernel, 0.conv2d/bias, ",
  );
  expect(net.parametersHash()).toBe(hash);
});

describe("averages", () => {
  const optimizer = (): Optimizer => exponentialAverage(sgd({ learningRate: 0.1 }), { decay: 0.6 });

  test("make a model of their own, also from a file", async () => {
    using net = await smallModel();
    await expect(net.averaged()).rejects.toThrow("averaged: got a model whose training kept no average");
    await train(net, samples, { optimizer: optimizer(), batchSize: 8 });
    using smooth = await net.averaged();
    expect(smooth.parametersHash()).not.toBe(net.parametersHash());
    using loaded = await load(net.save({ training: true }), { engine: await sharedEngine({ threads: 1 }) });
    using again = await loaded.averaged();
    expect(again.parametersHash()).toBe(smooth.parametersHash());
    expect(await smooth.predict(samples.x)).not.toEqual(await net.predict(samples.x));
  });

  test("are of running statistics too, as they are after each step", async () => {
    const engine = await sharedEngine({ threads: 1 });
    const layers = sequential(conv2d({ filters: 3, kernel: 3 }), batchNorm(), relu(), flatten(), dense({ units: 3 }));
    const x = input([SIZE, SIZE, 1]);
    using net = await model(graph(x, layers(x)), { engine, seed: 1 });
    const shares = (steps: number): number[] => Array.from({ length: steps }, (_, t) => 0.6 ** (steps - 1 - t));
    const seen = new Map<string, Float32Array[]>();
    const note = (): void => {
      for (const { path, data } of net.parameters()) seen.set(path, [...(seen.get(path) ?? []), data]);
    };
    for await (const { kind } of net.fit(samples, {
      optimizer: optimizer(),
      loss: softmaxCrossEntropy(),
      batchSize: 8,
    }))
      if (kind === "step") note();
    using smooth = await net.averaged();
    for (const { path, data } of smooth.parameters()) {
      const values = seen.get(path) ?? [];
      const weights = shares(values.length);
      const whole = weights.reduce((a, b) => a + b);
      const expected = Array.from(data, (_, i) =>
        values.reduce((sum, each, t) => sum + (weights[t] / whole) * each[i], 0),
      );
      expectNear(data, expected, 1e-6, path);
    }
    expect([...seen.keys()]).toContain("1.batchNorm/variance");
    using loaded = await load(net.save({ training: true }), { engine });
    using again = await loaded.averaged();
    expect(again.parametersHash()).toBe(smooth.parametersHash());
  });

  test("do not change the training beside them", async () => {
    using net = await smallModel();
    using plain = await smallModel();
    await train(net, samples, { optimizer: optimizer(), batchSize: 8 });
    await train(plain, samples, { optimizer: sgd({ learningRate: 0.1 }), batchSize: 8 });
    expect(net.parametersHash()).toBe(plain.parametersHash());
  });
});

test("a training of nested optimizers is resumed from a file to the same bits, on any number of threads", async () => {
  const optimizer = (): Optimizer =>
    exponentialAverage(
      lookahead(
        clipGradients(
          constrain(parameterGroups([{ match: /bias$/, optimizer: sgd({ momentum: 0.9 }) }, { optimizer: adamW() }]), {
            maxNorm: 2,
          }),
          { globalNorm: 0.5 },
        ),
        { steps: 3 },
      ),
    );
  const options = { epochs: 2, batchSize: 8, seed: 4 };
  using whole = await smallModel();
  await train(whole, samples, { ...options, optimizer: optimizer() });
  using begun = await smallModel({ threads: 2 });
  await trainUntil(begun, 4, samples, { ...options, optimizer: optimizer() });
  using resumed = await load(begun.save({ training: true }), { engine: await sharedEngine({ threads: 3 }) });
  await train(resumed, samples, { ...options, optimizer: optimizer(), resume: true });
  expect(resumed.parametersHash()).toBe(whole.parametersHash());
  using a = await whole.averaged();
  using b = await resumed.averaged();
  expect(b.parametersHash()).toBe(a.parametersHash());
});
