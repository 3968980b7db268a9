// Batches in parts: the gradients of the parts add up to those of the whole.
import { describe, expect, test } from "vitest";
import {
  dense,
  dropout,
  graph,
  input,
  load,
  meanSquaredError,
  model,
  named,
  relu,
  sequential,
  sgd,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { expectNear } from "../harness/values.ts";
import { bands, ofKind, smallModel, train, trainUntil } from "./toys.ts";

const samples = bands(45);
const optimizer = () => sgd({ learningRate: 0.2, momentum: 0.9 });

describe.each([2, 3, 4])("a batch of 20 in %i parts", (accumulate) => {
  test("trains as the whole does", async () => {
    using whole = await smallModel();
    using parts = await smallModel({ threads: 2 });
    const options = { epochs: 2, batchSize: 20 };
    const expected = ofKind(await train(whole, samples, { ...options, optimizer: optimizer() }), "step");
    const got = ofKind(await train(parts, samples, { ...options, accumulate, optimizer: optimizer() }), "step");
    expect(got.map(({ samples }) => samples)).toEqual([20, 20, 5, 20, 20, 5]);
    for (const [i, { loss, accuracy }] of got.entries()) {
      expect(loss).toBeCloseTo(expected[i].loss, 5);
      expect(accuracy).toBe(expected[i].accuracy);
    }
    const others = whole.parameters();
    for (const [i, { path, data }] of parts.parameters().entries()) expectNear(data, others[i].data, 2e-5, path);
  });

  test("with weights of samples and classes, and an ignored label, too", async () => {
    const weights = Float32Array.from({ length: 45 }, (_, i) => (i % 4) / 2);
    const weighted = { ...samples, weights };
    for (const loss of [softmaxCrossEntropy({ classWeights: [1, 3, 0.5] }), softmaxCrossEntropy({ ignoreIndex: 1 })]) {
      using whole = await smallModel();
      using parts = await smallModel();
      const options = { batchSize: 20, loss, optimizer: sgd({ learningRate: 0.2 }) };
      await train(whole, weighted, options);
      await train(parts, weighted, { ...options, accumulate });
      const others = whole.parameters();
      for (const [i, { path, data }] of parts.parameters().entries()) expectNear(data, others[i].data, 2e-5, path);
    }
  });
});

test("a training in parts is resumed to the same bits; its dropout draws anew in every part", async () => {
  const x = input([36]);
  const layers = sequential(named("first", dense({ units: 9 })), relu(), dropout({ rate: 0.4 }), dense({ units: 3 }));
  const make = async (threads: number) =>
    model(graph(x, layers(x)), { engine: await sharedEngine({ threads }), seed: 2 });
  const options = { epochs: 2, batchSize: 12, accumulate: 3, seed: 5 };
  using whole = await make(1);
  await train(whole, samples, { ...options, optimizer: optimizer() });
  using begun = await make(2);
  await trainUntil(begun, 3, samples, { ...options, optimizer: optimizer() });
  using resumed = await load(begun.save({ training: true }), { engine: await sharedEngine({ threads: 3 }) });
  await expect(
    train(resumed, samples, { ...options, accumulate: 2, optimizer: optimizer(), resume: true }),
  ).rejects.toThrow("fit.resume: got accumulate 2, expected 3, as the training began with");
  await train(resumed, samples, { ...options, optimizer: optimizer(), resume: true });
  expect(resumed.parametersHash()).toBe(whole.parametersHash());
});

test("more parts than samples are as many as there are; none is an error", async () => {
  using net = await smallModel();
  await train(net, bands(5), { batchSize: 5, accumulate: 9, optimizer: optimizer() });
  await expect(train(net, samples, { accumulate: 0, optimizer: optimizer() })).rejects.toThrow(
    "fit.accumulate: got 0, expected a positive whole number",
  );
});

test("a number that is not finite in the last part leaves the parameters as they were", async () => {
  using net = await smallModel();
  const hash = net.parametersHash();
  const y = new Float32Array(45 * 3).fill(0.5);
  y.fill(3e38, 19 * 3, 20 * 3);
  const options = { batchSize: 20, accumulate: 4, shuffle: false, loss: meanSquaredError(), optimizer: optimizer() };
  await expect(train(net, { x: samples.x, y }, options)).rejects.toThrow(
    /step 1: the loss or its gradient is not finite; the loss of output output \(meanSquaredError\)/,
  );
  expect(net.parametersHash()).toBe(hash);
});
