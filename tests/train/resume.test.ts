import { describe, expect, test } from "vitest";
import { adam, load, type Model, type Optimizer, parameterGroups, sgd } from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, loss, ofKind, smallModel, train, trainUntil } from "./toys.ts";

/** Seven steps an epoch, the last of three samples. */
const samples = bands(27);
const options = { epochs: 2, batchSize: 4, seed: 3 };
const STEPS = 14;

const optimizers: [string, () => Optimizer][] = [
  ["sgd", () => sgd({ learningRate: 0.05 })],
  ["sgd with momentum", () => sgd({ learningRate: 0.02, momentum: 0.9, weightDecay: 1e-3 })],
  ["sgd with Nesterov's momentum", () => sgd({ learningRate: (step) => 0.1 / step, momentum: 0.8, nesterov: true })],
  ["adam", () => adam({ learningRate: 0.003 })],
  [
    "groups, one of which has no parameters here",
    () =>
      parameterGroups([
        { match: (path) => path.startsWith("nowhere/"), optimizer: adam() },
        { optimizer: sgd({ learningRate: 0.02, momentum: 0.9 }) },
      ]),
  ],
];

/** The model after going through a file, on the same engine. */
async function reloaded(net: Model): Promise<Model> {
  const file = net.save({ training: true });
  net.dispose();
  return load(file, { engine: net.engine });
}

describe.each([1, 2])("with %i threads", (threads) => {
  describe.each(optimizers)("%s", (_, make) => {
    async function uninterrupted(): Promise<{ hash: string; epochs: object[] }> {
      using net = await smallModel({ threads });
      const events = await train(net, samples, { ...options, optimizer: make() });
      return { hash: net.parametersHash(), epochs: epochsOf(events) };
    }
    const epochsOf = (events: Parameters<typeof ofKind>[0]): object[] =>
      ofKind(events, "epoch").map(({ seconds, waiting, ...rest }) => rest);

    test.each(["in memory", "through a file"])(
      "ends with the same bits wherever it was left and resumed, %s",
      async (way) => {
        const { hash, epochs } = await uninterrupted();
        for (let step = 1; step <= STEPS; step++) {
          let net = await smallModel({ threads });
          await trainUntil(net, step, samples, { ...options, optimizer: make() });
          if (way === "through a file") net = await reloaded(net);
          const events = await train(net, samples, { ...options, optimizer: make(), resume: true });
          expect(ofKind(events, "step").map((event) => event.step)).toEqual(range(step + 1, STEPS));
          expect(net.parametersHash(), `left after step ${step}`).toBe(hash);
          expect(epochsOf(events), `left after step ${step}`).toEqual(epochs.slice(step > 7 ? 1 : 0));
          net.dispose();
        }
      },
    );

    test("ends with the same bits when it goes through a file at every step", async () => {
      const { hash } = await uninterrupted();
      let net = await smallModel({ threads });
      await trainUntil(net, 1, samples, { ...options, optimizer: make() });
      for (let step = 2; step <= STEPS; step++) {
        net = await reloaded(net);
        await trainUntil(net, step, samples, { ...options, optimizer: make(), resume: true });
      }
      expect(net.parametersHash()).toBe(hash);
      net.dispose();
    });
  });
});

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const momentum = (): Optimizer => optimizers[1][1]();

test("a file that was loaded and saved again, without training, is the same file", async () => {
  using net = await smallModel();
  await trainUntil(net, 5, samples, { ...options, optimizer: momentum() });
  const file = net.save({ training: true });
  using again = await load(file, { engine: net.engine });
  expect(Buffer.from(again.save({ training: true })).equals(file)).toBe(true);
});

test("a training that ended can be continued with more epochs", async () => {
  using whole = await smallModel();
  await train(whole, samples, { ...options, epochs: 3, optimizer: momentum() });
  using parts = await smallModel();
  await train(parts, samples, { ...options, epochs: 2, optimizer: momentum() });
  expect(await train(parts, samples, { ...options, epochs: 2, optimizer: momentum(), resume: true })).toEqual([]);
  await train(parts, samples, { ...options, epochs: 3, optimizer: momentum(), resume: true });
  expect(parts.parametersHash()).toBe(whole.parametersHash());
});

test.each<[string, Optimizer, Optimizer]>([
  ["other options", sgd({ momentum: 0.9 }), sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.1 })],
  ["another choice of what is frozen, without state", half(/kernel/), half(/bias/)],
])("an optimizer with %s goes on alike in memory and from a file", async (_, first, second) => {
  const [kept, left] = [await smallModel(), await smallModel()];
  for (const net of [kept, left]) await trainUntil(net, 5, samples, { ...options, optimizer: first });
  const before = kept.parametersHash();
  const read = await reloaded(left);
  for (const net of [kept, read]) await train(net, samples, { ...options, optimizer: second, resume: true });
  expect(kept.parametersHash()).toBe(read.parametersHash());
  expect(kept.parametersHash()).not.toBe(before);
  for (const net of [kept, read]) net.dispose();
});

/** Trains what matches, and keeps no state. */
function half(match: RegExp): Optimizer {
  return parameterGroups([{ match, optimizer: sgd({ learningRate: 0.05 }) }, { frozen: true }]);
}

test("evaluating and predicting in between change nothing", async () => {
  using whole = await smallModel();
  await train(whole, samples, { ...options, optimizer: momentum() });
  using parts = await smallModel();
  await trainUntil(parts, 5, samples, { ...options, optimizer: momentum() });
  await parts.predict(samples.x);
  await parts.gradients(samples, { loss });
  await train(parts, samples, { ...options, optimizer: momentum(), resume: true });
  expect(parts.parametersHash()).toBe(whole.parametersHash());
});

test("a training that begins anew forgets the one before", async () => {
  using once = await smallModel();
  const before = once.parameters();
  await train(once, samples, { ...options, optimizer: momentum() });
  const hash = once.parametersHash();
  once.setParameters(Object.fromEntries(before.map(({ path, data }) => [path, data])));
  await train(once, samples, { ...options, optimizer: momentum() });
  expect(once.parametersHash()).toBe(hash);
});

test("the position says where a training stands", async () => {
  using net = await smallModel();
  expect(net.position).toBe(null);
  await trainUntil(net, 9, samples, { ...options, optimizer: momentum() });
  expect(net.position).toMatchObject({
    epoch: 1,
    epochStep: 2,
    step: 9,
    epochs: 2,
    batchSize: 4,
    seed: 3,
    samples: 27,
    optimizer: { name: "sgd" },
  });
  await train(net, samples, { ...options, optimizer: momentum(), resume: true });
  expect(net.position).toMatchObject({ epoch: 2, epochStep: 0, step: 14 });
});

describe("what cannot be resumed is refused", () => {
  async function stopped(): Promise<Model> {
    const net = await smallModel();
    await trainUntil(net, 9, samples, { ...options, optimizer: momentum() });
    return net;
  }

  test.each<[string, object, string]>([
    ["another batch size", { batchSize: 5 }, "fit.resume: got batchSize 5, expected 4, as the training began with"],
    ["another seed", { seed: 4 }, "fit.resume: got seed 4, expected 3, as the training began with"],
    [
      "another optimizer",
      { optimizer: adam() },
      'fit.resume: got optimizer "adam", expected "sgd", as the training began with',
    ],
    ["shuffling off", { shuffle: false }, "fit.resume: got shuffle false, expected true, as the training began with"],
    [
      "an optimizer without its state",
      { optimizer: sgd() },
      "fit.resume: got sgd with state (none), expected state velocity, as the training began with",
    ],
    ["fewer epochs than are begun", { epochs: 1 }, "fit.resume: got epochs 1, expected at least 2, which are begun"],
  ])("%s", async (_, other, message) => {
    using net = await stopped();
    const hash = net.parametersHash();
    for (let attempts = 0; attempts < 2; attempts++)
      await expect(train(net, samples, { ...options, optimizer: momentum(), resume: true, ...other })).rejects.toThrow(
        message,
      );
    expect(net.parametersHash()).toBe(hash);
    await train(net, samples, { ...options, optimizer: momentum(), resume: true });
    expect(net.position?.step).toBe(14);
  });

  test("other data", async () => {
    using net = await stopped();
    await expect(train(net, bands(26), { ...options, optimizer: momentum(), resume: true })).rejects.toThrow(
      "fit.resume: got samples 26, expected 27, as the training began with",
    );
  });

  test("an optimizer without its state, from a file, again and again", async () => {
    using net = await reloaded(await stopped());
    for (let attempts = 0; attempts < 2; attempts++)
      await expect(train(net, samples, { ...options, optimizer: sgd(), resume: true })).rejects.toThrow(
        "fit.resume: got sgd with state (none), expected state velocity, as the training began with",
      );
    await train(net, samples, { ...options, optimizer: momentum(), resume: true });
    expect(net.position?.step).toBe(14);
  });

  test.each(["in memory", "from a file"])("an optimizer of other parameters, %s", async (way) => {
    const only = (match: RegExp): Optimizer => parameterGroups([{ match, optimizer: adam() }, { frozen: true }]);
    let net = await smallModel();
    await trainUntil(net, 9, samples, { ...options, optimizer: only(/kernel/) });
    if (way === "from a file") net = await reloaded(net);
    const before = net.parametersHash();
    for (let attempts = 0; attempts < 2; attempts++)
      await expect(train(net, samples, { ...options, optimizer: only(/kernel|bias/), resume: true })).rejects.toThrow(
        /fit.resume: got parameterGroups\(adam, frozen\) with state 0.* of .*bias, expected state of the/,
      );
    expect(net.parametersHash()).toBe(before);
    await train(net, samples, { ...options, optimizer: only(/kernel/), resume: true });
    expect(net.position?.step).toBe(14);
    net.dispose();
  });

  test("a model that was never trained", async () => {
    using net = await smallModel();
    await expect(train(net, samples, { ...options, optimizer: momentum(), resume: true })).rejects.toThrow(
      "fit.resume: got a model without a training to resume, expected one that was trained, or saved with { training: true }",
    );
  });

  test("a file that holds no training", async () => {
    using net = await stopped();
    using again = await load(net.save(), { engine: await sharedEngine({ threads: 1 }) });
    expect(again.position).toBe(null);
    await expect(train(again, samples, { ...options, optimizer: momentum(), resume: true })).rejects.toThrow(
      "fit.resume: got a model without",
    );
  });
});
