import { expect, test } from "vitest";
import {
  dense,
  flatten,
  graph,
  input,
  meanSquaredError,
  model,
  relu,
  sgd,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { accuracy, auc, confusion, f1, meanAbsoluteError, precision, recall, topK } from "../../src/metrics/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { pseudoRandom } from "../harness/values.ts";
import { bands, loss, ofKind, smallModel, train } from "./toys.ts";

const samples = bands(60, 5);
const optimizer = sgd();

test.each([256, 60, 7, 1])(
  "an evaluation in batches of %i has them, and they agree with its own numbers",
  async (batchSize) => {
    using net = await smallModel();
    const none = { average: "none" } as const;
    const metrics = [accuracy(), topK(2), confusion(), precision(none), recall(none), f1(), auc()];
    const found = await net.evaluate(samples, { loss, batchSize, topK: [2], metrics });
    expect(Object.keys(found.metrics!)).toEqual(metrics.map(({ name }) => name));
    expect(found.metrics).toMatchObject({
      accuracy: found.accuracy,
      top2: found.topK![2],
      confusion: found.confusion,
      "precision.classes": found.precision,
      "recall.classes": found.recall,
    });
    const whole = await net.evaluate(samples, { loss, metrics });
    expect(found.metrics).toEqual(whole.metrics);
    const plain = await net.evaluate(samples, { loss, batchSize });
    expect(plain).not.toHaveProperty("metrics");
  },
);

test("samples weigh in a metric as their weights say", async () => {
  using net = await smallModel();
  const weights = Float32Array.from(samples.y, (label) => Number(label === 1));
  const found = await net.evaluate({ ...samples, weights }, { loss, batchSize: 7, metrics: [accuracy()] });
  expect(found.metrics!.accuracy).toBeCloseTo(found.recall![1], 12);
});

/** A model of three outputs, and data for it. */
async function three() {
  const x = input([4]);
  const hidden = relu()(dense({ units: 8 })(flatten()(x)));
  const outputs = {
    kind: dense({ units: 3 })(hidden),
    flags: dense({ units: 2 })(hidden),
    size: dense({ units: 1 })(hidden),
  };
  const net = await model(graph(x, outputs), { engine: await sharedEngine({ threads: 1 }), seed: 3 });
  const numbers = Float32Array.from(pseudoRandom(80, 1));
  const y = {
    kind: Uint8Array.from({ length: 20 }, (_, i) => i % 3),
    flags: Uint8Array.from({ length: 40 }, (_, i) => Number(numbers[2 * i] > 0)),
    size: numbers.slice(0, 20),
  };
  return { net, data: { x: numbers, y } };
}
const losses = { kind: softmaxCrossEntropy(), flags: sigmoidCrossEntropy(), size: meanSquaredError() };
const several = { kind: [accuracy(), f1()], flags: [auc(), accuracy()], size: [meanAbsoluteError()] };

test("of several outputs they are named by output", async () => {
  const { net, data } = await three();
  const found = await net.evaluate(data, { loss: losses, metrics: several });
  expect(Object.keys(found.metrics!)).toEqual([
    ...["kind/accuracy", "kind/f1", "flags/auc", "flags/accuracy", "size/meanAbsoluteError"],
  ]);
  const outputs = (await net.predict(data.x)) as Record<string, Float32Array>;
  const errors = outputs.size.map((value, i) => Math.abs(value - data.y.size[i]));
  expect(found.metrics!["size/meanAbsoluteError"]).toBeCloseTo(errors.reduce((sum, value) => sum + value, 0) / 20, 6);
  const right = outputs.flags.filter((value, i) => value > 0 === (data.y.flags[i] === 1)).length;
  expect(found.metrics!["flags/accuracy"]).toBeCloseTo(right / 40, 12);
  net.dispose();
});

test("a validation has them, and they change nothing", async () => {
  const hashes = new Set<string>();
  for (const metrics of [undefined, several]) {
    const { net, data } = await three();
    const events = await train(net, data, {
      ...{ epochs: 2, batchSize: 6, optimizer, loss: losses, validation: data },
      ...(metrics && { metrics }),
    });
    hashes.add(net.parametersHash());
    if (metrics) {
      const found = await net.evaluate(data, { loss: losses, metrics });
      expect(ofKind(events, "validation")[1].metrics).toEqual(found.metrics);
    } else for (const event of events) expect(event).not.toHaveProperty("metrics");
    net.dispose();
  }
  expect(hashes.size).toBe(1);
});

test("one's own metric is an object with a name and a beginning", async () => {
  using net = await smallModel();
  const seen: number[] = [];
  const greatest = {
    name: "greatest",
    begin({ shape, classes }: { shape: readonly number[]; classes: number | null }) {
      expect([shape, classes]).toEqual([[3], 3]);
      let most = Number.NEGATIVE_INFINITY;
      return {
        add(outputs: Float32Array, targets: ArrayLike<number>) {
          seen.push(targets.length);
          most = Math.max(most, ...outputs);
        },
        result: () => most,
      };
    },
  };
  const { metrics } = await net.evaluate(samples, { loss, batchSize: 25, metrics: [greatest] });
  expect(metrics).toEqual({ greatest: Math.max(...((await net.predict(samples.x)) as Float32Array)) });
  expect(seen).toEqual([25, 25, 10]);
});
