import { describe, expect, test } from "vitest";
import {
  averagePool2d,
  conv2d,
  dense,
  flatten,
  graph,
  input,
  type Model,
  maxPool2d,
  model,
  relu,
  sequential,
  sgd,
  softmax,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, CLASSES, loss, pick, smallModel, train } from "./toys.ts";

const SAMPLES = 31;
const samples = bands(SAMPLES);

const predict = async (net: Model, x: Uint8Array, options = {}): Promise<Float32Array> =>
  (await net.predict(x, options)) as Float32Array;

describe.each([1, 3])("a sample's scores, with %i threads", (threads) => {
  test("have the same bits whatever the batch around it", async () => {
    using net = await smallModel({ threads });
    const scores = await predict(net, samples.x);
    expect(scores).toHaveLength(SAMPLES * CLASSES);
    for (const batchSize of [1, 2, 5, 6, 7, 16, 30, 31, 32, 1000])
      expect(await predict(net, samples.x, { batchSize })).toEqual(scores);
    for (const [from, to] of [
      [0, 1],
      [3, 4],
      [30, 31],
      [5, 25],
    ]) {
      const part = pick(
        samples,
        Array.from({ length: to - from }, (_, i) => from + i),
      ).x;
      expect(await predict(net, part)).toEqual(scores.slice(from * CLASSES, to * CLASSES));
    }
  });

  test("have the same bits beside other samples, with every kind of layer", async () => {
    const x = input([9, 7, 2]);
    const layers = sequential(
      conv2d({ filters: 4, kernel: 3, padding: "same", stride: [1, 2] }),
      maxPool2d({ window: 3, stride: 2, padding: "same" }),
      conv2d({ filters: 6, kernel: [3, 2], padding: 1, groups: 2, dilation: [1, 2] }),
      relu(),
      averagePool2d({ window: 2, padding: 1 }),
      flatten(),
      dense({ units: 5 }),
      softmax(),
    );
    using net = await model(graph(x, layers(x)), { engine: await sharedEngine({ threads }), seed: 4 });
    const width = 9 * 7 * 2;
    const pictures = Uint8Array.from({ length: 13 * width }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24);
    const together = await predict(net, pictures);
    for (let i = 0; i < 13; i++)
      expect(await predict(net, pictures.slice(i * width, (i + 1) * width)), `sample ${i}`).toEqual(
        together.slice(i * 5, i * 5 + 5),
      );
  });
});

test("predicting sees every change of parameters", async () => {
  using net = await smallModel();
  const before = await predict(net, samples.x);
  await train(net, samples, { optimizer: sgd({ learningRate: 0.1 }) });
  const after = await predict(net, samples.x);
  expect(after).not.toEqual(before);
  const [{ path, data }] = net.parameters();
  net.setParameters({ [path]: data.map((value) => value / 2) });
  const halved = await predict(net, samples.x);
  expect(halved).not.toEqual(after);
  net.setParameters({ [path]: data });
  expect(await predict(net, samples.x)).toEqual(after);
});

test("what is predicted is the caller's own copy", async () => {
  using net = await smallModel();
  const first = await predict(net, samples.x);
  const kept = first.slice();
  await predict(net, bands(SAMPLES, 9).x);
  expect(first).toEqual(kept);
});

test("several inputs and outputs go by name", async () => {
  const [a, b] = [input([2], { name: "a" }), input([3], { name: "b" })];
  using net = await model(graph([a, b], { one: relu()(b), two: a }), { engine: await sharedEngine({ threads: 1 }) });
  const x = { b: Float32Array.of(-1, 2, 3, 4, -5, 6), a: Uint8Array.of(7, 8, 9, 10) };
  expect(await net.predict(x, { batchSize: 1 })).toEqual({
    one: Float32Array.of(0, 2, 3, 4, 0, 6),
    two: Float32Array.of(7, 8, 9, 10),
  });
});

test("the loss and scores of fit, evaluate, gradients and predict agree", async () => {
  using net = await smallModel();
  const { loss: evaluated } = await net.evaluate(samples, { loss });
  const { loss: differentiated } = await net.gradients(samples, { loss });
  expect(differentiated).toBe(evaluated);
});

test("a batch may hold more than 2^18 samples", async () => {
  const x = input([2, 1, 1]);
  const layers = sequential(
    conv2d({ filters: 2, kernel: [2, 1], padding: { top: 1 } }),
    flatten(),
    dense({ units: 1 }),
  );
  using net = await model(graph(x, layers(x)), { engine: await sharedEngine({ threads: 2 }), seed: 4 });
  const size = 2 ** 18 + 5;
  const values = Float32Array.from({ length: 2 * size }, (_, i) => (i % 1013) / 1013);
  const together = await net.predict(values, { batchSize: size });
  expect(together).toEqual(await net.predict(values, { batchSize: 2 ** 16 }));
});
