import { describe, expect, test } from "vitest";
import {
  dense,
  euclidean,
  flatten,
  graph,
  input,
  meanSquaredError,
  model,
  type Samples,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { pseudoRandom } from "../harness/values.ts";
import { bands, CLASSES, loss, smallModel } from "./toys.ts";

const samples = bands(60, 5);
const SAMPLES = 60;

/** Rows of scores, from predict. */
async function scoresOf(net: Awaited<ReturnType<typeof smallModel>>): Promise<number[][]> {
  const flat = (await net.predict(samples.x)) as Float32Array;
  return Array.from({ length: SAMPLES }, (_, i) => [...flat.subarray(i * CLASSES, (i + 1) * CLASSES)]);
}

const crossEntropy = (row: number[], label: number): number =>
  Math.log(row.reduce((sum, z) => sum + Math.exp(z - row[label]), 0));
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each([256, 60, 7, 1])("in batches of %i", (batchSize) => {
  test("finds what plain loops over the predictions find", async () => {
    using net = await smallModel();
    const rows = await scoresOf(net);
    const labels = [...samples.y];
    const predicted = rows.map((row) => row.indexOf(Math.max(...row)));
    const ranks = rows.map((row, i) => row.filter((z) => z > row[labels[i]]).length);
    const found = await net.evaluate(samples, { loss, batchSize, topK: [1, 2, 3] });

    expect(found.samples).toBe(SAMPLES);
    expect(found.loss).toBeCloseTo(mean(rows.map((row, i) => crossEntropy(row, labels[i]))), 6);
    expect(found.accuracy).toBe(mean(predicted.map((p, i) => Number(p === labels[i]))));
    expect(found.accuracy).toBeLessThan(1);
    expect(found.topK).toEqual(
      Object.fromEntries([1, 2, 3].map((k) => [k, mean(ranks.map((rank) => Number(rank < k)))])),
    );
    const classes = Array.from({ length: CLASSES }, (_, c) => c);
    const count = (label: number, p: number): number =>
      labels.filter((other, i) => other === label && predicted[i] === p).length;
    expect(found.confusion).toEqual(classes.map((label) => classes.map((p) => count(label, p))));
    const share = (part: number, whole: number): number => (whole ? part / whole : 0);
    expect(found.precision).toEqual(classes.map((c) => share(count(c, c), predicted.filter((p) => p === c).length)));
    expect(found.recall).toEqual(classes.map((c) => share(count(c, c), labels.filter((label) => label === c).length)));
  });

  test("weighs samples and classes", async () => {
    using net = await smallModel();
    const rows = await scoresOf(net);
    const weights = Float32Array.from({ length: SAMPLES }, (_, i) => (i % 4) / 2);
    const classWeights = [0.5, 2, 1];
    const found = await net.evaluate(
      { ...samples, weights },
      { loss: softmaxCrossEntropy({ classWeights }), batchSize },
    );
    const all = rows.map((row, i) => ({
      weight: weights[i] * classWeights[samples.y[i]],
      loss: crossEntropy(row, samples.y[i]),
    }));
    const sum = (of: (each: (typeof all)[number]) => number): number =>
      all.reduce((total, each) => total + of(each), 0);
    expect(found.loss).toBeCloseTo(sum((each) => each.weight * each.loss) / sum((each) => each.weight), 6);
    expect(found.accuracy).toBe((await net.evaluate(samples, { loss })).accuracy);
  });

  test("adds up the losses of several outputs, each by its own weights", async () => {
    const x = input([2, 3]);
    const flat = flatten()(x);
    const outputs = {
      kind: dense({ units: 3 })(flat),
      size: dense({ units: 2 })(flat),
      side: dense({ units: 2 })(flat),
    };
    using net = await model(graph(x, outputs), { engine: await sharedEngine({ threads: 1 }), seed: 2 });
    const floats = (length: number, seed: number): Float32Array => Float32Array.from(pseudoRandom(length, seed));
    const data = {
      x: floats(10 * 6, 1),
      y: {
        kind: Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 2, 2, 2),
        size: floats(20, 2),
        side: Uint8Array.of(0, 1, 0, 1, 0, 1, 1, 1, 1, 0),
      },
    };
    const losses = {
      kind: softmaxCrossEntropy({ classWeights: [1, 10, 0.1] }),
      size: euclidean({ weight: 0.25 }),
      side: softmaxCrossEntropy({ classWeights: [3, 1] }),
    };
    const whole = await net.evaluate(data, { loss: losses });
    const apart = await Promise.all(
      Object.entries(losses).map(([name, each]) =>
        net.evaluate({ x: data.x, y: { [name]: data.y[name as keyof typeof losses] } }, { loss: { [name]: each } }),
      ),
    );
    const found = await net.evaluate(data, { loss: losses, batchSize });
    expect(found.loss).toBeCloseTo(
      apart.reduce((sum, each) => sum + each.loss, 0),
      6,
    );
    expect(found.loss).toBeCloseTo(whole.loss, 6);
    expect(found.confusion, "of the first output with labels").toEqual(apart[0].confusion);
  });
});

test("values have a loss and nothing else", async () => {
  const x = input([3]);
  using net = await model(graph(x, dense({ units: 2 })(x)), { engine: await sharedEngine({ threads: 1 }) });
  const data: Samples = { x: Float32Array.from(pseudoRandom(15, 1)), y: Float32Array.from(pseudoRandom(10, 2)) };
  const y = (await net.predict(data.x)) as Float32Array;
  const squares = [...y].map((value, i) => (value - (data.y as Float32Array)[i]) ** 2);
  const found = await net.evaluate(data, { loss: meanSquaredError(), batchSize: 2 });
  expect(found).toEqual({ loss: expect.closeTo(mean(squares), 6), samples: 5 });
});

test("of equal scores the first class is the predicted one", async () => {
  const x = input([3]);
  using net = await model(graph(x, x), { engine: await sharedEngine({ threads: 1 }) });
  const data = { x: Float32Array.of(1, 1, 0, 2, 2, 2, 0, 5, 5), y: Uint8Array.of(1, 0, 2) };
  const { confusion, accuracy, topK } = await net.evaluate(data, { loss, topK: [2] });
  expect(confusion).toEqual([
    [1, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
  ]);
  expect(accuracy).toBeCloseTo(1 / 3, 12);
  expect(topK).toEqual({ 2: 1 });
});

test("labels for every position of an output are counted one by one", async () => {
  const x = input([2, 2, 3]);
  using net = await model(graph(x, x), { engine: await sharedEngine({ threads: 1 }) });
  const data = {
    x: Float32Array.from({ length: 24 }, (_, i) => Number(i % 3 === Math.floor(i / 3) % 3)),
    y: Uint8Array.of(0, 1, 2, 0, 1, 2, 0, 2),
  };
  const found = await net.evaluate(data, { loss, batchSize: 1 });
  expect(found).toMatchObject({ samples: 2, accuracy: 7 / 8 });
});

test("an evaluation changes nothing", async () => {
  using net = await smallModel();
  const hash = net.parametersHash();
  const first = await net.evaluate(samples, { loss });
  expect(await net.evaluate(samples, { loss })).toEqual(first);
  expect(net.parametersHash()).toBe(hash);
  expect(net.position).toBe(null);
});
