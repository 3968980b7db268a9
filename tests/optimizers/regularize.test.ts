import { describe, expect, test } from "vitest";
import {
  customPenalty,
  dense,
  dropout,
  l1Penalty,
  l2Penalty,
  orthogonalPenalty,
  type Penalty,
  reduceSum,
  regularize,
  sgd,
  slice,
  square,
  subtract,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { type Descent, runSteps } from "../harness/steps.ts";
import { expectNear, pseudoRandom } from "../harness/values.ts";

const SHAPE = [3, 2, 5];
const [ROWS, COLUMNS] = [6, 5];
const start = pseudoRandom(30, 1);
const still: Descent = { start, shape: SHAPE, gradients: [new Float64Array(30)] };

/** Of the penalty in f64, by central differences. */
function slopes(penalty: (p: Float64Array) => number): Float64Array {
  const at = (i: number, by: number): number => penalty(start.map((value, k) => (k === i ? value + by : value)));
  return start.map((_, i) => (at(i, 1e-5) - at(i, -1e-5)) / 2e-5);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

function orthogonality(p: Float64Array): number {
  let total = 0;
  for (let a = 0; a < COLUMNS; a++)
    for (let b = 0; b < COLUMNS; b++) {
      let product = a === b ? -1 : 0;
      for (let row = 0; row < ROWS; row++) product += p[row * COLUMNS + a] * p[row * COLUMNS + b];
      total += product * product;
    }
  return total;
}

const smooth = customPenalty("smooth", (p) => {
  const [from, to] = [slice({ axis: 0, begin: 1 })(p), slice({ axis: 0, end: -1 })(p)];
  return square()(subtract()(from, to)); // several numbers: their sum counts
});
const ROW = 10;
const roughness = (p: Float64Array): number => sum(p.slice(ROW).map((value, i) => (value - p[i]) ** 2));

describe.each<[string, Penalty, (p: Float64Array) => number]>([
  ["l1", l1Penalty(0.3), (p) => 0.3 * sum(p.map(Math.abs))],
  ["l2", l2Penalty(0.2), (p) => 0.2 * sum(p.map((value) => value * value))],
  ["orthogonal", orthogonalPenalty(0.05), (p) => 0.05 * orthogonality(p)],
  ["one's own", smooth, roughness],
])("the penalty %s", (_, penalty, definition) => {
  test("adds its gradient to that of the loss, on any number of threads", async () => {
    const expected = slopes(definition).map((slope, i) => start[i] - 0.1 * slope);
    const runs = await Promise.all(
      [1, 2, 3].map(async (threads) => {
        const optimizer = regularize(sgd({ learningRate: 0.1 }), { penalty });
        return (await runSteps(await sharedEngine({ threads }), optimizer, [still], 1))[0].parameter;
      }),
    );
    expectNear(runs[0], expected, 1e-6, "the parameter after a step");
    for (const other of runs) expect(other).toEqual(runs[0]);
  });
});

test("is of the parameters it is for, and several add up", async () => {
  const descents: Descent[] = ["a/kernel", "a/bias", "b/kernel"].map((path) => ({ ...still, path }));
  const optimizer = regularize(
    sgd({ learningRate: 1 }),
    { penalty: l2Penalty(0.1) },
    { match: "a/", penalty: l2Penalty(0.05) },
  );
  const run = await runSteps(await sharedEngine({ threads: 1 }), optimizer, descents, 1);
  for (const [i, factor] of [0.3, 0.1, 0.2].entries())
    expectNear(
      run[i].parameter,
      start.map((value) => value * (1 - factor)),
      1e-6,
      descents[i].path as string,
    );
  expect(optimizer.options).toMatchObject({
    regularizers: [{ match: "/(^|\\/)kernel$/", penalty: { name: "l2", factor: 0.1 } }, { match: "a/" }],
  });
});

describe("wrong use", () => {
  const run = async (penalty: Penalty): Promise<unknown> =>
    runSteps(await sharedEngine({ threads: 1 }), regularize(sgd(), { penalty }), [still], 1);

  test.each<[string, () => unknown, string]>([
    ["no regularizer", () => regularize(sgd()), "regularize: got no regularizer, expected at least one"],
    [
      "no penalty",
      () => regularize(sgd(), {} as never),
      "regularize, regularizer 0.penalty: got undefined, expected a penalty",
    ],
    ["a factor of 0", () => l1Penalty(0), "l1Penalty: got 0, expected a finite number above 0"],
    ["a name of two words", () => customPenalty("a b", square()), "customPenalty, name: got "],
    ["no function", () => customPenalty("a", 1 as never), "customPenalty a: got 1, expected a function of a node"],
  ])("%s is an error", (_, attempt, message) => expect(attempt).toThrow(message));

  test.each<[string, Penalty, string]>([
    [
      "a layer with parameters",
      customPenalty("p", dense({ units: 1 })),
      "penalty p of layer0/kernel, layer p/dense (dense): got a layer with parameters",
    ],
    [
      "a layer that draws",
      customPenalty("p", (x) => reduceSum()(dropout({ rate: 0.5 })(x))),
      "got a layer with random numbers",
    ],
    [
      "what is no node",
      customPenalty("p", () => 1 as never),
      "penalty p of layer0/kernel: got 1, expected a node, the penalty",
    ],
  ])("%s in a penalty is an error", async (_, penalty, message) => {
    await expect(run(penalty)).rejects.toThrow(message);
  });
});
