import { describe, expect, test } from "vitest";
import { type Model, type Samples, sgd, softmaxCrossEntropy } from "../../src/index.ts";
import { largestDifference } from "../harness/values.ts";
import { bands, loss, pick, smallModel, type Toys } from "./toys.ts";

const samples = bands(12);
const all = Array.from({ length: 12 }, (_, i) => i);

async function gradientsOf(
  net: Model,
  data: Samples,
  by = loss,
): Promise<{ loss: number; parameters: [string, Float32Array][] }> {
  const { loss: value, parameters } = await net.gradients(data, { loss: by });
  return { loss: value, parameters: Object.entries(parameters) };
}

/** The same mathematics summed in another order: equal but for the rounding of f32. */
async function expectAlike(a: Samples, b: Samples, [lossA, lossB] = [loss, loss]): Promise<void> {
  using net = await smallModel();
  const [left, right] = [await gradientsOf(net, a, lossA), await gradientsOf(net, b, lossB)];
  expect(Math.abs(left.loss - right.loss)).toBeLessThan(1e-6);
  for (const [i, [path, values]] of left.parameters.entries())
    expect(largestDifference(values, right.parameters[i][1]), path).toBeLessThan(1e-6);
  expect(left.parameters.some(([, values]) => values.some((value) => Math.abs(value) > 1e-3))).toBe(true);
}

const weighted = (toys: Toys, weight: (place: number) => number): Samples => ({
  ...toys,
  weights: Float32Array.from(all, weight),
});

describe("sample weights", () => {
  test("of 0 are samples that are not there", () =>
    expectAlike(
      weighted(samples, (i) => (i % 3 ? 1 : 0)),
      pick(
        samples,
        all.filter((i) => i % 3),
      ),
    ));

  test("of 2 are samples that are there twice", () =>
    expectAlike(
      weighted(samples, (i) => (i < 5 ? 2 : 1)),
      pick(samples, [...all, 0, 1, 2, 3, 4]),
    ));

  test("that are all alike are none", () =>
    expectAlike(
      weighted(samples, () => 0.25),
      samples,
    ));

  test("that are all 0 give no loss and no gradient", async () => {
    using net = await smallModel();
    const { loss: value, parameters } = await gradientsOf(
      net,
      weighted(samples, () => 0),
    );
    expect(value).toBe(0);
    for (const [path, values] of parameters)
      expect(
        values.every((g) => g === 0),
        path,
      ).toBe(true);
  });

  test("go with their samples when these are shuffled", async () => {
    // Only sample 4 counts, so of all steps only its own has a loss.
    const data = weighted(samples, (i) => (i === 4 ? 1 : 0));
    using net = await smallModel();
    const alone = await net.evaluate(pick(samples, [4]), { loss });
    const losses: number[] = [];
    for await (const event of net.fit(data, { batchSize: 1, loss, optimizer: sgd({ learningRate: 0 }) }))
      if (event.kind === "step") losses.push(event.loss);
    expect(losses.filter((value) => value !== 0)).toEqual([alone.loss]);
  });
});

describe("class weights", () => {
  const byClass = softmaxCrossEntropy({ classWeights: [1, 3, 0] });

  test("are sample weights by label", () =>
    expectAlike(
      samples,
      weighted(samples, (i) => [1, 3, 0][samples.y[i]]),
      [byClass, loss],
    ));

  test("and sample weights are multiplied", () =>
    expectAlike(
      weighted(samples, (i) => i + 1),
      weighted(samples, (i) => (i + 1) * [1, 3, 0][samples.y[i]]),
      [byClass, loss],
    ));
});

test("a loss's weight is a factor of loss and gradients", async () => {
  using net = await smallModel();
  const [once, half] = [
    await gradientsOf(net, samples),
    await gradientsOf(net, samples, softmaxCrossEntropy({ weight: 0.5 })),
  ];
  expect(half.loss).toBeCloseTo(once.loss / 2, 6);
  for (const [i, [path, values]] of half.parameters.entries()) {
    const expected = once.parameters[i][1].map((g) => g / 2);
    expect(largestDifference(values, expected), path).toBeLessThan(1e-7);
  }
});
