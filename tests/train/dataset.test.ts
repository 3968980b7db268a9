import { describe, expect, test } from "vitest";
import {
  collate,
  type Dataset,
  dataset,
  fromSamples,
  inWorkers,
  type Sample,
  type Samples,
} from "../../src/data/index.ts";
import { type Data, type FitOptions, load, type Model, meanSquaredError, sgd } from "../../src/index.ts";
import { f1 } from "../../src/metrics/index.ts";
import { bundled } from "../harness/bundled.ts";
import { bands, loss, ofKind, SIZE, smallModel, train, trainUntil } from "./toys.ts";
import { noisy, training } from "./workerData.ts";

const samples = { ...bands(27), size: 27 };
const singles = fromSamples(samples, { shape: [SIZE, SIZE, 1] });
const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
type Options = Omit<FitOptions, "loss" | "optimizer">;

async function hashAfter(data: Data, options: Options): Promise<string> {
  using net = await smallModel();
  await train(net, data, { epochs: 2, optimizer, ...options });
  return net.parametersHash();
}

/** The same elements, but only in order. */
const streamOf = <T>(data: Dataset<T>, batched = false): Dataset<T> =>
  dataset((epoch) => data.read({ epoch }), { batched });

describe("a data set trains to the same bits as the samples in memory", () => {
  test.each([
    ["shuffled", { shuffle: true }],
    ["in order", { shuffle: false }],
    ["in parts of a batch", { accumulate: 2 }],
    ["in batches larger than it", { batchSize: 100 }],
  ])("%s", async (_, more) => {
    const options = { batchSize: 4, seed: 3, ...more };
    expect(await hashAfter(singles, options)).toBe(await hashAfter(samples, options));
  });

  test("in batches of its own", async () => {
    const batches: Dataset<Samples> = singles.shuffle({ seed: 3 }).batch(4);
    expect(await hashAfter(batches, { seed: 3 })).toBe(await hashAfter(samples, { batchSize: 4, seed: 3 }));
    expect(await hashAfter(streamOf(batches, true), { seed: 3 })).toBe(await hashAfter(batches, { seed: 3 }));
  });

  test("as a stream, which is taken in its order", async () => {
    const options = { batchSize: 4, seed: 3 };
    expect(await hashAfter(streamOf(singles), options)).toBe(await hashAfter(samples, { ...options, shuffle: false }));
  });
});

const ways: [string, () => Promise<Data>, Options][] = [
  ["by place, shuffled by fit", async () => singles.map(noisy).prefetch({ ahead: 3 }), { batchSize: 4 }],
  ["batches", async () => training(samples.x, samples.y, SIZE), {}],
  ["a stream, shuffled in a window", async () => streamOf(singles).shuffle({ window: 9 }).map(noisy), { batchSize: 4 }],
  ["a stream of batches", async () => streamOf(singles).map(noisy).batch(4).prefetch(), {}],
  ...[1, 2].map((workers): [string, () => Promise<Data>, Options] => [
    `batches of ${workers} workers`,
    () => inWorkers(module, { export: "training", args: [samples.x, samples.y, SIZE], workers }),
    {},
  ]),
];
const module = await bundled(new URL("workerData.ts", import.meta.url));

describe.each(ways)("%s", (_, make, more) => {
  const options = { epochs: 2, seed: 5, optimizer, validation: singles.take(6), ...more };

  test("ends with the same bits wherever it was left and resumed, in memory or through a file", async () => {
    const data = await make();
    using whole = await smallModel();
    const epochs = told(await train(whole, data, options));
    for (const step of [1, 3, 6, 7, 8, 13, 14]) {
      let net = await smallModel();
      await trainUntil(net, step, data, options);
      if (step % 2) net = await reloaded(net);
      const events = await train(net, await make(), { ...options, resume: true });
      expect(net.parametersHash(), `left after step ${step}`).toBe(whole.parametersHash());
      expect(told(events), `left after step ${step}`).toEqual(epochs.slice(step > 7 ? 2 : 0));
      net.dispose();
    }
  });
});

/** Epochs and validations, without the times. */
const told = (events: Awaited<ReturnType<typeof train>>): object[] =>
  events.flatMap((event) =>
    event.kind === "epoch" || event.kind === "validation" ? [{ ...event, seconds: 0, waiting: 0 }] : [],
  );

async function reloaded(net: Model): Promise<Model> {
  const file = net.save({ training: true });
  net.dispose();
  return load(file, { engine: net.engine });
}

test("one worker, two and none train to the same bits", async () => {
  const hashes = [];
  for (const workers of [0, 1, 2]) {
    using data = await inWorkers<Samples>(module, {
      ...{ export: "training", args: [samples.x, samples.y, SIZE], workers },
    });
    hashes.push(await hashAfter(data, {}));
  }
  expect(new Set(hashes).size).toBe(1);
});

describe("events", () => {
  test("say how many steps there are, once that is known", async () => {
    using net = await smallModel();
    const known = ofKind(await train(net, singles, { epochs: 2, batchSize: 10, optimizer }), "step");
    expect(known.map(({ steps }) => steps)).toEqual([6, 6, 6, 6, 6, 6]);
    using other = await smallModel();
    const learnt = ofKind(await train(other, streamOf(singles), { epochs: 2, batchSize: 10, optimizer }), "step");
    expect(learnt.map(({ steps }) => steps)).toEqual([undefined, undefined, undefined, 6, 6, 6]);
    expect(learnt.map((event) => event.samples)).toEqual([10, 10, 7, 10, 10, 7]);
  });

  test("tell how long training waited for data", async () => {
    using net = await smallModel();
    const late = singles.map((sample) => new Promise<Sample>((resolve) => setTimeout(() => resolve(sample), 60)));
    const [epoch] = ofKind(await train(net, late.take(4), { batchSize: 4, optimizer }), "epoch");
    expect(epoch.waiting).toBeGreaterThan(0.05);
    expect(epoch.waiting).toBeLessThanOrEqual(epoch.seconds);
  });
});

test("evaluation finds the same on a data set, in batches or not, and as validation", async () => {
  using net = await smallModel();
  await train(net, samples, { epochs: 2, batchSize: 4, optimizer });
  const options = { loss, batchSize: 10, topK: [2], metrics: [f1()] };
  const inMemory = await net.evaluate(samples, options);
  expect(await net.evaluate(singles, options)).toEqual(inMemory);
  expect(await net.evaluate(streamOf(singles), options)).toEqual(inMemory);
  const { batchSize: _, ...rest } = options;
  expect(await net.evaluate(singles.batch(10), rest)).toEqual(inMemory);
});

test("samples that cannot be read are left out, and training goes on", async () => {
  using net = await smallModel();
  const errors: string[] = [];
  const damaged = singles.map((sample, { index }) => {
    if (index % 9 === 4) throw new Error(`cut off`);
    return sample;
  });
  const data = damaged.skipErrors((error) => errors.push(error.message));
  const [epoch] = ofKind(await train(net, data, { batchSize: 1, seed: 1, optimizer }), "epoch");
  expect(epoch.step).toBe(24);
  expect(errors.toSorted()).toEqual(["element 13: cut off", "element 22: cut off", "element 4: cut off"]);
  expect(net.position).toMatchObject({ epoch: 1, samples: 27 });
});

describe("leaving and ending", () => {
  test("a loop that is left closes its streams, in whatever epoch", async () => {
    using net = await smallModel();
    let [opened, closed] = [0, 0];
    const data = dataset(async function* (epoch) {
      opened++;
      try {
        yield* singles.read({ epoch });
      } finally {
        closed++;
      }
    });
    await trainUntil(net, 9, data, { epochs: 3, batchSize: 4, optimizer });
    expect([opened, closed]).toEqual([2, 2]);
  });

  test("a signal ends a training that waits for data", async () => {
    using net = await smallModel();
    const never = dataset<Sample>({ size: 3, get: () => new Promise<Sample>(() => {}) });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(train(net, never, { optimizer, signal: controller.signal })).rejects.toThrow("enough");
  });
});

describe("data that does not fit is told, by name", () => {
  const named = singles.map((sample, { index }): Sample => ({ ...sample, name: `band-${index}.png` }));
  const change = (index: number, f: (sample: Sample) => Sample): Dataset<Sample> =>
    named.map((sample, context) => (context.index === index ? f(sample) : sample));
  const rows: [string, Data, RegExp][] = [
    [
      "a label that has no class",
      change(5, (sample) => ({ ...sample, y: 3 })),
      /^training data batch 1 targets "output", sample "band-5\.png": got label 3, expected a whole number from 0 to 2\.$/,
    ],
    [
      "a picture of another size",
      change(6, (sample) => ({ ...sample, x: { width: 5, height: 6, channels: 1, data: new Uint8Array(30) } })),
      /^sample "band-6\.png", x: got a picture of 5 x 6 pixels and 1 channel, expected a picture of 6 x 6 pixels and 1 channel, as sample "band-4\.png" has\./,
    ],
    [
      "pictures that are not what the graph takes",
      named.map((sample) => ({ ...sample, x: { width: 5, height: 5, channels: 1, data: new Uint8Array(25) } })),
      /^training data batch 0 input "picture": got 25 numbers a sample, expected 36, of shape \[6, 6, 1\]\.$/,
    ],
    [
      "numbers that are not finite",
      named.map((sample, { index }) => ({ ...sample, x: new Float32Array(36).fill(index === 9 ? Number.NaN : 1) })),
      /^training data batch 2 input "picture", sample "band-9\.png": got NaN at its number 0, expected finite numbers\.$/,
    ],
    [
      "a weight below zero",
      change(3, (sample) => ({ ...sample, weight: -1 })),
      /^sample "band-3\.png", weight: got -1, expected a finite number, not negative\.$/,
    ],
    [
      "no targets",
      named.map(({ x }) => ({ x })),
      /^training data batch 0: got no y, expected targets for every loss\.$/,
    ],
    ["no elements", named.take(0), /^fit: got a data set without elements, expected at least one sample\.$/],
    ["a stream without elements", streamOf(named.take(0)), /^training data: got no sample in a whole epoch, /],
    [
      "what is no sample",
      dataset([1, 2, 3]) as never,
      /^element 0 of the batch: got 1, expected a sample \{ x, y \}\. Hint: map\(\) makes samples/,
    ],
  ];
  test.each(rows)("%s", async (_, data, message) => {
    using net = await smallModel();
    await expect(train(net, data, { batchSize: 4, shuffle: false, optimizer })).rejects.toThrow(message);
  });
});

describe("options that contradict the data set", () => {
  const rows: [string, Data, Options, RegExp][] = [
    [
      "a batch size for batches",
      singles.batch(4),
      { batchSize: 4 },
      /^fit\.batchSize: got 4, expected nothing for a data set of batches\. Hint/,
    ],
    [
      "a shuffle of batches",
      singles.batch(4),
      { shuffle: true },
      /^fit\.shuffle: got true, expected nothing for a data set of batches\./,
    ],
    [
      "a shuffle of a stream",
      streamOf(singles),
      { shuffle: true },
      /^fit\.shuffle: got true for a data set that can only be read in order, expected false or nothing\. Hint: data\.shuffle\(\{ window/,
    ],
  ];
  test.each(rows)("%s", async (_, data, options, message) => {
    using net = await smallModel();
    await expect(train(net, data, { optimizer, ...options })).rejects.toThrow(message);
  });

  test("a batch size for batches to evaluate", async () => {
    using net = await smallModel();
    await expect(net.evaluate(singles.batch(4), { loss, batchSize: 3 })).rejects.toThrow(/^evaluate\.batchSize: got 3/);
  });

  test("another data set than the training began with", async () => {
    using net = await smallModel();
    await trainUntil(net, 1, singles, { batchSize: 4, optimizer });
    const resumed = (data: Data): Promise<unknown> => train(net, data, { batchSize: 4, optimizer, resume: true });
    await expect(resumed(singles.take(20))).rejects.toThrow(/^fit\.resume: got samples 20, expected 27/);
    await expect(resumed(streamOf(singles))).rejects.toThrow(/^fit\.resume: got shuffle false, expected true/);
    await expect(train(net, singles.batch(4), { optimizer, resume: true })).rejects.toThrow(
      /^fit\.resume: got batchSize null, expected 4/,
    );
  });
});

test("what a user writes has the types that it should", async () => {
  using net = await smallModel();
  const brighter = ({ x, ...rest }: Sample): Sample => ({ ...rest, x });
  const [first, rest] = await singles.map(brighter).split({ validation: 0.2, stratify: true });
  const fitted = net.fit(
    first
      .shuffle()
      .batch(4)
      .map((batch) => batch),
    { validation: rest, optimizer, loss },
  );
  expect((await fitted.next()).done).toBe(false);
  await fitted.return();
  const parts = await singles.split({ parts: [0.5, 0.25, 0.25] });
  const [a, b, c]: Dataset<Sample>[] = parts;
  expect([a.size, b.size, c.size]).toEqual([13, 7, 7]);
  const own: Dataset<Samples> = singles.batch(3, { collate: (values) => collate(values) });
  expect(own.size).toBe(9);
  // @ts-expect-error numbers are no samples
  expect(() => dataset([1, 2]).batch(2)).not.toThrow();
  // @ts-expect-error a data set of numbers trains nothing
  const wrong = net.fit(dataset([1, 2]), { optimizer, loss: meanSquaredError() });
  await expect(wrong.next()).rejects.toThrow(/expected a sample/);
});
