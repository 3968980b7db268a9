// Fifty steps of PyTorch's optimizers (tests/golden/optimizers.py).
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { count } from "../../src/graph/shape.ts";
import type { Optimizer } from "../../src/index.ts";
import * as fovea from "../../src/index.ts";
import { AVERAGE } from "../../src/optimizers/names.ts";
import { float64s } from "../harness/base64.ts";
import { sharedEngine } from "../harness/engines.ts";
import { runSteps } from "../harness/steps.ts";
import { expectNear, pseudoRandom } from "../harness/values.ts";

interface Row {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly steps: Readonly<Record<string, string>>;
}

const { optimizers, matrices } = JSON.parse(
  readFileSync(new URL("../golden/optimizers.json", import.meta.url), "utf8"),
) as {
  optimizers: Row[];
  /** Those that take a parameter as a matrix. */
  matrices: (Row & { readonly shape: readonly number[] })[];
};
const COUNTS = [13, 6];
const LAST = 50;
/** Of the rounding of 50 steps in f32, relative to the largest parameter (at least 1). */
const TOLERANCE = 2e-6;

const makers = fovea as unknown as Record<string, (options: object) => Optimizer>;

/** The optimizer of a row, wrapped as its options say. */
function make({ name, options }: Row): Optimizer {
  const { clip, exponentialAverage, weightAverage, ...own } = options;
  const optimizer = makers[name](own);
  if (clip) return fovea.clipGradients(optimizer, clip);
  if (exponentialAverage) return fovea.exponentialAverage(optimizer, exponentialAverage);
  return weightAverage ? fovea.weightAverage(optimizer, weightAverage) : optimizer;
}

test.each(optimizers.map((row) => [`${row.name} ${JSON.stringify(row.options)}`, row] as const))(
  "%s: as PyTorch's after 1, 10 and 50 steps",
  async (_, row) => {
    const optimizer = make(row);
    const tensors = COUNTS.map((count, i) => ({
      start: pseudoRandom(count, 1 + 1000 * i),
      gradients: Array.from({ length: LAST }, (_, step) => pseudoRandom(count, 2 + step + 1000 * i)),
    }));
    for (const steps of [1, 10, LAST]) {
      const got = await runSteps(await sharedEngine({ threads: 1 }), optimizer, tensors, steps);
      const values = got.flatMap(({ parameter, state }) => [...(state[AVERAGE] ?? parameter)]);
      expectNear(values, float64s(row.steps[steps]), TOLERANCE, `after ${steps} steps`);
    }
  },
);

test.each(matrices.map((row) => [`${row.name} ${JSON.stringify(row.options)}, ${row.shape}`, row] as const))(
  "%s: as its reference implementation's after 1, 10 and 50 steps",
  async (_, row) => {
    const size = count(row.shape);
    const start = pseudoRandom(size, 1);
    const gradients = Array.from({ length: LAST }, (_, step) => pseudoRandom(size, 2 + step));
    for (const steps of [1, 10, LAST]) {
      const descents = [{ start, gradients, shape: row.shape }];
      const [{ parameter }] = await runSteps(await sharedEngine({ threads: 1 }), make(row), descents, steps);
      expectNear(parameter, float64s(row.steps[steps]), TOLERANCE, `after ${steps} steps`);
    }
  },
);

test("there are rows of nine optimizers and their wrappers", () => {
  expect(new Set(optimizers.map(({ name }) => name)).size).toBe(9);
});
