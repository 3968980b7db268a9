import { describe, expect, test } from "vitest";
import { type Model, sgd } from "../../src/index.ts";
import { bands, loss, pick, smallModel, train } from "./toys.ts";

const samples = bands(40);
const options = { epochs: 2, batchSize: 6, optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }) };
const fit = async (net: Model): Promise<string> => {
  await train(net, samples, options);
  return net.parametersHash();
};

async function alone(seed: number): Promise<string> {
  using net = await smallModel({ seed });
  return await fit(net);
}

describe("models of one engine take turns", () => {
  test("two trainings at once end as they do alone", async () => {
    const expected = [await alone(1), await alone(2)];
    using first = await smallModel({ seed: 1 });
    using second = await smallModel({ seed: 2 });
    expect(await Promise.all([fit(first), fit(second)])).toEqual(expected);
  });

  test("two trainings step by step end as they do alone", async () => {
    const expected = [await alone(1), await alone(2)];
    using first = await smallModel({ seed: 1 });
    using second = await smallModel({ seed: 2 });
    const loops = [first, second].map((net) => net.fit(samples, { ...options, loss }));
    for (let done = 0; done < loops.length; ) {
      const results = [await loops[0].next(), await loops[1].next()];
      done = results.filter((result) => result.done).length;
    }
    expect([first.parametersHash(), second.parametersHash()]).toEqual(expected);
  });

  test("predictions and evaluations during a training disturb neither", async () => {
    const expected = await alone(1);
    using still = await smallModel({ seed: 2 });
    const scores = await still.predict(samples.x);
    const report = await still.evaluate(samples, { loss });
    using net = await smallModel({ seed: 1 });
    const [hash, ...found] = await Promise.all([
      fit(net),
      ...Array.from({ length: 5 }, () => still.predict(samples.x)),
      ...Array.from({ length: 5 }, () => still.evaluate(samples, { loss })),
      net.predict(samples.x),
    ]);
    expect(hash).toBe(expected);
    expect(found.slice(0, 5)).toEqual(Array(5).fill(scores));
    expect(found.slice(5, 10)).toEqual(Array(5).fill(report));
  });

  test("predictions of more sizes than a model keeps plans for do not spoil each other", async () => {
    using net = await smallModel();
    const sizes = Array.from({ length: 20 }, (_, i) => i + 1);
    const parts = sizes.map(
      (size) =>
        pick(
          samples,
          Array.from({ length: size }, (_, i) => i),
        ).x,
    );
    const expected: unknown[] = [];
    for (const part of parts) expected.push(await net.predict(part));
    expect(await Promise.all(parts.map((part) => net.predict(part)))).toEqual(expected);
  });
});

describe("a model that is disposed of", () => {
  test("while its training waits ends that training, and harms no other model", async () => {
    using other = await smallModel({ seed: 2 });
    const scores = await other.predict(samples.x);
    const net = await smallModel({ seed: 1 });
    const loop = net.fit(samples, { ...options, loss });
    await loop.next();
    const waiting = [loop.next(), net.predict(samples.x), net.evaluate(samples, { loss })];
    net.dispose();
    using third = await smallModel({ seed: 3 }); // takes the memory that became free
    const hash = third.parametersHash();
    for (const job of await Promise.allSettled(waiting))
      expect(job).toMatchObject({
        status: "rejected",
        reason: { code: "runtime", message: "model: got a model that was disposed of, expected a live one." },
      });
    expect(await other.predict(samples.x)).toEqual(scores);
    expect(third.parametersHash()).toBe(hash);
  });
});

describe("an error in one job", () => {
  test("does not stop those that wait behind it", async () => {
    using net = await smallModel();
    const expected = await net.predict(samples.x);
    const results = await Promise.allSettled([
      net.predict(samples.x),
      net.predict(new Uint8Array(7)),
      net.predict(samples.x),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[2]).toEqual({ status: "fulfilled", value: expected });
  });
});

test("the event loop turns while a model trains and while it evaluates", async () => {
  using net = await smallModel();
  let turns = 0;
  let stopped = false;
  const count = (): void => {
    turns++;
    if (!stopped) setImmediate(count);
  };
  setImmediate(count);
  await train(net, samples, { ...options, epochs: 60 }); // 420 steps, at most 64 of them in one turn
  expect(turns).toBeGreaterThanOrEqual(6);
  turns = 0;
  await net.evaluate(samples, { loss, batchSize: 1 }); // 40 batches
  expect(turns).toBeGreaterThanOrEqual(20);
  stopped = true;
});
