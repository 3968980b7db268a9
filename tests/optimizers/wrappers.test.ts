import { describe, expect, test } from "vitest";
import {
  adam,
  clipGradients,
  constrain,
  exponentialAverage,
  lookahead,
  type Optimizer,
  parameterGroups,
  sgd,
  weightAverage,
} from "../../src/index.ts";
import { checkOptimizer } from "../harness/checkOptimizer.ts";
import { sharedEngine } from "../harness/engines.ts";
import { type Descent, runSteps } from "../harness/steps.ts";
import { expectNear, pseudoRandom } from "../harness/values.ts";
import * as oracle from "../oracle/optimizers.ts";

const descent = (count: number, seed: number, more: Partial<Descent> = {}): Descent => ({
  start: pseudoRandom(count, seed),
  gradients: Array.from({ length: 12 }, (_, step) => pseudoRandom(count, seed + 1 + step)),
  ...more,
});

const parametersAfter = async (optimizer: Optimizer, descents: readonly Descent[], steps: number) =>
  (await runSteps(await sharedEngine({ threads: 2 }), optimizer, descents, steps)).map(({ parameter }) => parameter);

checkOptimizer({
  name: "lookahead",
  optimizer: lookahead(sgd({ learningRate: 0.2 }), { steps: 3, rate: 0.4 }),
  oracle: oracle.lookahead(
    (p, gradient) => {
      for (let i = 0; i < p.length; i++) p[i] -= 0.2 * gradient[i];
    },
    3,
    0.4,
  ),
  tolerance: 1e-6,
});

describe("constrain", () => {
  const shape = [2, 3, 5];
  const norms = (values: Float32Array, columns: number): number[] =>
    Array.from({ length: columns }, (_, c) =>
      Math.sqrt(values.reduce((sum, value, i) => (i % columns === c ? sum + value * value : sum), 0)),
    );

  test("keeps the norm of every output's weights at most what it may be, and others as they are", async () => {
    const free = descent(30, 1, { shape });
    const [plain] = await parametersAfter(sgd({ learningRate: 0.1 }), [free], 1);
    const [kept] = await parametersAfter(constrain(sgd({ learningRate: 0.1 }), { maxNorm: 1.3 }), [free], 1);
    const [before, after] = [norms(plain, 5), norms(kept, 5)];
    expect(before.some((norm) => norm > 1.3)).toBe(true);
    expect(before.some((norm) => norm < 1.3)).toBe(true);
    for (const [c, norm] of before.entries()) expect(after[c]).toBeCloseTo(Math.min(norm, 1.3), 5);
    for (const [i, value] of kept.entries()) if (before[i % 5] < 1.3) expect(value).toBe(plain[i]);
  });

  test("makes every norm one, of the parameters it is meant for; zeros stay", async () => {
    const zeros = { start: new Float64Array(30), gradients: Array(12).fill(new Float64Array(30)) };
    const descents = [
      descent(30, 1, { shape, path: "a/kernel" }),
      descent(30, 9, { shape, path: "b/kernel" }),
      { ...zeros, shape, path: "a/zeros" },
      descent(7, 5, { path: "a/bias" }),
    ];
    const optimizer = constrain(sgd({ learningRate: 0.1 }), { match: "a/", unitNorm: 1 });
    const [a, b, still, bias] = await parametersAfter(optimizer, descents, 4);
    for (const norm of norms(a, 5)) expect(norm).toBeCloseTo(1, 6);
    expect(norms(bias, 1)[0]).toBeCloseTo(1, 6);
    expect([...still]).toEqual([...new Float32Array(30)]);
    expect(b).toEqual((await parametersAfter(sgd({ learningRate: 0.1 }), [descents[1]], 4))[0]);
  });
});

describe("clipGradients", () => {
  test("leaves gradients that are small enough as they are", async () => {
    const descents = [descent(2000, 1), descent(3, 2)];
    const expected = await parametersAfter(sgd(), descents, 5);
    for (const limit of [{ value: 2 }, { norm: 100 }, { globalNorm: 100 }])
      expect(await parametersAfter(clipGradients(sgd(), limit), descents, 5)).toEqual(expected);
  });

  test("by the global norm moves all parameters together by the learning rate times the limit", async () => {
    const descents = [descent(2000, 1), descent(3, 2)];
    const moved = await parametersAfter(clipGradients(sgd({ learningRate: 1 }), { globalNorm: 0.5 }), descents, 1);
    const square = moved.reduce((sum, p, i) => p.reduce((s, v, k) => s + (v - descents[i].start[k]) ** 2, sum), 0);
    expect(Math.sqrt(square)).toBeCloseTo(0.5, 4);
  });
});

describe("parameterGroups", () => {
  const descents = [
    descent(9, 1, { path: "features/0.conv2d/kernel" }),
    descent(5, 2, { path: "features/0.conv2d/bias" }),
    descent(8, 3, { path: "head/dense/kernel" }),
    descent(4, 4, { path: "head/dense/bias" }),
  ];

  test("gives each parameter to the first group that it belongs to, with state of its own", async () => {
    const momentum = () => sgd({ learningRate: 0.1, momentum: 0.9 });
    const optimizer = parameterGroups([
      { match: "features/0.conv2d/kernel", frozen: true },
      { match: /bias$/, optimizer: momentum() },
      { optimizer: adam({ learningRate: 0.01 }) },
    ]);
    expect(optimizer.state).toEqual(["1.velocity", "2.m", "2.v"]);
    const run = await runSteps(await sharedEngine({ threads: 1 }), optimizer, descents, 12);
    expect(run.map(({ state }) => Object.keys(state))).toEqual([[], ["1.velocity"], ["2.m", "2.v"], ["1.velocity"]]);
    const [kernel, bias, dense, denseBias] = run.map(({ parameter }) => parameter);
    expect([...kernel]).toEqual([...Float32Array.from(descents[0].start)]);
    expect([bias, denseBias]).toEqual(await parametersAfter(momentum(), [descents[1], descents[3]], 12));
    expect([dense]).toEqual(await parametersAfter(adam({ learningRate: 0.01 }), [descents[2]], 12));
  });

  test("can be in one another, and in other wrappers", async () => {
    const inner = parameterGroups([{ match: /bias$/, optimizer: sgd({ learningRate: 0.5 }) }, { optimizer: adam() }]);
    const outer = exponentialAverage(
      clipGradients(parameterGroups([{ match: "features/", frozen: true }, { optimizer: inner }]), { globalNorm: 1 }),
      { decay: 0.5 },
    );
    const head = descents.slice(2);
    const expected = await parametersAfter(clipGradients(inner, { globalNorm: 1 }), head, 12);
    expect((await parametersAfter(outer, descents, 12)).slice(2)).toEqual(expected);
  });

  test("says which parameter belongs to no group", () => {
    const optimizer = parameterGroups([{ match: /bias$/, optimizer: sgd() }]);
    expect(() => optimizer.freezes?.("head/dense/kernel", [8])).toThrow(
      "parameterGroups: got parameter head/dense/kernel, which belongs to none, expected a group for every parameter. " +
        "Hint: let the last group have no match.",
    );
  });
});

describe("averages", () => {
  test("are of the parameters after each step, and leave training as it is", async () => {
    const d = [descent(1030, 1)];
    const engine = await sharedEngine({ threads: 2 });
    const after = await Promise.all(
      Array.from({ length: 12 }, async (_, t) => (await parametersAfter(sgd({ learningRate: 0.3 }), d, t + 1))[0]),
    );
    const mean = (steps: readonly number[]): Float64Array =>
      Float64Array.from(after[0], (_, i) => steps.reduce((sum, t) => sum + after[t - 1][i], 0) / steps.length);
    const late = weightAverage(sgd({ learningRate: 0.3 }), { from: 4, every: 3 });
    const [{ parameter, state }] = await runSteps(engine, late, d, 12);
    expect(parameter).toEqual(after[11]);
    expectNear(state.average, mean([4, 7, 10]), 1e-6, "every third from the fourth on");
    const [early] = await runSteps(engine, late, d, 2);
    expectNear(early.state.average, after[1], 1e-6, "before its first step: the parameters");
    const [exponential] = await runSteps(engine, exponentialAverage(sgd({ learningRate: 0.3 }), { decay: 0.8 }), d, 12);
    const shares = after.map((_, t) => 0.8 ** (11 - t));
    const whole = shares.reduce((a, b) => a + b);
    const expected = Array.from(after[0], (_, i) => after.reduce((sum, p, t) => sum + (shares[t] / whole) * p[i], 0));
    expectNear(exponential.state.average, expected, 1e-6, "exponential, the first parameters no more than their share");
  });
});

describe("wrong use", () => {
  test.each<[string, () => unknown, string]>([
    [
      "no limit",
      () => clipGradients(sgd(), {}),
      "clipGradients: got no limit, expected one of value, norm, globalNorm",
    ],
    [
      "two limits",
      () => clipGradients(sgd(), { value: 1, norm: 1 }),
      "clipGradients: got value and norm, expected one",
    ],
    ["a limit of 0", () => clipGradients(sgd(), { norm: 0 }), "clipGradients.norm: got 0, expected a finite number"],
    ["no optimizer", () => clipGradients(sgd as never, { norm: 1 }), "clipGradients: got "],
    ["no steps", () => lookahead(sgd(), { steps: 0 }), "lookahead.steps: got 0, expected a whole number, 1 or more"],
    ["a rate above 1", () => lookahead(sgd(), { rate: 1.5 }), "lookahead.rate: got 1.5, expected a number above 0"],
    ["no constraint", () => constrain(sgd()), "constrain: got no constraint, expected at least one"],
    [
      "two norms",
      () => constrain(sgd(), { maxNorm: 1, unitNorm: 1 }),
      "constrain, constraint 0: got maxNorm and unitNorm",
    ],
    ["a match of nothing", () => constrain(sgd(), { match: "", maxNorm: 1 }), "constrain, constraint 0.match: got "],
    ["no groups", () => parameterGroups([]), "parameterGroups: got "],
    ["an empty group", () => parameterGroups([{}]), "parameterGroups[0]: got neither an optimizer nor frozen: true"],
    [
      "a decay of 1",
      () => exponentialAverage(sgd(), { decay: 1 }),
      "exponentialAverage.decay: got 1, expected a number",
    ],
    [
      "half a step",
      () => weightAverage(sgd(), { every: 0.5 }),
      "weightAverage.every: got 0.5, expected a whole number",
    ],
    [
      "two averages",
      () => weightAverage(exponentialAverage(sgd())),
      'weightAverage: got exponentialAverage(sgd), which keeps "average"',
    ],
  ])("%s is an error", (_, attempt, message) => expect(attempt).toThrow(message));
});
