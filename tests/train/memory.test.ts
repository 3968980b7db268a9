import { expect, test, vi } from "vitest";
import { adam, engine, load, model, sgd } from "../../src/index.ts";
import { bands, loss, smallGraph, train, trainUntil } from "./toys.ts";

const samples = bands(40);

test("three hundred steps, with validations and predictions, allocate nothing after the first epoch", async () => {
  using core = await engine({ threads: 2 });
  using net = await model(smallGraph(), { engine: core });
  const options = { epochs: 43, batchSize: 6, optimizer: adam() };
  const allocate = vi.spyOn(core.core, "allocate");
  const sizes: [top: number, bytes: number, allocations: number][] = [];
  for await (const event of net.fit(samples, { ...options, validation: bands(9, 2), loss }))
    if (event.kind === "validation") {
      await net.predict(samples.x);
      sizes.push([core.core.heap.top, core.core.bytes.length, allocate.mock.calls.length]);
    }
  expect(net.position?.step).toBe(301);
  expect(sizes).toHaveLength(43);
  expect(new Set(sizes.map(String)).size).toBe(1);
});

test("models give back all their memory", async () => {
  using core = await engine({ threads: 1 });
  const live = async (): Promise<void> => {
    using net = await model(smallGraph(), { engine: core });
    await trainUntil(net, 3, samples, { batchSize: 6, optimizer: sgd({ momentum: 0.9 }) });
    await net.predict(samples.x);
    await net.gradients(samples, { loss });
    using again = await load(net.save({ training: true }), { engine: core });
    await train(again, samples, { batchSize: 6, optimizer: sgd({ momentum: 0.9 }), resume: true });
  };
  await live(); // from here on the engine has all the scratch memory that it will need
  const { top } = core.core.heap;
  for (let i = 0; i < 3; i++) await live();
  expect(core.core.heap.top).toBe(top);
});

test("dropped plans are made again and give the same", async () => {
  using core = await engine({ threads: 1 });
  using net = await model(smallGraph(), { engine: core });
  const sizes = Array.from({ length: 12 }, (_, i) => i + 1);
  const predictAll = async (): Promise<unknown[]> => {
    const results = [];
    for (const size of sizes) results.push(await net.predict(samples.x.subarray(0, size * 36)));
    return results;
  };
  const first = await predictAll();
  const { top } = core.core.heap;
  expect(await predictAll()).toEqual(first);
  expect(core.core.heap.top).toBe(top);
});

test("disposing twice is once", async () => {
  using core = await engine({ threads: 1 });
  const { top } = core.core.heap;
  const net = await model(smallGraph(), { engine: core });
  net.dispose();
  const after = core.core.heap.top;
  net.dispose();
  expect(core.core.heap.top).toBe(after);
  expect(after).toBeGreaterThanOrEqual(top);
});
