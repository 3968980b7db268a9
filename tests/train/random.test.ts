// Training with random numbers in the network: decided by seed, step and place in the graph, and by nothing else.
import { describe, expect, test } from "vitest";
import {
  conv2d,
  dense,
  dropout,
  flatten,
  graph,
  input,
  load,
  type Model,
  meanSquaredError,
  model,
  relu,
  sequential,
  sgd,
} from "../../src/index.ts";
import { permutation } from "../../src/random.ts";
import { sharedEngine } from "../harness/engines.ts";
import { keptOf } from "../oracle/regularization/random.ts";
import { bands, CLASSES, loss, ofKind, SIZE, train, trainUntil } from "./toys.ts";

const samples = bands(9);
const optimizer = () => sgd({ learningRate: 0.05, momentum: 0.9 });
/** Three steps an epoch, the last of one sample. */
const options = { epochs: 2, batchSize: 4, seed: 5 };

async function dropping(threads: number, rate = 0.5): Promise<Model> {
  const x = input([SIZE, SIZE, 1], { name: "picture", mean: 90, std: 50 });
  const layers = sequential(
    conv2d({ filters: 5, kernel: 3, padding: "same" }),
    relu(),
    dropout({ rate: rate / 2 }),
    flatten(),
    dense({ units: 7 }),
    dropout({ rate }),
    dense({ units: CLASSES }),
  );
  return model(graph(x, layers(x)), { engine: await sharedEngine({ threads }), seed: 1 });
}

async function straight(threads: number, changed: object = {}, rate?: number): Promise<string> {
  using net = await dropping(threads, rate);
  await train(net, samples, { ...options, optimizer: optimizer(), ...changed });
  return net.parametersHash();
}

describe.each([1, 2, 3])("with %i threads", (threads) => {
  test("six steps in one go, and three, a file, three more: the same bits", async () => {
    for (const left of [1, 3, 5]) {
      const before = await dropping(threads);
      await trainUntil(before, left, samples, { ...options, optimizer: optimizer() });
      const file = before.save({ training: true });
      before.dispose();
      using after = await load(file, { engine: before.engine });
      // Other runs in between, which have random numbers of their own.
      await after.gradients({ x: samples.x, y: samples.y }, { loss: loss, seed: 9 });
      const events = await train(after, samples, { ...options, optimizer: optimizer(), resume: true });
      expect(ofKind(events, "step").at(-1)?.step).toBe(6);
      expect(after.parametersHash(), `left after step ${left}`).toBe(await straight(1));
    }
  });
});

test("the seed and the rate decide what is dropped", async () => {
  const hash = await straight(1, { shuffle: false });
  expect(await straight(1, { shuffle: false })).toBe(hash);
  expect(await straight(1, { shuffle: false, seed: 6 })).not.toBe(hash);
  expect(await straight(1, { shuffle: false }, 0.25)).not.toBe(hash);
});

test("each step of fit drops by its seed and number", async () => {
  const [length, batch, seed] = [33, 2, 12];
  const x = input([length], { name: "x" });
  using net = await model(graph(x, dropout({ rate: 0.5 })(x)), { engine: await sharedEngine({ threads: 1 }), seed: 1 });
  // Every number tells which it is, so that the loss, of y against 0, tells which were kept: here one batch a step.
  const values = Float32Array.from({ length: 4 * length }, (_, i) => (1 + i) / 8);
  const losses = ofKind(
    await train(
      net,
      { x: values, y: new Float32Array(4 * length) },
      { epochs: 2, batchSize: batch, seed, optimizer: sgd({ learningRate: 1 }), loss: meanSquaredError() },
    ),
    "step",
  ).map((event) => event.loss);
  const expected = [0, 1, 2, 3].map((i) => {
    const order = permutation(4, seed, i >> 1).subarray((i % 2) * batch, (i % 2) * batch + batch);
    const kept = keptOf(batch * length, 0.5, { seed, step: i + 1 });
    const squares = kept.map((keep, k) =>
      keep ? 2 * values[order[Math.floor(k / length)] * length + (k % length)] : 0,
    );
    return squares.reduce((sum, y) => sum + y * y, 0) / squares.length;
  });
  for (const [i, each] of losses.entries())
    expect(Math.abs(each / expected[i] - 1), `step ${i + 1}`).toBeLessThan(1e-6);
  expect(losses.length).toBe(4);
});

test("gradients refuses a seed that is none", async () => {
  using net = await dropping(1);
  await expect(net.gradients(samples, { loss: meanSquaredError(), seed: -1 })).rejects.toThrow(
    "gradients.seed: got -1, expected an integer from 0 to 2^53 - 1",
  );
});
