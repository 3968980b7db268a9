import { describe, expect, test } from "vitest";
import { type AdaptiveOptions, adamW, amsGrad, lion, nAdam, rAdam } from "../../src/index.ts";
import { checkOptimizer } from "../harness/checkOptimizer.ts";
import * as oracle from "../oracle/optimizers.ts";

const rows: AdaptiveOptions[] = [{}, { learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.02 }];

const family = [
  { make: adamW, of: oracle.adamW, defaults: { rate: 0.001, weightDecay: 0.01 } },
  { make: amsGrad, of: oracle.amsGrad, defaults: { rate: 0.001, weightDecay: 0 } },
  { make: nAdam, of: (s: oracle.Adaptive) => oracle.nAdam(s, 0.004), defaults: { rate: 0.002, weightDecay: 0 } },
  { make: rAdam, of: oracle.rAdam, defaults: { rate: 0.001, weightDecay: 0 } },
];

for (const { make, of, defaults } of family)
  for (const options of rows) {
    const { learningRate = defaults.rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    const { weightDecay = defaults.weightDecay } = options;
    checkOptimizer({
      name: `${make.name} ${JSON.stringify(options)}`,
      optimizer: make(options),
      oracle: of({ rate: learningRate as number, beta1, beta2, epsilon, weightDecay }),
      tolerance: 2e-6,
    });
  }

checkOptimizer({ name: "lion", optimizer: lion(), oracle: oracle.lion(1e-4, 0.9, 0.99, 0), tolerance: 1e-6 });
checkOptimizer({
  name: "lion with decay",
  optimizer: lion({ learningRate: 0.003, beta1: 0.5, beta2: 0.8, weightDecay: 0.3 }),
  oracle: oracle.lion(0.003, 0.5, 0.8, 0.3),
  tolerance: 3e-6,
});

describe("wrong options", () => {
  test.each([
    ["adamW", () => adamW({ lr: 1 } as never), 'adamW: got unknown option "lr"'],
    ["amsGrad", () => amsGrad({ beta1: 1 }), "amsGrad.beta1: got 1, expected a number from 0 to less than 1"],
    ["rAdam", () => rAdam({ epsilon: 0 }), "rAdam.epsilon: got 0, expected a finite number above 0"],
    ["nAdam", () => nAdam({ momentumDecay: -1 }), "nAdam.momentumDecay: got -1, expected a finite number, 0 or more"],
    ["lion", () => lion({ weightDecay: Number.NaN }), "lion.weightDecay: got NaN"],
  ])("of %s are errors", (_, attempt, message) => expect(attempt).toThrow(message));
});

test("the product of momenta is the same in whatever order steps are asked for", () => {
  const [forwards, jumping] = [nAdam(), nAdam()];
  const expected = Array.from({ length: 30 }, (_, t) => forwards.hyper(t + 1));
  for (const step of [30, 7, 8, 1, 29]) expect(jumping.hyper(step)).toEqual(expected[step - 1]);
});
