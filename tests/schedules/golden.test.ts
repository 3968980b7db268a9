// The learning rates of PyTorch's schedules (tests/golden/optimizers.py).
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as fovea from "../../src/index.ts";
import { float64s } from "../harness/base64.ts";

interface Row {
  readonly name: string;
  readonly options: Record<string, unknown> & { schedule?: fovea.StepDecayOptions };
  readonly rates: string;
}

const golden = JSON.parse(readFileSync(new URL("../golden/optimizers.json", import.meta.url), "utf8")) as {
  schedules: Row[];
  observed: number[];
  plateaus: { options: fovea.OnPlateauOptions; rates: string }[];
};
const makers = fovea as unknown as Record<string, (...options: unknown[]) => fovea.StepSchedule>;

/** Relative, of f64 numbers that PyTorch computes step by step and fovea at once. */
const TOLERANCE = 1e-12;

const expectRates = (got: readonly number[], rates: string): void => {
  const expected = float64s(rates);
  expect(got).toHaveLength(expected.length);
  for (const [t, rate] of got.entries())
    expect(Math.abs(rate - expected[t]), `step ${t + 1}: ${rate}, PyTorch's ${expected[t]}`).toBeLessThanOrEqual(
      TOLERANCE * Math.max(expected[t], 1e-3),
    );
};

test.each(golden.schedules.map((row) => [`${row.name} ${JSON.stringify(row.options)}`, row] as const))(
  "%s: as PyTorch's at every step",
  (_, { name, options, rates }) => {
    const { schedule: inner, ...own } = options;
    const made = inner
      ? makers[name](fovea.stepDecay(inner), own)
      : makers[name](typeof options === "object" ? own : options);
    expectRates(
      Array.from(float64s(rates), (_, t) => made(t + 1)),
      rates,
    );
  },
);

test.each(golden.plateaus.map((row) => [JSON.stringify(row.options), row] as const))(
  "onPlateau %s: as PyTorch's after every observation",
  (_, { options, rates }) => {
    const made = fovea.onPlateau(options);
    const got = golden.observed.map((value) => {
      made.observe(value);
      return made(1);
    });
    expectRates(got, rates);
  },
);
