import { describe, expect, test } from "vitest";
import { adadelta, adagrad, lars, perceptronRule, rmsProp } from "../../src/index.ts";
import { checkOptimizer } from "../harness/checkOptimizer.ts";
import * as oracle from "../oracle/optimizers.ts";

const TOLERANCE = 3e-6;

const rows = [
  { name: "adagrad", optimizer: adagrad(), oracle: oracle.adagrad(0.01, 0, 0, 0, 1e-10) },
  {
    name: "adagrad with every option",
    optimizer: adagrad({ learningRate: 0.1, learningRateDecay: 0.1, weightDecay: 0.1, initial: 0.3, epsilon: 1e-3 }),
    oracle: oracle.adagrad(0.1, 0.1, 0.1, 0.3, 1e-3),
  },
  { name: "rmsProp", optimizer: rmsProp(), oracle: oracle.rmsProp(0.01, 0.99, 1e-8, 0, false, 0) },
  {
    name: "rmsProp with momentum",
    optimizer: rmsProp({ learningRate: 0.02, decay: 0.9, momentum: 0.8, weightDecay: 0.1 }),
    oracle: oracle.rmsProp(0.02, 0.9, 1e-8, 0.8, false, 0.1),
  },
  {
    name: "rmsProp, centred",
    optimizer: rmsProp({ decay: 0.9, centered: true, epsilon: 0.1 }),
    oracle: oracle.rmsProp(0.01, 0.9, 0.1, 0, true, 0),
  },
  { name: "adadelta", optimizer: adadelta(), oracle: oracle.adadelta(1, 0.9, 1e-6, 0) },
  {
    name: "adadelta with every option",
    optimizer: adadelta({ learningRate: 0.5, decay: 0.8, epsilon: 1e-4, weightDecay: 0.1 }),
    oracle: oracle.adadelta(0.5, 0.8, 1e-4, 0.1),
  },
  { name: "lars", optimizer: lars(), oracle: oracle.lars(0.1, 0.9, 0, 0.001, 1e-8) },
  {
    name: "lars with every option",
    optimizer: lars({ learningRate: 2, momentum: 0.5, weightDecay: 0.05, trust: 0.02, epsilon: 0.01 }),
    oracle: oracle.lars(2, 0.5, 0.05, 0.02, 0.01),
  },
  { name: "perceptronRule", optimizer: perceptronRule(), oracle: oracle.sgd(() => 1, 0, false, 0) },
];

for (const row of rows) checkOptimizer({ ...row, tolerance: TOLERANCE });

describe("state", () => {
  test("is kept only where it is used", () => {
    expect(rmsProp().state).toEqual(["square"]);
    expect(rmsProp({ momentum: 0.5, centered: true }).state).toEqual(["square", "mean", "velocity"]);
    expect(perceptronRule().state).toEqual([]);
  });
});

describe("wrong options", () => {
  test.each([
    ["adagrad", () => adagrad({ initial: -1 }), "adagrad.initial: got -1, expected a finite number, 0 or more"],
    ["rmsProp", () => rmsProp({ centered: 1 as never }), "rmsProp.centered: got 1, expected true or false"],
    ["adadelta", () => adadelta({ decay: 1 }), "adadelta.decay: got 1, expected a number from 0 to less than 1"],
    ["lars", () => lars({ trust: 0 }), "lars.trust: got 0, expected a finite number above 0"],
    ["perceptronRule", () => perceptronRule({ momentum: 1 } as never), 'perceptronRule: got unknown option "momentum"'],
  ])("of %s are errors", (_, attempt, message) => expect(attempt).toThrow(message));
});
