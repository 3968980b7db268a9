import { describe, expect, test } from "vitest";
import { type AdamOptions, adam } from "../../src/optimizers/adam.ts";
import { checkOptimizer } from "../harness/checkOptimizer.ts";
import * as oracle from "../oracle/optimizers.ts";

const rows: AdamOptions[] = [
  {},
  { learningRate: 0.1 },
  { learningRate: 0.05, beta1: 0.5, beta2: 0.9, epsilon: 1e-3 },
  { learningRate: 0.01, beta1: 0, weightDecay: 0.1 },
  { learningRate: (step) => 0.1 / (step * step) },
];

for (const options of rows) {
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  const rate = typeof learningRate === "function" ? learningRate : () => learningRate;
  checkOptimizer({
    name: `adam ${JSON.stringify(options)}${typeof learningRate === "function" ? " with a schedule" : ""}`,
    optimizer: adam(options),
    oracle: oracle.adam(rate, beta1, beta2, epsilon, weightDecay),
    tolerance: 1e-6,
  });
}

describe("adam", () => {
  test("corrects the bias of its means, by products that every engine rounds alike", () => {
    const { hyper } = adam();
    const corrections = (step: number): number[] => hyper(step).slice(5, 7) as number[];
    expect(corrections(1)).toEqual([1 / (1 - 0.9), 1 / (1 - 0.999)]);
    expect(corrections(3)[0]).toBe(1 / (1 - 0.9 * (0.9 * 0.9)));
    for (const step of [7, 100, 12_345]) {
      expect(corrections(step)[0]).toBeCloseTo(1 / (1 - 0.9 ** step), 12);
      expect(corrections(step)[1] / (1 / (1 - 0.999 ** step))).toBeCloseTo(1, 10);
    }
    expect(corrections(2 ** 40)).toEqual([1, 1]);
  });

  test("holds its options as plain data, a schedule left out", () => {
    const options = { learningRate: 0.05, beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.001 };
    expect(adam(options).options).toEqual(options);
    expect(adam({ learningRate: () => 1 }).options).not.toHaveProperty("learningRate");
    expect(adam().state).toEqual(["m", "v"]);
  });

  test("refuses wrong options", () => {
    expect(() => adam({ momentum: 0.9 } as never)).toThrow('adam: got unknown option "momentum"');
    expect(() => adam({ learningRate: -1 })).toThrow("adam.learningRate: got -1, expected a finite number, 0 or more");
    expect(() => adam({ beta1: 1 })).toThrow("adam.beta1: got 1, expected a number from 0 to less than 1");
    expect(() => adam({ beta2: -0.1 })).toThrow("adam.beta2: got -0.1");
    expect(() => adam({ weightDecay: Number.NaN })).toThrow("adam.weightDecay: got NaN");
    for (const epsilon of [0, -1, Number.NaN, 1e-60, "1"])
      expect(() => adam({ epsilon: epsilon as never })).toThrow("adam.epsilon: got ");
  });
});
