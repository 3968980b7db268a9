import { describe, expect, test } from "vitest";
import { type SgdOptions, sgd } from "../../src/optimizers/sgd.ts";
import { checkOptimizer } from "../harness/checkOptimizer.ts";
import * as oracle from "../oracle/optimizers.ts";

const rows: SgdOptions[] = [
  {},
  { learningRate: 0.5, weightDecay: 0.1 },
  { learningRate: 0.1, momentum: 0.9 },
  { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 },
  { learningRate: 0.1, momentum: 0.8, nesterov: true },
  { learningRate: (step) => 1 / step, momentum: 0.5, nesterov: true, weightDecay: 0.2 },
];

for (const options of rows) {
  const { learningRate = 0.01, momentum = 0, nesterov = false, weightDecay = 0 } = options;
  const rate = typeof learningRate === "function" ? learningRate : () => learningRate;
  checkOptimizer({
    name: `sgd ${JSON.stringify(options)}${typeof learningRate === "function" ? " with a schedule" : ""}`,
    optimizer: sgd(options),
    oracle: oracle.sgd(rate, momentum, nesterov, weightDecay),
    tolerance: 1e-6,
  });
}

describe("sgd", () => {
  test("keeps a velocity only with momentum", () => {
    expect(sgd().state).toEqual([]);
    expect(sgd({ momentum: 0.1 }).state).toEqual(["velocity"]);
  });

  test("holds its options as plain data, a schedule left out", () => {
    const options = { learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.001 };
    expect(sgd(options).options).toEqual(options);
    expect(sgd({ learningRate: () => 1 }).options).toEqual({ momentum: 0, nesterov: false, weightDecay: 0 });
  });

  test("refuses wrong options", () => {
    expect(() => sgd({ lr: 0.1 } as never)).toThrow(
      'sgd: got unknown option "lr", expected one of learningRate, momentum',
    );
    for (const learningRate of [-0.1, Number.NaN, Number.POSITIVE_INFINITY, "0.1"])
      expect(() => sgd({ learningRate: learningRate as never })).toThrow("sgd.learningRate: got ");
    for (const momentum of [-0.1, 1, Number.NaN]) expect(() => sgd({ momentum })).toThrow("sgd.momentum: got ");
    expect(() => sgd({ weightDecay: -1 })).toThrow("sgd.weightDecay: got -1, expected a finite number, 0 or more");
    expect(() => sgd({ nesterov: 1 as never })).toThrow("sgd.nesterov: got 1, expected true or false");
    expect(() => sgd({ nesterov: true })).toThrow("sgd: got nesterov with momentum 0, expected a momentum above 0");
  });

  test("refuses what a schedule returns, naming the step", () => {
    const { hyper } = sgd({ learningRate: (step) => (step < 3 ? 0.1 : Number.NaN) });
    expect(hyper(2)[0]).toBe(0.1);
    expect(() => hyper(3)).toThrow("sgd.learningRate(3): got NaN");
  });
});
