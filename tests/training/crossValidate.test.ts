import { expect, test } from "vitest";
import { fromSamples, kFold } from "../../src/data/index.ts";
import { sgd } from "../../src/index.ts";
import { accuracy, confusion, f1 } from "../../src/metrics/index.ts";
import { crossValidate, earlyStopping } from "../../src/training/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, loss, pick, SIZE, smallModel, train } from "../train/toys.ts";

const samples = bands(30);
const all = Array.from({ length: 30 }, (_, i) => i);
const folds = [0, 1, 2].map((fold) => ({
  train: pick(
    samples,
    all.filter((i) => i % 3 !== fold),
  ),
  validation: pick(
    samples,
    all.filter((i) => i % 3 === fold),
  ),
}));
const options = () => ({ epochs: 2, batchSize: 5, optimizer: sgd({ learningRate: 0.05 }), loss });
const metrics = [f1(), confusion(), accuracy({ name: "right" })];

test("each fold's model is trained without it and evaluated on it", async () => {
  const found = await crossValidate(
    folds,
    (fold) => smallModel({ seed: fold }),
    () => ({ ...options(), metrics }),
  );
  for (const [i, fold] of folds.entries()) {
    using net = await smallModel({ seed: i });
    await train(net, fold.train, options());
    expect(found.folds[i]).toEqual(await net.evaluate(fold.validation, { loss, metrics }));
  }
  const losses = found.folds.map((fold) => fold.loss);
  const mean = losses.reduce((sum, value) => sum + value, 0) / 3;
  expect(found.mean.loss).toBeCloseTo(mean, 12);
  expect(found.std.loss).toBeCloseTo(Math.hypot(...losses.map((value) => value - mean)) / Math.SQRT2, 12);
  expect(Object.keys(found.mean)).toEqual(["loss", "accuracy", "f1", "right"]);
  expect(found.mean.right).toBe(found.mean.accuracy);
});

test("folds of a data set", async () => {
  const data = fromSamples(samples, { shape: [SIZE, SIZE, 1] });
  const divided = await kFold(data, { k: 3, seed: 2 });
  const found = await crossValidate(divided, () => smallModel(), options);
  expect(found.folds.map((fold) => fold.samples)).toEqual([10, 10, 10]);
  expect(found.mean.accuracy).toBeGreaterThan(0.3);
});

test("models are disposed of, also when a fold fails", async () => {
  const core = await sharedEngine({ threads: 1 });
  await crossValidate(folds, () => smallModel(), options);
  const { top } = core.core.heap;
  const broken = [folds[0], { train: folds[1].train, validation: { x: new Uint8Array(3) } }];
  await expect(crossValidate(broken, () => smallModel(), options)).rejects.toThrow("evaluation data");
  expect(core.core.heap.top).toBe(top);
});

test("a validation of the training's own goes with its stopping", async () => {
  const own = (fold: number) => ({
    ...{ ...options(), epochs: 20, metrics: [f1()], validation: folds[(fold + 1) % 3].validation },
    stopping: earlyStopping({ metric: "f1", patience: 0 }),
  });
  const found = await crossValidate(folds, () => smallModel(), own);
  expect(found.folds).toHaveLength(3);
  expect(found.folds[0].metrics).toHaveProperty("f1");
});

test("one fold deviates by nothing", async () => {
  const { std } = await crossValidate(folds.slice(0, 1), () => smallModel(), options);
  expect(std).toEqual({ loss: 0, accuracy: 0 });
});
