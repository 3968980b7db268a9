import { describe, expect, test } from "vitest";
import {
  adam,
  constant,
  dense,
  type FitEvent,
  flatten,
  graph,
  input,
  meanSquaredError,
  model,
  sgd,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, loss, ofKind, pick, smallModel, train, trainUntil } from "./toys.ts";

const samples = bands(50);
const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });

test("the loss falls, and what was learnt holds for other samples", async () => {
  using net = await smallModel({ seed: 2 });
  const before = await net.evaluate(bands(100, 7), { loss });
  const epochs = ofKind(await train(net, samples, { epochs: 6, batchSize: 5, optimizer }), "epoch");
  expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0].loss / 4);
  const after = await net.evaluate(bands(100, 7), { loss });
  expect(before.accuracy).toBeLessThan(0.7);
  expect(after.accuracy).toBeGreaterThan(0.97);
  expect(after.loss).toBeLessThan(before.loss / 4);
});

test("adam learns too", async () => {
  using net = await smallModel();
  await train(net, samples, { epochs: 6, batchSize: 5, optimizer: adam({ learningRate: 0.01 }) });
  expect((await net.evaluate(bands(100, 7), { loss })).accuracy).toBeGreaterThan(0.97);
});

describe("events", () => {
  test("tell every step, epoch and validation, in order and completely", async () => {
    using net = await smallModel();
    const events = await train(net, samples, { epochs: 2, batchSize: 20, optimizer, validation: bands(11, 3) });
    const kinds = ["step", "step", "step", "epoch", "validation"];
    expect(events.map(({ kind }) => kind)).toEqual([...kinds, ...kinds]);

    const numbers = { loss: expect.any(Number), accuracy: expect.any(Number) };
    const times = { seconds: expect.any(Number), waiting: expect.any(Number) };
    const step = (epoch: number, at: number, size: number, total: number): FitEvent => ({
      kind: "step",
      epoch,
      step: at,
      steps: 6,
      samples: size,
      totalSamples: total,
      ...numbers,
    });
    expect(ofKind(events, "step")).toEqual([
      ...[step(1, 1, 20, 20), step(1, 2, 20, 40), step(1, 3, 10, 50)],
      ...[step(2, 4, 20, 20), step(2, 5, 20, 40), step(2, 6, 10, 50)],
    ]);
    expect(ofKind(events, "epoch")).toEqual([
      { kind: "epoch", epoch: 1, epochs: 2, step: 3, ...times, ...numbers },
      { kind: "epoch", epoch: 2, epochs: 2, step: 6, ...times, ...numbers },
    ]);
    expect(ofKind(events, "validation")).toEqual([
      { kind: "validation", epoch: 1, step: 3, ...numbers },
      { kind: "validation", epoch: 2, step: 6, ...numbers },
    ]);
    for (const { seconds } of ofKind(events, "epoch")) expect(seconds).toBeGreaterThanOrEqual(0);
  });

  test("of an epoch hold the means over its samples", async () => {
    using net = await smallModel();
    const events = await train(net, samples, { batchSize: 20, optimizer });
    const steps = ofKind(events, "step");
    const mean = (of: "loss" | "accuracy"): number =>
      steps.reduce((sum, step) => sum + step[of]! * step.samples, 0) / 50;
    const [epoch] = ofKind(events, "epoch");
    expect(epoch.loss).toBeCloseTo(mean("loss"), 12);
    expect(epoch.accuracy).toBeCloseTo(mean("accuracy"), 12);
  });

  test("of the first step hold the untrained model's loss and accuracy of that batch", async () => {
    using net = await smallModel();
    const expected = await net.evaluate(pick(samples, [0, 1, 2, 3, 4, 5, 6]), { loss });
    const [first] = ofKind(await train(net, samples, { batchSize: 7, shuffle: false, optimizer }), "step");
    expect(first.loss).toBe(expected.loss);
    expect(first.accuracy).toBe(expected.accuracy);
  });

  test("of a validation hold what evaluate finds then", async () => {
    using net = await smallModel();
    const validation = bands(11, 3);
    const events = ofKind(await train(net, samples, { epochs: 2, batchSize: 4, optimizer, validation }), "validation");
    const report = await net.evaluate(validation, { batchSize: 4, loss });
    expect(events[1]).toMatchObject({ loss: report.loss, accuracy: report.accuracy });
  });

  test("have no accuracy where targets are values", async () => {
    const x = input([2]);
    using net = await model(graph(x, dense({ units: 1 })(x)), { engine: await sharedEngine({ threads: 1 }) });
    const pairs = { x: Float32Array.of(1, 2, 3, 4), y: Float32Array.of(1, 2) };
    const events = await train(net, pairs, { loss: meanSquaredError(), optimizer, validation: pairs });
    expect(events.map(({ kind }) => kind)).toEqual(["step", "epoch", "validation"]);
    for (const event of events) expect(event).not.toHaveProperty("accuracy");
  });
});

test("a validation changes nothing", async () => {
  const hashes = await Promise.all(
    [undefined, bands(11, 3)].map(async (validation) => {
      using net = await smallModel();
      await train(net, samples, { epochs: 2, batchSize: 20, optimizer, ...(validation && { validation }) });
      return net.parametersHash();
    }),
  );
  expect(hashes[0]).toBe(hashes[1]);
});

describe("batches", () => {
  test.each([
    [1, 50, 1],
    [7, 8, 1],
    [25, 2, 25],
    [49, 2, 1],
    [50, 1, 50],
    [51, 1, 50],
    [1000, 1, 50],
  ])("of %i make %i steps of 50 samples, the last of %i", async (batchSize, steps, last) => {
    using net = await smallModel();
    const events = ofKind(await train(net, samples, { batchSize, optimizer }), "step");
    expect(events).toHaveLength(steps);
    expect(events.at(-1)).toMatchObject({ step: steps, steps, samples: last, totalSamples: 50 });
  });
});

describe("the order of samples", () => {
  /** Which samples each step saw: with learning rate 0 and one weight, a step's loss is its sample's number squared. */
  async function orders(options: { seed?: number; shuffle?: boolean }): Promise<number[][]> {
    const x = input([1]);
    const net = await model(graph(x, dense({ units: 1, initializer: constant(1) })(x)), {
      engine: await sharedEngine({ threads: 1 }),
    });
    const numbers = Float32Array.from({ length: 9 }, (_, i) => i);
    const still = { loss: meanSquaredError(), optimizer: sgd({ learningRate: 0 }) };
    const events = await train(
      net,
      { x: numbers, y: new Float32Array(9) },
      { epochs: 3, batchSize: 1, ...still, ...options },
    );
    net.dispose();
    const seen = ofKind(events, "step").map((event) => Math.sqrt(event.loss));
    return [seen.slice(0, 9), seen.slice(9, 18), seen.slice(18)];
  }
  const sorted = [0, 1, 2, 3, 4, 5, 6, 7, 8];

  test("is theirs without shuffling", async () => {
    expect(await orders({ shuffle: false, seed: 5 })).toEqual([sorted, sorted, sorted]);
  });

  test("is another one in every epoch, each sample once", async () => {
    const [first, second, third] = await orders({});
    for (const epoch of [first, second, third]) expect([...epoch].sort()).toEqual(sorted);
    expect(first).not.toEqual(sorted);
    expect(second).not.toEqual(first);
    expect(third).not.toEqual(second);
  });

  test("depends on the seed alone", async () => {
    expect(await orders({ seed: 5 })).toEqual(await orders({ seed: 5 }));
    expect(await orders({ seed: 0 })).toEqual(await orders({}));
    expect(await orders({ seed: 6 })).not.toEqual(await orders({ seed: 5 }));
  });
});

test("a learning rate that depends on the step is asked for each step once, in order", async () => {
  using net = await smallModel();
  const asked: number[] = [];
  const learningRate = (step: number): number => {
    asked.push(step);
    return 0.1 / step;
  };
  await train(net, samples, { epochs: 2, batchSize: 20, optimizer: sgd({ learningRate }) });
  expect(asked).toEqual([1, 2, 3, 4, 5, 6]);
});

describe("an AbortSignal", () => {
  test("ends the training between two steps with its reason", async () => {
    using net = await smallModel();
    const controller = new AbortController();
    const seen: number[] = [];
    const attempt = (async () => {
      for await (const event of net.fit(samples, { batchSize: 5, optimizer, loss, signal: controller.signal })) {
        if (event.kind !== "step") continue;
        seen.push(event.step);
        if (event.step === 3) controller.abort(new Error("enough"));
      }
    })();
    await expect(attempt).rejects.toThrow("enough");
    expect(seen).toEqual([1, 2, 3]);
    expect(net.position?.step).toBe(3);

    using other = await smallModel();
    await trainUntil(other, 3, samples, { batchSize: 5, optimizer });
    expect(net.parametersHash()).toBe(other.parametersHash());
  });

  test("that was given before ends it before the first step", async () => {
    using net = await smallModel();
    const hash = net.parametersHash();
    await expect(train(net, samples, { optimizer, signal: AbortSignal.abort() })).rejects.toThrow("aborted");
    expect(net.parametersHash()).toBe(hash);
    await train(net, samples, { optimizer });
    expect(net.parametersHash()).not.toBe(hash);
  });
});

test("a second training at the same time is refused, one after the other is not", async () => {
  using net = await smallModel();
  const first = net.fit(samples, { optimizer, loss });
  await first.next();
  await expect(train(net, samples, { optimizer })).rejects.toThrow("fit: got a model that another fit() is training");
  await first.return();
  await train(net, samples, { optimizer });
});

test("floats, bytes and integers of the same values train to the same bits", async () => {
  const hashes = new Set<string>();
  for (const x of [
    samples.x,
    Float32Array.from(samples.x),
    Int32Array.from(samples.x),
    Uint8ClampedArray.from(samples.x),
  ])
    for (const y of [samples.y, Int32Array.from(samples.y), Float32Array.from(samples.y)]) {
      using net = await smallModel();
      await train(net, { x: x as Uint8Array, y }, { batchSize: 20, optimizer });
      hashes.add(net.parametersHash());
    }
  expect(hashes.size).toBe(1);
});

test("preprocessing is (value - mean) / std, for all channels or each", async () => {
  const raw = Uint8Array.of(0, 10, 20, 255, 7, 130);
  const flat = async (options: object, x: Uint8Array | Float32Array): Promise<number[]> => {
    const node = input([1, 1, 3], options);
    using net = await model(graph(node, flatten()(node)), { engine: await sharedEngine({ threads: 1 }) });
    return [...((await net.predict(x)) as Float32Array)];
  };
  const by = (mean: number[], std: number[]): number[] =>
    [...raw].map((value, i) => Math.fround((value - mean[i % 3]) / std[i % 3]));
  for (const x of [raw, Float32Array.from(raw)]) {
    expect(await flat({}, x)).toEqual([...raw]);
    expect(await flat({ mean: 33.3, std: 78.6 }, x)).toEqual(by([33.3, 33.3, 33.3], [78.6, 78.6, 78.6]));
    expect(await flat({ mean: [1, 2, 3], std: [4, 5, 7] }, x)).toEqual(by([1, 2, 3], [4, 5, 7]));
    expect(await flat({ mean: 8, std: [4, 5, 7] }, x)).toEqual(by([8, 8, 8], [4, 5, 7]));
    expect(await flat({ mean: [1, 2, 3], std: 9 }, x)).toEqual(by([1, 2, 3], [9, 9, 9]));
  }
});
