import { describe, expect, test } from "vitest";
import { FoveaError } from "../../src/error.ts";
import {
  adam,
  batchNorm,
  conv2d,
  dense,
  flatten,
  type Graph,
  graph,
  input,
  type Layer,
  load,
  type Model,
  meanSquaredError,
  model,
  type Optimizer,
  relu,
  sequential,
  sgd,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { largestDifference, pseudoRandom } from "../harness/values.ts";
import { moments } from "../oracle/normalization/batchNorm.ts";
import { bands, CLASSES, loss, ofKind, SIZE, train, trainUntil } from "./toys.ts";

/** Seven steps an epoch, the last of three samples. */
const samples = bands(27);
const options = { epochs: 2, batchSize: 4, seed: 3 };
const optimizers: [string, () => Optimizer][] = [
  ["sgd", () => sgd({ learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 })],
  ["adam", () => adam({ learningRate: 0.01 })],
];

function smallGraph(): Graph {
  const x = input([SIZE, SIZE, 1], { name: "picture", mean: 90, std: 50 });
  const layers = sequential(
    conv2d({ filters: 5, kernel: 3, bias: false }),
    batchNorm(),
    relu(),
    flatten(),
    dense({ units: 6 }),
    batchNorm({ momentum: 0.3, scale: false }),
    dense({ units: CLASSES }),
  );
  return graph(x, layers(x));
}

const small = async (threads = 1): Promise<Model> =>
  model(smallGraph(), { engine: await sharedEngine({ threads }), seed: 1 });

const valuesOf = (net: Model): Record<string, number[]> =>
  Object.fromEntries(net.parameters().map(({ path, data }) => [path, [...data]]));
const isStatistic = (path: string): boolean => /(mean|variance)$/.test(path);
const statisticsOf = (net: Model): Record<string, number[]> =>
  Object.fromEntries(Object.entries(valuesOf(net)).filter(([path]) => isStatistic(path)));

/** A model that is `layer` alone, on samples of `shape`. */
async function alone(shape: number[], layer: Layer, threads = 1): Promise<Model> {
  const x = input(shape, { name: "x" });
  return model(graph(x, layer(x)), { engine: await sharedEngine({ threads }) });
}

/** One step over `x` as one batch, to targets of 0. */
const step = (net: Model, x: Float32Array, learningRate = 0.01): Promise<unknown> =>
  train(
    net,
    { x, y: new Float32Array(x.length) },
    {
      ...{ batchSize: x.length, shuffle: false },
      ...{ loss: meanSquaredError(), optimizer: sgd({ learningRate }) },
    },
  );

describe("running statistics", () => {
  const [channels, batch] = [5, 6];
  const x = Float32Array.from(pseudoRandom(batch * 7 * channels, 1), (v, i) => 3 * v + (i % channels));
  const expected = moments({ shape: [batch, 7, channels], data: Float64Array.from(x) }, 1);

  test("begin with 0 and 1, and go towards the batch's by momentum, the variance with n - 1 below", async () => {
    using net = await alone([7, channels], batchNorm({ momentum: 0.3, name: "norm" }));
    expect(statisticsOf(net)).toEqual({
      "norm/mean": Array(channels).fill(0),
      "norm/variance": Array(channels).fill(1),
    });
    await step(net, x);
    const once = statisticsOf(net);
    const mixed = (before: number, found: Float64Array): Float64Array => found.map((f) => 0.7 * before + 0.3 * f);
    expect(largestDifference(once["norm/mean"], mixed(0, expected.mean))).toBeLessThan(3e-7);
    expect(largestDifference(once["norm/variance"], mixed(1, expected.variance))).toBeLessThan(3e-7);
    await step(net, x);
    const twice = expected.mean.map((found) => 0.7 * 0.3 * found + 0.3 * found);
    expect(largestDifference(statisticsOf(net)["norm/mean"], twice)).toBeLessThan(3e-7);
  });

  test.each([
    ["0", 0, 1],
    ["1000 with a deviation of 1", 1000, 1],
    ["-20000 with a deviation of 0.1", -20_000, 0.1],
  ])("are exact for numbers around %s", async (_, centre, deviation) => {
    const many = Float32Array.from(pseudoRandom(3 * 40_001, 2), (v) => centre + Math.sqrt(3) * deviation * v);
    const found = moments({ shape: [40_001, 3], data: Float64Array.from(many) }, 1);
    using net = await alone([3], batchNorm({ momentum: 1, name: "norm" }), 2);
    await step(net, many);
    const statistics = statisticsOf(net);
    for (let c = 0; c < 3; c++) {
      const [mean, variance] = [statistics["norm/mean"][c], statistics["norm/variance"][c]];
      // The mean is rounded once where it is far from 0; its sums are of numbers as large as the deviation.
      expect(Math.abs(mean - found.mean[c])).toBeLessThan(6e-8 * Math.abs(centre) + 5e-7 * deviation);
      expect(Math.abs(variance / found.variance[c] - 1)).toBeLessThan(1e-6);
    }
  });

  test("are exact where the first number is far from all others", async () => {
    const many = Float32Array.from(pseudoRandom(20_000, 3), (v, i) => (i === 0 ? 1e4 : v));
    const found = moments({ shape: [20_000, 1], data: Float64Array.from(many) }, 1);
    using net = await alone([1], batchNorm({ momentum: 1, name: "norm" }));
    await step(net, many);
    const statistics = statisticsOf(net);
    expect(Math.abs(statistics["norm/variance"][0] / found.variance[0] - 1)).toBeLessThan(5e-5);
    expect(Math.abs(statistics["norm/mean"][0] - found.mean[0])).toBeLessThan(1e-5 * Math.sqrt(found.variance[0]));
  });

  test("of a shared layer take each use in turn", async () => {
    const shared = batchNorm({ momentum: 0.5, name: "norm" });
    const apart = batchNorm({ momentum: 1, name: "apart" });
    const doubled = conv2d({ filters: 2, kernel: 1, bias: false, name: "conv", groups: 2 });
    const x = input([3, 2, 2], { name: "x" });
    const first = shared(x);
    const net = graph(x, apart(shared(doubled(first))));
    using made = await model(net, { engine: await sharedEngine({ threads: 2 }) });
    made.setParameters({ "conv/kernel": [2, 3], "norm/shift": [5, 7] });
    const values = Float32Array.from(pseudoRandom(4 * 12, 4));
    await step(made, values);
    // The first use gives numbers around shift with a variance of 1; conv makes that 2 * 5 and 4, 3 * 7 and 9.
    const batch = moments({ shape: [24, 2], data: Float64Array.from(values) }, 1);
    const [n, statistics] = [24, statisticsOf(made)];
    const second = { mean: [10, 21], variance: [(4 * n) / (n - 1), (9 * n) / (n - 1)] };
    for (const c of [0, 1]) {
      expect(statistics["norm/mean"][c]).toBeCloseTo((batch.mean[c] / 2 + second.mean[c]) / 2, 5);
      expect(statistics["norm/variance"][c]).toBeCloseTo(((1 + batch.variance[c]) / 2 + second.variance[c]) / 2, 2);
    }
    expect(made.parameters().filter(({ trained }) => !trained)).toHaveLength(4);
  });

  test("are moved by steps alone: not by gradients, evaluation, validation or prediction", async () => {
    using net = await small();
    await trainUntil(net, 3, samples, { ...options, optimizer: sgd() });
    const before = valuesOf(net);
    const { parameters } = await net.gradients(samples, { loss });
    expect(Object.keys(parameters).sort()).toEqual(
      Object.keys(before)
        .filter((path) => !isStatistic(path))
        .sort(),
    );
    await net.evaluate(samples, { loss });
    await net.predict(samples.x);
    expect(valuesOf(net)).toEqual(before);
    using plain = await small();
    using validated = await small();
    await train(plain, samples, { ...options, optimizer: sgd() });
    await train(validated, samples, { ...options, optimizer: sgd(), validation: bands(9, 2) });
    expect(validated.parametersHash()).toBe(plain.parametersHash());
  });
});

test("a frozen layer keeps to its running statistics in training, learns scale and shift, and moves nothing", async () => {
  const x = new Float32Array(pseudoRandom(4 * 3, 1));
  const data = { x, y: new Float32Array(x.length) };
  const held = { "norm/mean": [0.5, -0.5, 0.25], "norm/variance": [0.5, 1.5, 2] };
  using net = await alone([3], batchNorm({ name: "norm", frozen: true }));
  net.setParameters(held);
  const before = (await net.predict(x)) as Float32Array;
  const { loss } = await net.gradients(data, { loss: meanSquaredError() });
  expect(loss).toBeCloseTo(before.reduce((sum, y) => sum + y * y, 0) / before.length, 5);
  await train(net, data, { epochs: 3, batchSize: 2, optimizer: sgd({ learningRate: 0.1 }), loss: meanSquaredError() });
  expect(statisticsOf(net)).toEqual(held);
  expect(valuesOf(net)["norm/scale"]).not.toEqual([1, 1, 1]);
  expect(valuesOf(net)["norm/shift"]).not.toEqual([0, 0, 0]);
  using again = await load(net.save(), { engine: net.engine });
  expect((await again.gradients(data, { loss: meanSquaredError() })).loss).toBe(
    (await net.gradients(data, { loss: meanSquaredError() })).loss,
  );
});

describe("without training", () => {
  test("the running statistics are what counts, sample by sample", async () => {
    using net = await alone([3], batchNorm({ name: "norm", epsilon: 0.5 }));
    net.setParameters({
      "norm/scale": [1, 2, 3],
      "norm/shift": [4, 5, 6],
      "norm/mean": [1, 0, -1],
      "norm/variance": [0.5, 3.5, 8.5],
    });
    expect([...((await net.predict(Float32Array.of(2, 2, 2, 1, 0, -1))) as Float32Array)]).toEqual([5, 7, 9, 4, 5, 6]);
    const hash = net.parametersHash();
    net.setParameters({ "norm/mean": [0, 0, 0] });
    expect(net.parametersHash()).not.toBe(hash);
    expect([...((await net.predict(Float32Array.of(2, 2, 2))) as Float32Array)]).toEqual([6, 7, 8]);
  });

  test("validation is what evaluation finds", async () => {
    using net = await small();
    const events = await train(net, samples, { ...options, optimizer: sgd(), validation: samples });
    const report = await net.evaluate(samples, { loss, batchSize: options.batchSize });
    const last = ofKind(events, "validation").at(-1);
    expect(last?.loss).toBe(report.loss);
    expect(last?.accuracy).toBe(report.accuracy);
    const scores = (await net.predict(samples.x)) as Float32Array;
    const singly = await Promise.all(
      [0, 13, 26].map((i) => net.predict(samples.x.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE))),
    );
    expect(singly.map((one) => [...(one as Float32Array)])).toEqual(
      [0, 13, 26].map((i) => [...scores.subarray(i * CLASSES, (i + 1) * CLASSES)]),
    );
  });
});

describe.each([1, 2])("with %i threads", (threads) => {
  test.each(optimizers)("%s: training ends with the same bits wherever it was left and resumed", async (_, make) => {
    using whole = await small(threads);
    await train(whole, samples, { ...options, optimizer: make() });
    for (const left of [1, 6, 7, 8, 13]) {
      using parts = await small(threads);
      await trainUntil(parts, left, samples, { ...options, optimizer: make() });
      using again = await load(parts.save({ training: true }), { engine: parts.engine });
      expect(valuesOf(again)).toEqual(valuesOf(parts));
      await train(parts, samples, { ...options, optimizer: make(), resume: true });
      await train(again, samples, { ...options, optimizer: make(), resume: true });
      expect(parts.parametersHash(), `left after step ${left}`).toBe(whole.parametersHash());
      expect(again.parametersHash(), `saved after step ${left}`).toBe(whole.parametersHash());
    }
  });

  test("a step that is not finite leaves the statistics as they were", async () => {
    const huge = sgd({ learningRate: 1e18 });
    using net = await small(threads);
    const error = await train(net, samples, { ...options, epochs: 20, optimizer: huge }).catch((e) => e);
    expect(error).toBeInstanceOf(FoveaError);
    const failed = Number(/^step (\d+)/.exec((error as Error).message)?.[1]);
    expect(net.position?.step).toBe(failed - 1);
    using other = await small(threads);
    await trainUntil(other, failed - 1, samples, { ...options, epochs: 20, optimizer: huge });
    expect(valuesOf(net)).toEqual(valuesOf(other));
  });
});

test("1 and 2 threads give the same bits", async () => {
  using one = await small(1);
  using two = await small(2);
  for (const net of [one, two]) await train(net, samples, { ...options, optimizer: sgd() });
  expect(two.parametersHash()).toBe(one.parametersHash());
});

describe("a variance that overflows", () => {
  const x = Float32Array.of(1e25, -1e25, 3e25, 0);

  test("is no number and stops the step before anything changes", async () => {
    using net = await alone([1], sequential(batchNorm({ name: "norm" }), dense({ units: 1 })));
    const before = valuesOf(net);
    const failure = step(net, x);
    await expect(failure).rejects.toThrow(
      "step 1: the loss or its gradient is not finite; layer 0.norm (batchNorm) gave the first number that is not",
    );
    expect(valuesOf(net)).toEqual(before);
  });

  test("does so too where no loss sees it", async () => {
    const big = input([1], { name: "big" });
    const net = graph(big, { seen: dense({ units: 1 })(big), unseen: batchNorm({ name: "norm" })(big) });
    using made = await model(net, { engine: await sharedEngine({ threads: 1 }) });
    made.setParameters({ "dense/kernel": [0] });
    const before = valuesOf(made);
    const data = { x, y: { seen: new Float32Array(4) } };
    await expect(
      train(made, data, { batchSize: 4, loss: { seen: meanSquaredError() }, optimizer: sgd() }),
    ).rejects.toThrow("layer norm (batchNorm) gave the first number that is not");
    expect(valuesOf(made)).toEqual(before);
  });
});

test("a last batch of one sample is refused before the first step", async () => {
  using net = await small();
  const hash = net.parametersHash();
  await expect(train(net, bands(25), { ...options, optimizer: sgd() })).rejects.toThrow(
    "layer 5.batchNorm (batchNorm): got a single value for each channel in training",
  );
  expect(net.parametersHash()).toBe(hash);
});

test("optimizers hold no state for statistics", async () => {
  using net = await small();
  await trainUntil(net, 1, samples, { ...options, optimizer: adam() });
  const trained = Object.keys(valuesOf(net)).filter((path) => !isStatistic(path));
  expect(net.parameters().flatMap(({ path, trained }) => (trained ? [path] : []))).toEqual(trained);
  for (const values of Object.values(net.network.optimizerState())) expect([...values.keys()]).toEqual(trained);
});
