import { describe, expect, test } from "vitest";
import { count, type Shape } from "../../src/graph/shape.ts";
import {
  adamW,
  dense,
  flatten,
  graph,
  input,
  meanSquaredError,
  model,
  muon,
  type Optimizer,
  parameterGroups,
  relu,
  sequential,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { type Descent, runSteps } from "../harness/steps.ts";
import { expectNear, largestDifference, pseudoRandom } from "../harness/values.ts";
import * as oracle from "../oracle/optimizers.ts";

const STEPS = 50;
/** Wide, square and tall; sides around vectors, tiles and blocks of the products; one that fills several threads. */
const SHAPES: Shape[] = [
  [1, 1],
  [1, 5],
  [7, 1],
  [3, 4],
  [9, 8],
  [3, 3, 2, 13],
  [3, 3, 1, 5],
  [17, 17],
  [2, 2, 3, 70],
  [300, 9],
  [41, 42],
];
/**
 * Relative to the largest parameter, at least 1. An iteration multiplies the smallest singular values, and the roundings of f32 beside
 * them, by 3.4, five of them by 485; near 1 its slope lies between -1.7 and 2.6. So a direction is off by some 100 roundings of 6e-8,
 * a parameter after fifty steps by fifty times that times the learning rate, were all of one sign. Largest found: 5e-7.
 */
const TOLERANCE = 3e-6;

type Settings = [rate: (step: number) => number, momentum: number, nesterov: boolean, weightDecay: number];

const rows: { name: string; optimizer: Optimizer; settings: Settings }[] = [
  { name: "muon", optimizer: muon(), settings: [() => 0.02, 0.95, true, 0] },
  {
    name: "muon with every option",
    optimizer: muon({ learningRate: (step) => 0.1 / step, momentum: 0.5, nesterov: false, weightDecay: 0.3 }),
    settings: [(step) => 0.1 / step, 0.5, false, 0.3],
  },
];

const descentOf = (shape: Shape, seed: number): Descent & { shape: Shape } => ({
  shape,
  start: pseudoRandom(count(shape), 1 + seed),
  gradients: Array.from({ length: STEPS }, (_, step) => pseudoRandom(count(shape), 2 + step + seed)),
});

/** All but the last axis. */
const inputsOf = (shape: Shape): number => count(shape.slice(0, -1));

for (const { name, optimizer, settings } of rows) {
  const descents = SHAPES.map((shape, i) => descentOf(shape, 100 * i));

  test(`${name}: the oracle's after 1 and ${STEPS} steps, nothing written outside`, async () => {
    const expected = descents.map(({ shape, start, gradients }) =>
      oracle.muon(inputsOf(shape), ...settings)(start, gradients),
    );
    for (const [i, descent] of descents.entries())
      for (const fast of [false, true])
        for (const steps of [1, STEPS]) {
          const [got] = await runSteps(await sharedEngine({ threads: 1, fast }), optimizer, [descent], steps);
          expectNear(got.parameter, expected[i][steps - 1], TOLERANCE, `${SHAPES[i].join(" x ")}, step ${steps}`);
        }
  });

  test(`${name}: 1, 2 and 3 threads give the same bits, of all parameters together and of each alone`, async () => {
    const together = await runSteps(await sharedEngine({ threads: 1 }), optimizer, descents, 3);
    for (const threads of [2, 3])
      expect(await runSteps(await sharedEngine({ threads }), optimizer, descents, 3)).toEqual(together);
    for (const [i, descent] of descents.entries())
      expect(await runSteps(await sharedEngine({ threads: 1 }), optimizer, [descent], 3)).toEqual([together[i]]);
  });
}

describe("a step", () => {
  const plain = muon({ learningRate: 1, momentum: 0, nesterov: false });
  const directionOf = async (shape: Shape, gradient: Float64Array): Promise<Float32Array> => {
    const descent = { shape, start: new Float64Array(count(shape)), gradients: [gradient] };
    const [{ parameter }] = await runSteps(await sharedEngine({ threads: 1 }), plain, [descent], 1);
    return parameter.map((value) => -value);
  };

  test("has singular values of about 1, whatever those of the gradient", async () => {
    // Orthogonal rows of lengths 1, 10 and 100.
    const gradient = Float64Array.of(1, 0, 0, 0, 0, 10, 0, 0, 0, 0, -100, 0);
    const direction = await directionOf([3, 4], gradient);
    for (const [i, value] of direction.entries()) {
      const length = (value * Math.sign(gradient[i])) / Math.sqrt(4 / 3);
      if (gradient[i] === 0) expect(value).toBeCloseTo(0, 12);
      else expect(length > 0.68 && length < 1.16, `${length}`).toBe(true);
    }
  });

  test("is sqrt(outputs / inputs) times as long for kernels with more outputs than inputs, no shorter for others", async () => {
    const gradient = pseudoRandom(24, 5);
    for (const [inputs, scale] of [
      [3, Math.sqrt(8 / 3)],
      [8, 1],
    ] as const) {
      const expected = oracle.orthogonal(gradient, inputs).map((value) => scale * value);
      expectNear(await directionOf([inputs, 24 / inputs], gradient), expected, 1e-5, `${inputs} inputs`);
    }
  });

  test("is none for a gradient of zeros", async () => {
    expect(largestDifference(await directionOf([4, 3], new Float64Array(12)), new Float64Array(12))).toBe(0);
  });
});

describe("in a training", () => {
  const x = input([2, 3]);
  const net = graph(x, sequential(flatten(), dense({ units: 8, name: "hidden" }), relu(), dense({ units: 2 }))(x));
  const samples = { x: Float32Array.from(pseudoRandom(60, 1)), y: Float32Array.from(pseudoRandom(20, 2)) };

  test("it changes kernels beside another rule for the rest", async () => {
    using trained = await model(net, { engine: await sharedEngine({ threads: 1 }) });
    const optimizer = parameterGroups([
      { match: (_, { length }) => length > 1, optimizer: muon() },
      { optimizer: adamW({ learningRate: 0.01 }) },
    ]);
    const losses: number[] = [];
    for await (const event of trained.fit(samples, { epochs: 40, optimizer, loss: meanSquaredError() }))
      if (event.kind === "step") losses.push(event.loss);
    expect(losses[losses.length - 1]).toBeLessThan(losses[0] / 2);
    expect(Object.keys(trained.network.optimizerState())).toEqual(["0.velocity", "1.m", "1.v"]);
  });

  test("a bias is an error that says what to do", async () => {
    using trained = await model(net, { engine: await sharedEngine({ threads: 1 }) });
    await expect(trained.fit(samples, { optimizer: muon(), loss: meanSquaredError() }).next()).rejects.toThrow(
      "muon: got parameter 1.hidden/bias [8], expected parameters of two or more axes. Hint: parameterGroups([{ match: " +
        "(path, shape) => shape.length > 1, optimizer: muon() }, { optimizer: adamW() }]) gives the others a rule of their own.",
    );
  });
});

test("options are kept as plain data, a schedule left out", () => {
  const options = { learningRate: 0.05, momentum: 0.9, nesterov: false, weightDecay: 0.001 };
  expect(muon(options).options).toEqual(options);
  expect(muon({ learningRate: () => 1 }).options).toEqual({ momentum: 0.95, nesterov: true, weightDecay: 0 });
  expect(muon().options).toEqual({ learningRate: 0.02, momentum: 0.95, nesterov: true, weightDecay: 0 });
});

test.each([
  [{ lr: 1 }, 'muon: got unknown option "lr", expected one of learningRate, momentum, nesterov, weightDecay'],
  [{ momentum: 1 }, "muon.momentum: got 1, expected a number from 0 to less than 1"],
  [{ nesterov: 1 }, "muon.nesterov: got 1, expected true or false"],
  [{ weightDecay: -1 }, "muon.weightDecay: got -1, expected a finite number, 0 or more"],
  [{ learningRate: -1 }, "muon.learningRate: got -1, expected a finite number, 0 or more"],
])("wrong options are errors: %j", (options, message) => {
  expect(() => muon(options as never)).toThrow(message);
});
