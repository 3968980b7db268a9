import { describe, expect, test } from "vitest";
import { dense, FoveaError, graph, input, meanSquaredError, model, relu, sequential, sgd } from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, loss, smallModel, train, trainUntil } from "./toys.ts";

const samples = bands(27);
const huge = sgd({ learningRate: 1e18 });

async function errorOf(attempt: Promise<unknown>): Promise<FoveaError> {
  const error = await attempt.then(
    () => expect.unreachable("nothing was thrown"),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(FoveaError);
  return error as FoveaError;
}

describe.each([1, 2])("a learning rate that is too large, with %i threads", (threads) => {
  test("stops at the first step that is not finite and names it and its layer", async () => {
    using net = await smallModel({ threads });
    const error = await errorOf(train(net, samples, { epochs: 20, batchSize: 4, optimizer: huge }));
    expect(error.code).toBe("non-finite");
    expect(error.message).toMatch(
      /^step \d+: the loss or its gradient is not finite; layer \d\.\w+ \(\w+\) gave the first number that is not, for sample \d of the batch; the parameters are as before this step\. Hint: lower the learning rate, or scale the inputs\.$/,
    );
  });

  test("leaves the parameters of the step before, finite, and training can go on", async () => {
    using net = await smallModel({ threads });
    const error = await errorOf(train(net, samples, { epochs: 20, batchSize: 4, optimizer: huge }));
    const failed = Number(/^step (\d+)/.exec(error.message)?.[1]);
    expect(net.position?.step).toBe(failed - 1);
    for (const { path, data } of net.parameters()) expect(data.every(Number.isFinite), path).toBe(true);

    using other = await smallModel({ threads });
    await trainUntil(other, failed - 1, samples, { epochs: 20, batchSize: 4, optimizer: huge });
    expect(net.parametersHash()).toBe(other.parametersHash());

    net.setParameters(Object.fromEntries(net.parameters().map(({ path, data }) => [path, data.map(() => 0.01)])));
    await train(net, samples, { batchSize: 4, optimizer: sgd() });
    expect(net.position?.step).toBe(7);
  });
});

describe("the error names what was first", () => {
  const x = input([2], { name: "x" });
  const net = graph(x, sequential(dense({ units: 2, name: "first" }), relu(), dense({ units: 2, name: "second" }))(x));
  const pairs = { x: Float32Array.of(1, 2, 3, 4, 5, 6), y: new Float32Array(6) };

  async function messageWith(values: Record<string, number>): Promise<string> {
    using made = await model(net, { engine: await sharedEngine({ threads: 1 }) });
    const kernel = (path: string): number[] => Array(path.endsWith("kernel") ? 4 : 2).fill(values[path] ?? 0.5);
    made.setParameters(Object.fromEntries(made.parameters().map(({ path }) => [path, kernel(path)])));
    const error = await errorOf(
      train(made, pairs, { batchSize: 3, shuffle: false, loss: meanSquaredError(), optimizer: sgd() }),
    );
    expect(error.code).toBe("non-finite");
    return error.message;
  }

  test.each([
    [
      "a parameter",
      { "0.first/bias": Number.NaN },
      "parameter 0.first/bias holds a number that is not, from the step before or from where it was set",
    ],
    [
      "a layer",
      { "0.first/kernel": 1e38 },
      "layer 1.relu (relu) gave the first number that is not, for sample 1 of the batch; the parameters are as before this step",
    ],
    [
      "a later layer",
      { "0.first/kernel": 1e20, "2.second/kernel": 1e20 },
      "layer 2.second (dense) gave the first number that is not, for sample 0 of the batch; the parameters are as before this step",
    ],
    [
      "the loss",
      { "2.second/kernel": 1e19 },
      "the loss of output output (meanSquaredError) is the first number that is not; the parameters are as before this step",
    ],
    [
      "the gradient",
      { "0.first/kernel": 1e-29, "0.first/bias": 0, "2.second/kernel": 3e38 },
      "its gradients are the first numbers that are not; the parameters are as before this step",
    ],
  ])("%s", async (_, values, message) => {
    expect(await messageWith(values)).toBe(
      `step 1: the loss or its gradient is not finite; ${message}. Hint: lower the learning rate, or scale the inputs.`,
    );
  });
});

describe("data that is not finite is found before training", () => {
  const floats = (bad: number): Float32Array => Float32Array.from(samples.x).with(5 * 36 + 7, bad);

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("%d among the inputs", async (bad) => {
    using net = await smallModel();
    const hash = net.parametersHash();
    const error = await errorOf(train(net, { x: floats(bad), y: samples.y }, { optimizer: sgd() }));
    expect(error.code).toBe("data");
    expect(error.message).toBe(
      `training data input "picture", sample 5: got ${bad} at its number 7, expected finite numbers.`,
    );
    expect(net.parametersHash()).toBe(hash);
    expect(net.position).toBe(null);
  });

  test("among validation data, evaluation data and what is predicted", async () => {
    using net = await smallModel();
    const bad = { x: floats(Number.NaN), y: samples.y };
    expect((await errorOf(train(net, samples, { optimizer: sgd(), validation: bad }))).message).toMatch(
      /^validation data input "picture", sample 5: got NaN/,
    );
    expect((await errorOf(net.evaluate(bad, { loss }))).message).toMatch(
      /^evaluation data input "picture", sample 5: got NaN/,
    );
    expect((await errorOf(net.predict(bad.x))).message).toMatch(/^predict input "picture", sample 5: got NaN/);
    expect((await errorOf(net.gradients(bad, { loss }))).message).toMatch(
      /^gradients data input "picture", sample 5: got NaN/,
    );
  });

  test("among target values and weights", async () => {
    const x = input([2], { name: "x" });
    using net = await model(graph(x, dense({ units: 2 })(x)), { engine: await sharedEngine({ threads: 1 }) });
    const data = { x: new Float32Array(6), y: Float32Array.of(1, 2, 3, Number.NaN, 5, 6) };
    const options = { loss: meanSquaredError(), optimizer: sgd() };
    expect((await errorOf(train(net, data, options))).message).toBe(
      'training data targets "output", sample 1: got NaN at its number 1, expected finite numbers.',
    );
    const weights = Float32Array.of(1, Number.POSITIVE_INFINITY, 1);
    expect((await errorOf(train(net, { ...data, y: new Float32Array(6), weights }, options))).message).toBe(
      "training data weights, sample 1: got Infinity, expected a finite number, not negative.",
    );
  });
});
