import { describe, expect, test } from "vitest";
import { fromSamples } from "../../src/data/index.ts";
import { adam, load, type Model, onPlateau, sgd } from "../../src/index.ts";
import { f1 } from "../../src/metrics/index.ts";
import type { Data } from "../../src/train/fit.ts";
import { earlyStopping } from "../../src/training/index.ts";
import { bands, loss, ofKind, SIZE, smallModel, train } from "../train/toys.ts";

const samples = bands(27);
/** Labels that nothing explains: its loss rises when training begins to learn by heart. */
const validation = { x: bands(12, 5).x, y: Uint8Array.from({ length: 12 }, (_, i) => i % 3) };
const optimizer = adam({ learningRate: 0.01 });
const options = { epochs: 30, batchSize: 9, validation, optimizer };

describe("a training", () => {
  test("ends when the loss has not fallen for longer than its patience, with the best parameters", async () => {
    using net = await smallModel();
    const events = await train(net, samples, { ...options, stopping: earlyStopping({ patience: 2 }) });
    const losses = ofKind(events, "validation").map(({ loss }) => loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(losses).toHaveLength(best + 4);
    expect(losses.length).toBeLessThan(30);
    expect(events.at(-1)).toEqual({
      kind: "stop",
      epoch: best + 4,
      step: 3 * (best + 4),
      reason: `loss has not become better than ${losses[best]}, of epoch ${best + 1}, for 3 epochs`,
      best: { epoch: best + 1, step: 3 * (best + 1), value: losses[best] },
      restored: true,
    });
    using shorter = await smallModel();
    await train(shorter, samples, { ...options, epochs: best + 1 });
    expect(net.parametersHash()).toBe(shorter.parametersHash());
    expect(net.position).toMatchObject({ epoch: best + 4, restored: true });
  });

  test("has the best parameters after its last epoch too, and the last ones where they are not asked for", async () => {
    using best = await smallModel();
    using last = await smallModel();
    using plain = await smallModel();
    const short = { ...options, epochs: 6 };
    const events = await train(best, samples, { ...short, stopping: earlyStopping({ patience: 20 }) });
    const stop = ofKind(events, "stop")[0];
    expect(stop).toMatchObject({ reason: "all 6 epochs are done", restored: true, epoch: 6 });
    expect(stop.best?.epoch).toBeLessThan(6);
    const others = await train(last, samples, {
      ...short,
      stopping: earlyStopping({ patience: 20, restoreBest: false }),
    });
    await train(plain, samples, short);
    expect(ofKind(others, "stop")[0]).toMatchObject({ restored: false, best: stop.best });
    expect(last.parametersHash()).toBe(plain.parametersHash());
    expect(best.parametersHash()).not.toBe(plain.parametersHash());
  });

  test("without validation looks at its own epochs", async () => {
    using net = await smallModel();
    const stopping = earlyStopping({ metric: "accuracy", patience: 1, minDelta: 2 });
    const events = await train(net, samples, { epochs: 9, batchSize: 9, optimizer, stopping });
    expect(ofKind(events, "epoch")).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ kind: "stop", best: { epoch: 1, step: 3 } });
  });

  test("may look at a metric, and a value that is no number is never better", async () => {
    using net = await smallModel();
    const nothing = { name: "nothing", begin: () => ({ add() {}, result: () => Number.NaN }) };
    const stopping = earlyStopping({ metric: "nothing", patience: 0 });
    const events = await train(net, samples, { ...options, metrics: [nothing], stopping });
    expect(events.at(-1)).toMatchObject({
      reason: "nothing has had no value for 1 epoch",
      best: null,
      restored: false,
    });
    const other = earlyStopping({ metric: "f1", patience: 1 });
    using again = await smallModel();
    const found = await train(again, samples, { ...options, metrics: [f1()], stopping: other });
    const values = ofKind(found, "validation").map(({ metrics }) => metrics?.f1 as number);
    expect(ofKind(found, "stop")[0].best?.value).toBe(Math.max(...values));
  });
});

async function reloaded(net: Model): Promise<Model> {
  const file = net.save({ training: true });
  net.dispose();
  return load(file, { engine: net.engine });
}

describe.each(["in memory", "through a file"])("left and resumed %s", (way) => {
  /** Leaves at every event in turn. */
  async function endsAlike(make: () => object, samples: Data = bands(27)): Promise<void> {
    using whole = await smallModel();
    const all = await train(whole, samples, { ...options, ...make() });
    for (let left = 0; left < all.length; left++) {
      let net = await smallModel();
      let count = 0;
      for await (const _ of net.fit(samples, { loss, ...options, ...make() })) if (count++ === left) break;
      if (way === "through a file") net = await reloaded(net);
      const rest = await train(net, samples, { ...options, ...make(), resume: true });
      const told = (events: typeof all): unknown[] => events.map((event) => ({ ...event, seconds: 0, waiting: 0 }));
      const from = Math.min(left + 1, all.length - (all.at(-1)?.kind === "stop" ? 1 : 0));
      expect(told(rest), `left after ${all[left].kind} ${left}`).toEqual(told(all.slice(from)));
      expect(net.parametersHash(), `left after ${all[left].kind} ${left}`).toBe(whole.parametersHash());
      net.dispose();
    }
  }

  test("it stops at the same step with the same parameters", () =>
    endsAlike(() => ({ stopping: earlyStopping({ patience: 1 }) })));

  test("with a data set it does so too", () => {
    const data = fromSamples(bands(27), { shape: [SIZE, SIZE, 1] });
    return endsAlike(() => ({ stopping: earlyStopping({ patience: 1 }) }), data);
  });

  test("a schedule on a plateau goes on to the same bits", () =>
    endsAlike(() => {
      const schedule = onPlateau({ rate: 0.05, factor: 0.5, patience: 0 });
      return { epochs: 5, schedule, optimizer: sgd({ learningRate: schedule, momentum: 0.9 }) };
    }));

  test("with more patience it goes on as if it had not stopped", async () => {
    const stopping = (patience: number) => ({ ...options, epochs: 12, stopping: earlyStopping({ patience }) });
    using whole = await smallModel();
    await train(whole, samples, stopping(4));
    let net = await smallModel();
    const first = await train(net, samples, stopping(0));
    expect(ofKind(first, "stop")[0].epoch).toBeLessThan(12);
    if (way === "through a file") net = await reloaded(net);
    await train(net, samples, { ...stopping(4), resume: true });
    expect(net.parametersHash()).toBe(whole.parametersHash());
    net.dispose();
  });
});

test("a plateau lowers the rate of the optimizer that follows it", async () => {
  using net = await smallModel();
  const schedule = onPlateau({ rate: 0.5, factor: 0.1, patience: 0, metric: "accuracy", mode: "max", threshold: 10 });
  const events = await train(net, samples, {
    ...options,
    epochs: 3,
    schedule,
    optimizer: sgd({ learningRate: schedule }),
  });
  expect(ofKind(events, "validation")).toHaveLength(3);
  expect(schedule.state.rate).toBeCloseTo(0.005, 12);
  expect(net.position?.followers).toEqual({ schedule: schedule.state });
});

test("a training that begins anew forgets what was best", async () => {
  using net = await smallModel();
  await train(net, samples, { ...options, epochs: 2, stopping: earlyStopping() });
  expect(net.network.kept).not.toBe(null);
  await train(net, samples, { ...options, epochs: 1 });
  expect(net.network.kept).toBe(null);
  expect(net.position).not.toHaveProperty("followers");
});
