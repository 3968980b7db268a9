// Losses in the hands of a user: fit, evaluate and gradients of models, with losses made of layers.
import { describe, expect, test } from "vitest";
import {
  abs,
  customLoss,
  dense,
  FoveaError,
  graph,
  huberLoss,
  input,
  jaccardLoss,
  type Loss,
  load,
  type Model,
  meanAbsoluteError,
  meanSquaredError,
  minimize,
  model,
  reduceMean,
  type Samples,
  sequential,
  sgd,
  sigmoidCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  square,
  stopGradient,
  subtract,
  tripletLoss,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { largestDifference, pseudoRandom } from "../harness/values.ts";

const core = await sharedEngine({ threads: 1 });
const SIZE = 12;
const floats = (length: number, seed: number): Float32Array => Float32Array.from(pseudoRandom(length, seed));

/** A dense layer of three outputs, on vectors of five numbers. */
async function small(): Promise<Model> {
  const x = input([5]);
  return model(graph(x, dense({ units: 3 })(x)), { engine: core, seed: 3 });
}

const values: Samples = { x: floats(5 * SIZE, 1), y: floats(3 * SIZE, 2) };
const labels = Uint8Array.from({ length: SIZE }, (_, i) => (i * 7) % 3);

async function lossesOf(net: Model, samples: Samples, loss: Loss): Promise<number[]> {
  const found: number[] = [];
  for await (const event of net.fit(samples, { epochs: 3, batchSize: 5, loss, optimizer: sgd({ learningRate: 0.1 }) }))
    if (event.kind === "step") found.push(event.loss);
  return found;
}

async function expectSame(mine: Loss, theirs: Loss, samples: Samples, tolerance = 1e-6): Promise<void> {
  using a = await small();
  using b = await small();
  const [left, right] = [await a.gradients(samples, { loss: mine }), await b.gradients(samples, { loss: theirs })];
  expect(Math.abs(left.loss - right.loss)).toBeLessThan(tolerance);
  for (const [path, gradient] of Object.entries(left.parameters))
    expect(largestDifference(gradient, right.parameters[path]), path).toBeLessThan(tolerance);
  expect(largestDifference(await lossesOf(a, samples, mine), await lossesOf(b, samples, theirs))).toBeLessThan(
    tolerance,
  );
}

describe("a loss of one's own", () => {
  const squares = customLoss("squares", (y, t) => reduceMean()(square()(subtract()(y, t))));

  test("is the composition that it is made of", () => expectSame(squares, meanSquaredError(), values));

  test("has as many rows as it gives numbers: their mean is the loss", () =>
    expectSame(
      customLoss("distances", (y, t) => abs()(subtract()(y, t))),
      meanAbsoluteError(),
      values,
    ));

  test("is weighted as others are", () =>
    expectSame(squares, meanSquaredError(), { ...values, weights: Float32Array.from(labels, (label) => label / 2) }));

  test("may be made of other losses, and of nodes of the model", async () => {
    const x = input([5]);
    const hidden = dense({ units: 4 })(x);
    const y = dense({ units: 3 })(hidden);
    const penalized = customLoss("penalized", (output, t) => {
      const penalty = reduceMean()(square()(hidden));
      return subtract()(meanSquaredError().of(output, t), penalty);
    });
    using net = await model(graph(x, { y, hidden }), { engine: core, seed: 1 });
    const { loss } = await net.evaluate(values, { loss: { y: penalized } });
    const own = await net.evaluate(values, { loss: { y: meanSquaredError() } });
    const power = customLoss("power", (h) => square()(h), { targets: "none" });
    const other = await net.evaluate({ x: values.x }, { loss: { hidden: power } });
    expect(Math.abs(loss - (own.loss - other.loss))).toBeLessThan(1e-6);
  });

  test("need not read its targets", async () => {
    using net = await small();
    const size = customLoss("size", (y) => square()(y));
    const none = customLoss("size", size.of, { targets: "none" });
    const { loss } = await net.evaluate(values, { loss: size });
    expect((await net.evaluate({ x: values.x }, { loss: none })).loss).toBe(loss);
  });

  test("takes labels, which are checked and counted", async () => {
    const entropy = customLoss("entropy", (y, t) => softmaxCrossEntropy().of(y, t), { targets: "labels" });
    await expectSame(entropy, softmaxCrossEntropy(), { x: values.x, y: labels });
    using net = await small();
    const mine = await net.evaluate({ x: values.x, y: labels }, { loss: entropy });
    expect(mine).toEqual(await net.evaluate({ x: values.x, y: labels }, { loss: softmaxCrossEntropy() }));
    await expect(net.evaluate({ x: values.x, y: labels.map((l) => l + 1) }, { loss: entropy })).rejects.toThrow(
      "label 3",
    );
  });

  test("is not taken for another of its name", async () => {
    using net = await small();
    const once = await net.evaluate(values, { loss: squares });
    const other = customLoss("squares", (y, t) => abs()(subtract()(y, t)));
    expect((await net.evaluate(values, { loss: other })).loss).not.toBe(once.loss);
    expect((await net.evaluate(values, { loss: squares })).loss).toBe(once.loss);
    expect(customLoss("a", other.of).identity).toBe(customLoss("b", other.of).identity);
  });

  test.each<[what: string, loss: () => Loss, message: string]>([
    [
      "parameters",
      () => customLoss("learned", (y) => dense({ units: 1 })(y)),
      'loss, layer output/loss/dense: got parameter "output/loss/dense/kernel", expected no parameters but the model\'s. Hint: ',
    ],
    [
      "inputs",
      () => customLoss("foreign", (y) => subtract()(y, input([3], { name: "other" }))),
      "loss: got input \"other\", which is not the model's, expected a loss of the model's nodes and its targets.",
    ],
    [
      "nothing",
      () => customLoss("empty", (() => {}) as never),
      "loss empty: got undefined, expected a node, the loss of each row.",
    ],
    [
      "shapes that do not go together",
      () => customLoss("odd", (y, t) => subtract()(y, t), { targets: [2] }),
      "layer output/loss/subtract (subtract): got ",
    ],
  ])("with %s of its own is an error", async (_, loss, message) => {
    using net = await small();
    const error = await net.evaluate(values, { loss: loss() }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FoveaError);
    expect((error as FoveaError).message.startsWith(message), (error as FoveaError).message).toBe(true);
  });

  test("that is not finite is told as the output's loss", async () => {
    using net = await small();
    const infinite = customLoss("infinite", (y, t) => subtract()(meanSquaredError().of(y, t), square()(square()(t))));
    const samples = { x: values.x, y: new Float32Array(3 * SIZE).fill(3e38) };
    const run = async (): Promise<void> => {
      for await (const _ of net.fit(samples, { loss: infinite, optimizer: sgd() }));
    };
    await expect(run()).rejects.toThrow("the loss of output output (infinite) is the first number that is not");
  });
});

describe("minimize", () => {
  /** Embeds three inputs by one layer. */
  async function triplets(): Promise<Model> {
    const [a, p, n] = ["a", "p", "n"].map((name) => input([5], { name }));
    const embed = sequential(dense({ units: 4 }));
    return model(graph([a, p, n], tripletLoss({ margin: 2 })(embed(a), embed(p), embed(n))), { engine: core, seed: 2 });
  }
  const x = { a: floats(5 * SIZE, 1), p: floats(5 * SIZE, 2), n: floats(5 * SIZE, 3) };

  test("makes an output small, without targets", async () => {
    using net = await triplets();
    const before = await net.evaluate({ x }, { loss: minimize() });
    const scores = (await net.predict(x)) as Float32Array;
    expect(Math.abs(before.loss - scores.reduce((sum, score) => sum + score, 0) / SIZE)).toBeLessThan(1e-6);
    await lossesOf(net, { x }, minimize());
    expect((await net.evaluate({ x }, { loss: minimize() })).loss).toBeLessThan(0.9 * before.loss);
  });

  test("leaves targets that other losses do not take alone, and weighs samples", async () => {
    using net = await triplets();
    const weights = Float32Array.from(labels, (label) => Number(label === 1));
    const { loss } = await net.evaluate({ x, y: labels, weights }, { loss: minimize() });
    const scores = (await net.predict(x)) as Float32Array;
    const chosen = scores.filter((_, i) => labels[i] === 1);
    expect(Math.abs(loss - chosen.reduce((sum, score) => sum + score, 0) / chosen.length)).toBeLessThan(1e-6);
  });

  test("goes beside a loss with targets, whose y is then a plain array", async () => {
    const picture = input([5]);
    const y = dense({ units: 3 })(picture);
    const net = await model(graph(picture, { y, size: square()(y) }), { engine: core, seed: 2 });
    const loss = { y: meanSquaredError(), size: minimize({ weight: 0.25 }) };
    const [both, one, other] = [
      await net.evaluate(values, { loss }),
      await net.evaluate(values, { loss: { y: loss.y } }),
      await net.evaluate(values, { loss: { size: loss.size } }),
    ];
    expect(Math.abs(both.loss - one.loss - other.loss)).toBeLessThan(1e-6);
    net.dispose();
  });

  test("of a saved model works on, and a node-level loss is loaded with its graph", async () => {
    using net = await triplets();
    using again = await load(net.save(), { engine: core });
    expect(await again.predict(x)).toEqual(await net.predict(x));
    expect((await again.evaluate({ x }, { loss: minimize() })).loss).toBe(
      (await net.evaluate({ x }, { loss: minimize() })).loss,
    );
  });

  test("stops at stopGradient", async () => {
    const picture = input([5]);
    const net = await model(graph(picture, square()(stopGradient()(dense({ units: 2 })(picture)))), { engine: core });
    const { parameters } = await net.gradients({ x: values.x }, { loss: minimize() });
    expect(Object.values(parameters).every((gradient) => gradient.every((g) => g === 0))).toBe(true);
    net.dispose();
  });
});

describe("reduction", () => {
  test('"sum" is the mean times what it was divided by', async () => {
    using net = await small();
    const weights = Float32Array.from(labels, (label) => 0.5 + label);
    const mass = weights.reduce((sum, weight) => sum + weight, 0);
    const data = { x: values.x, y: labels, weights };
    const mean = await net.gradients(data, { loss: softmaxCrossEntropy() });
    const sum = await net.gradients(data, { loss: softmaxCrossEntropy({ reduction: "sum" }) });
    expect(Math.abs(sum.loss - mass * mean.loss)).toBeLessThan(1e-4);
    for (const [path, gradient] of Object.entries(sum.parameters))
      expect(
        largestDifference(
          gradient,
          mean.parameters[path].map((g) => g * mass),
        ),
      ).toBeLessThan(1e-6);
  });

  test('"sum" over batches is the sum over all samples', async () => {
    using net = await small();
    for (const loss of [meanSquaredError({ reduction: "sum" }), softmaxCrossEntropy({ reduction: "sum" })]) {
      const data = loss.name === "meanSquaredError" ? values : { x: values.x, y: labels };
      const whole = await net.evaluate(data, { loss });
      const parts = await net.evaluate(data, { loss, batchSize: 5 });
      expect(Math.abs(whole.loss - parts.loss) / whole.loss).toBeLessThan(1e-6);
    }
  });

  test('"none" gives the loss of each row to evaluate, and is nothing to train on', async () => {
    using net = await small();
    const none = huberLoss({ reduction: "none" });
    const { loss, losses } = await net.evaluate(values, { loss: none, batchSize: 5 });
    expect(losses?.output).toHaveLength(SIZE);
    const mean = await net.evaluate(values, { loss: huberLoss() });
    expect(Math.abs(loss - mean.loss)).toBeLessThan(1e-6);
    const total = losses?.output.reduce((sum, each) => sum + each, 0) ?? Number.NaN;
    expect(Math.abs(total / SIZE - loss)).toBeLessThan(1e-6);
    expect(mean.losses).toBeUndefined();
    const message = 'loss: got a loss with reduction "none", expected "mean" or "sum", which make it one number.';
    await expect(net.gradients(values, { loss: none })).rejects.toThrow(`gradients.${message}`);
    await expect(lossesOf(net, values, none)).rejects.toThrow(`fit.${message}`);
  });
});

describe("an ignored label", () => {
  const some = labels.map((label, i) => (i % 4 === 1 ? 255 : label));
  const ignoring = { ignoreIndex: 255 };

  test("is as if its samples were not there, in loss, gradients, accuracy and confusion", async () => {
    using net = await small();
    const kept = [...labels.keys()].filter((i) => i % 4 !== 1);
    const x = values.x as Float32Array;
    const rest = {
      x: Float32Array.from(kept.flatMap((i) => [...x.subarray(5 * i, 5 * i + 5)])),
      y: labels.filter((_, i) => i % 4 !== 1),
    };
    for (const options of [{}, { classWeights: [1, 2, 0.5] }, { labelSmoothing: 0.1 }]) {
      const [a, b] = [softmaxCrossEntropy({ ...options, ...ignoring }), softmaxCrossEntropy(options)];
      const [left, right] = [await net.gradients({ x, y: some }, { loss: a }), await net.gradients(rest, { loss: b })];
      expect(Math.abs(left.loss - right.loss)).toBeLessThan(1e-6);
      for (const [path, gradient] of Object.entries(left.parameters))
        expect(largestDifference(gradient, right.parameters[path])).toBeLessThan(1e-6);
      const report = await net.evaluate({ x, y: some }, { loss: a, batchSize: 5 });
      const { loss, samples, ...counts } = await net.evaluate(rest, { loss: b });
      expect(report).toMatchObject(counts);
      expect(Math.abs(report.loss - loss)).toBeLessThan(1e-6);
    }
  });

  test("does not count in the accuracy of steps", async () => {
    using net = await small();
    const accuracies: (number | undefined)[] = [];
    const loss = softmaxCrossEntropy(ignoring);
    for await (const event of net.fit({ x: values.x, y: some.map(() => 255) }, { loss, optimizer: sgd() }))
      if (event.kind === "step") accuracies.push(event.accuracy);
    expect(accuracies.every((accuracy) => accuracy === undefined)).toBe(true);
  });

  test("alone is one that is let through", async () => {
    using net = await small();
    const wrong = { x: values.x, y: labels.map((label, i) => (i === 3 ? 7 : label)) };
    await expect(net.evaluate(wrong, { loss: softmaxCrossEntropy(ignoring) })).rejects.toThrow(
      'evaluation data targets "output", sample 3: got label 7, expected a whole number from 0 to 2, or 255.',
    );
  });
});

test("labels that nobody checked, in a graph, give NaN instead of what lies beside the row", async () => {
  const [x, label] = [input([3], { name: "x" }), input([1], { name: "label" })];
  const net = await model(graph([x, label], softmaxCrossEntropy().of(x, label)), { engine: core });
  const y = await net.predict({ x: floats(15, 1), label: Float32Array.of(0, 3, -1, 0.5, 2) });
  expect([...(y as Float32Array)].map(Number.isNaN)).toEqual([false, true, true, true, false]);
  net.dispose();
});

test("a smallest cross-entropy keeps its digits", async () => {
  // log(1 + e^-20) = 2.06e-9: adding 1 to e^-20 in f32 would lose all of it.
  const [x, t] = [input([1], { name: "x" }), input([1], { name: "t" })];
  const net = await model(graph([x, t], sigmoidCrossEntropy().of(x, t)), { engine: core });
  const [value] = (await net.predict({ x: Float32Array.of(20), t: Float32Array.of(1) })) as Float32Array;
  expect(Math.abs(value / Math.log1p(Math.exp(-20)) - 1)).toBeLessThan(1e-6);
  net.dispose();
});

test("masks given as labels are those given as masks, and count what is right", async () => {
  const x = input([4, 3]);
  const net = await model(graph(x, softmax()(x)), { engine: core });
  const pictures = floats(12 * SIZE, 4);
  const classes = Uint8Array.from({ length: 4 * SIZE }, (_, i) => (i * 5) % 3);
  const masks = new Float32Array(12 * SIZE).map((_, i) => Number(classes[Math.floor(i / 3)] === i % 3));
  const byLabels = await net.evaluate({ x: pictures, y: classes }, { loss: jaccardLoss({ targets: "labels" }) });
  expect(byLabels.loss).toBe((await net.evaluate({ x: pictures, y: masks }, { loss: jaccardLoss() })).loss);
  expect(byLabels.accuracy).toBe(
    (await net.evaluate({ x: pictures, y: classes }, { loss: softmaxCrossEntropy() })).accuracy,
  );
  net.dispose();
});
