import { afterEach, describe, expect, test, vi } from "vitest";
import { adam, type Engine, engine, load, model, sgd } from "../../src/index.ts";
import { lenet5 } from "../../src/models/lenet5.ts";
import { pseudoRandom } from "../harness/values.ts";
import { bands, loss, ofKind, smallGraph, train } from "../train/toys.ts";
import { type Mode, pretend } from "./modes.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

async function started(mode: Mode, threads: number): Promise<Engine> {
  pretend(mode);
  return engine({ threads });
}

/** Everything that an engine does: train, evaluate, predict, differentiate, save, load, resume; as one record. */
async function allOf(core: Engine): Promise<object> {
  const samples = bands(40);
  using net = await model(smallGraph(), { engine: core, seed: 1 });
  const options = { epochs: 3, batchSize: 6, optimizer: adam({ learningRate: 0.01 }) };
  const events = await train(net, samples, { ...options, epochs: 2, validation: bands(9, 2) });
  using again = await load(net.save({ training: true }), { engine: core });
  await train(again, samples, { ...options, resume: true });
  return {
    events: events.map((event) => ({ ...event, ...("seconds" in event && { seconds: 0, waiting: 0 }) })),
    hash: again.parametersHash(),
    evaluation: await again.evaluate(samples, { loss, batchSize: 7 }),
    scores: await again.predict(samples.x),
    gradients: await again.gradients(samples, { loss }),
  };
}

const expected = allOf(await engine({ threads: 1 }));

describe.each<[Mode, number, number, string]>([
  ["blocking", 1, 1, "1: as asked"],
  ["blocking", 2, 2, "2: as asked"],
  ["blocking", 3, 3, "3: as asked"],
  ["page", 1, 1, "1: as asked"],
  ["page", 2, 2, "2: as asked"],
  ["page", 3, 3, "3: as asked"],
  ["turns", 1, 1, "1: this runtime cannot share memory between threads"],
  ["turns", 4, 1, "1: this runtime cannot share memory between threads"],
])("in mode %s with %i threads", (mode, asked, threads, reason) => {
  test("the results have the same bits", async () => {
    using core = await started(mode, asked);
    expect(core.core.threads).toBe(threads);
    expect(core.core.reason).toBe(reason);
    expect(core.info).toMatchObject({ threads, reason: `strict by default; threads ${reason}` });
    expect(await allOf(core)).toEqual(await expected);
  });

  test("a run is awaited just where this thread may not block", async () => {
    using core = await started(mode, asked);
    using net = await model(lenet5(), { engine: core });
    const run = vi.spyOn(core.core, "run");
    await net.predict(new Uint8Array(784));
    expect(run.mock.results.map(({ value }) => value instanceof Promise)).toEqual([mode !== "blocking"]);
  });

  test("a training that goes wrong stops, and another one goes on", async () => {
    using core = await started(mode, asked);
    using net = await model(smallGraph(), { engine: core, seed: 1 });
    await expect(
      train(net, bands(40), { epochs: 20, batchSize: 4, optimizer: sgd({ learningRate: 1e18 }) }),
    ).rejects.toMatchObject({ code: "non-finite" });
    using other = await model(smallGraph(), { engine: core, seed: 1 });
    await train(other, bands(40), { optimizer: sgd() });
    expect(other.position?.step).toBe(2);
  });

  test("jobs that are begun at the same time take turns", async () => {
    using core = await started(mode, asked);
    using net = await model(smallGraph(), { engine: core, seed: 1 });
    using still = await model(smallGraph(), { engine: core, seed: 2 });
    const samples = bands(40);
    const parts = [40, 7, 13, 1].map((size) => samples.x.subarray(0, size * 36));
    const scores = [];
    for (const part of parts) scores.push(await still.predict(part));
    let clock = 0;
    vi.spyOn(performance, "now").mockImplementation(() => clock++ * 100); // where it computes in turns, each is over at once
    const options = { epochs: 2, batchSize: 6, optimizer: adam({ learningRate: 0.01 }) };
    const [events, ...found] = await Promise.all([
      train(net, samples, options),
      ...parts.map((part) => still.predict(part)),
    ]);
    expect(found).toEqual(scores);
    const { events: alone } = (await expected) as { events: typeof events };
    const losses = (list: typeof events): number[] => ofKind(list, "step").map((event) => event.loss);
    expect(losses(events)).toEqual(losses(alone));
  });

  test("an engine that is disposed of refuses further work, and the work under way ends", async () => {
    using core = await started(mode, asked);
    using net = await model(lenet5(), { engine: core });
    const attempt = net.predict(Uint8Array.from(pseudoRandom(200 * 784, 1), (v) => 128 + 127 * v));
    core.dispose();
    await expect(attempt).rejects.toMatchObject({ code: "runtime", message: "engine: this engine was disposed of." });
    await expect(net.predict(new Uint8Array(784))).rejects.toThrow("engine: this engine was disposed of.");
    await expect(model(lenet5(), { engine: core })).rejects.toThrow("engine: this engine was disposed of.");
  });
});

describe("without Atomics.waitAsync", () => {
  test("a page polls, and finds the same", async () => {
    const { waitAsync } = Atomics;
    Object.assign(Atomics, { waitAsync: undefined });
    try {
      using core = await started("page", 2);
      expect(await allOf(core)).toEqual(await expected);
    } finally {
      Object.assign(Atomics, { waitAsync });
    }
  });
});

test("a long step in turns lets the event loop turn", async () => {
  using core = await started("turns", 1);
  using net = await model(lenet5(), { engine: core });
  let [looks, turns] = [0, 0];
  vi.spyOn(performance, "now").mockImplementation(() => looks++ * 100); // every look at the clock finds the turn over
  const count = (): void => {
    turns++;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await net.predict(new Uint8Array(16 * 784));
  clearImmediate(timer);
  expect(turns).toBeGreaterThan(5); // LeNet-5 has twelve layers
});
