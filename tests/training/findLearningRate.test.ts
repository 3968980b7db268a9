import { describe, expect, test } from "vitest";
import { adam, customLoss, dense, graph, input, meanSquaredError, model, sgd } from "../../src/index.ts";
import { findLearningRate } from "../../src/training/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, loss, smallModel, trainUntil } from "../train/toys.ts";

const samples = bands(40);

describe("a range test", () => {
  test("tells the rates, their losses, and those smoothed", async () => {
    using net = await smallModel();
    const found = await findLearningRate(net, samples, { loss, from: 1e-4, to: 100, steps: 40, batchSize: 8 });
    const { rates, losses, smoothed } = found;
    expect([losses.length, smoothed.length]).toEqual([rates.length, rates.length]);
    expect(rates[0]).toBe(1e-4);
    for (let i = 1; i < rates.length; i++) expect(rates[i] / rates[i - 1]).toBeCloseTo(10 ** (6 / 39), 9);
    let sum = 0;
    for (const [i, each] of losses.entries()) {
      sum = 0.9 * sum + 0.1 * each;
      expect(smoothed[i]).toBeCloseTo(sum / (1 - 0.9 ** (i + 1)), 9);
    }
    const least = smoothed.indexOf(Math.min(...smoothed));
    expect(found.least).toBe(rates[least]);
    const falls = smoothed.map((_, i) => (i >= 6 && i + 2 <= least ? smoothed[i - 2] - smoothed[i + 2] : 0));
    expect(found.suggestion).toBe(rates[falls.indexOf(Math.max(...falls))]);
    expect(found.suggestion).toBeLessThan(found.least);
  });

  test("suggests a rate that learns, between one too small and one too great", async () => {
    using net = await smallModel();
    // A third of the labels is wrong: what cannot be learnt by heart diverges in the end.
    const noisy = bands(150);
    for (let i = 0; i < 150; i += 3) noisy.y[i] = (noisy.y[i] + 1) % 3;
    const { suggestion, rates } = await findLearningRate(net, noisy, { loss, from: 1e-5, to: 1000, batchSize: 8 });
    expect(rates.length).toBeLessThan(100); // it diverged, and ended
    const lossAfter = async (learningRate: number): Promise<number> => {
      using copy = await smallModel();
      const optimizer = sgd({ learningRate, momentum: 0.9 });
      try {
        for await (const event of copy.fit(noisy, { epochs: 6, batchSize: 8, loss, optimizer }))
          if (event.kind === "epoch" && event.epoch === 6) return event.loss;
      } catch {
        return Number.POSITIVE_INFINITY;
      }
      return Number.NaN;
    };
    const [small, right, great] = [1e-5, suggestion as number, (suggestion as number) * 1000].map(lossAfter);
    expect(await right).toBeLessThan((await small) - 0.1);
    expect(await right).toBeLessThan((await great) - 0.1);
  });

  test("ends where the loss is no longer finite, without an error", async () => {
    const x = input([1]);
    using net = await model(graph(x, dense({ units: 1 })(x)), { engine: await sharedEngine({ threads: 1 }) });
    const data = { x: Float32Array.of(1e3, 2e3), y: Float32Array.of(1, 2) };
    const options = { loss: meanSquaredError(), from: 1, to: 1e30, steps: 20, diverged: Number.POSITIVE_INFINITY };
    const { losses, suggestion } = await findLearningRate(net, data, options);
    expect(losses.length).toBeGreaterThan(0);
    expect(losses.length).toBeLessThan(20);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(suggestion).toBe(null);
  });

  test("of another optimizer, the same again for the same seed", async () => {
    using net = await smallModel();
    const optimizer = (learningRate: (step: number) => number) => adam({ learningRate });
    const options = { loss, optimizer, steps: 10, batchSize: 8, seed: 4 };
    const first = await findLearningRate(net, samples, options);
    expect(first).toEqual(await findLearningRate(net, samples, options));
    expect(first.losses).not.toEqual((await findLearningRate(net, samples, { ...options, seed: 5 })).losses);
    expect(first.rates).toHaveLength(10);
  });
});

test("the model, its training and the engine's memory are as before, also when it is aborted or fails", async () => {
  using net = await smallModel();
  const optimizer = sgd({ momentum: 0.9 });
  const training = { epochs: 2, batchSize: 8, optimizer };
  await trainUntil(net, 7, samples, training);
  const file = net.save({ training: true });
  await findLearningRate(net, samples, { loss, steps: 5 });
  const used = net.engine.core.heap.top;
  const unchanged = (): void => {
    expect(Buffer.from(net.save({ training: true })).equals(file)).toBe(true);
    expect(net.engine.core.heap.top).toBe(used);
  };
  unchanged();
  const controller = new AbortController();
  const made = (learningRate: (step: number) => number) =>
    sgd({
      learningRate: (step) => {
        if (step === 4) controller.abort(new Error("enough"));
        return learningRate(step);
      },
    });
  const { signal } = controller;
  await expect(findLearningRate(net, samples, { loss, optimizer: made, signal })).rejects.toThrow("enough");
  unchanged();
  await expect(findLearningRate(net, bands(0), { loss })).rejects.toThrow("no samples");
  unchanged();
  const broken = customLoss("broken", () => {
    throw new Error("no such loss");
  });
  await expect(findLearningRate(net, samples, { loss: broken })).rejects.toThrow("no such loss");
  unchanged();
});
