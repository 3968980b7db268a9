import { expect, test } from "vitest";
import { meanAbsoluteError, rootMeanSquaredError, rSquared } from "../../src/metrics/index.ts";
import { labels, measured, output, values } from "./outputs.ts";

const of = output([2], values);

test("errors of values, by the weights of their samples", () => {
  const batches = [
    [
      [1, 2, 3, 4],
      [1, 4, 2, 0],
      [1, 0.5],
    ],
    [[5, -1], [5.5, 2], [2]],
  ] as const;
  const errors = [0, -2, 1, 4, -0.5, -3];
  const weights = [1, 1, 0.5, 0.5, 2, 2];
  const mean = (of: (error: number) => number): number =>
    errors.reduce((sum, error, i) => sum + weights[i] * of(error), 0) / 7;
  expect(measured(meanAbsoluteError(), of, ...batches)).toBeCloseTo(mean(Math.abs), 12);
  expect(measured(rootMeanSquaredError(), of, ...batches)).toBeCloseTo(Math.sqrt(mean((error) => error ** 2)), 12);
  const targets = [1, 4, 2, 0, 5.5, 2];
  const middle = targets.reduce((sum, target, i) => sum + weights[i] * target, 0) / 7;
  const spread = targets.reduce((sum, target, i) => sum + weights[i] * (target - middle) ** 2, 0);
  expect(measured(rSquared(), of, ...batches)).toBeCloseTo(1 - (7 * mean((error) => error ** 2)) / spread, 12);
});

test("R squared is 1 when all is right, 0 for the mean, and no number where nothing varies", () => {
  expect(
    measured(rSquared(), of, [
      [1, 2],
      [1, 2],
    ]),
  ).toBe(1);
  expect(
    measured(rSquared(), of, [
      [1.5, 1.5],
      [1, 2],
    ]),
  ).toBe(0);
  expect(
    measured(rSquared(), of, [
      [1, 2],
      [3, 3],
    ]),
  ).toBeNaN();
  const far = 2 ** 20; // whose squares a sum of squares would round
  expect(
    measured(rSquared(), of, [
      [far + 1, far + 3],
      [far + 1, far + 2],
    ]),
  ).toBe(-1);
});

test("labels are refused", () => {
  expect(() => meanAbsoluteError().begin(output([3], labels))).toThrow(
    "meanAbsoluteError: got output output with softmaxCrossEntropy, whose targets are not of its shape",
  );
});
