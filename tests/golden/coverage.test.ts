// What the library exports is compared with PyTorch, and run in every runtime, or it says here why not.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as fovea from "../../src/index.ts";
import * as losses from "../../src/losses/index.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import * as schedules from "../../src/schedules/index.ts";
import { goldenCases } from "../harness/goldenCase.ts";
import { exportedLayers } from "../harness/layers.ts";
import * as tables from "../runtimes/program/tables.mjs";

type Names = readonly string[];
type Exceptions = Readonly<Record<string, string>>;

interface Named {
  readonly name: string;
  readonly options: object;
}

const functionsOf = (module: object): Names =>
  Object.entries(module).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
const steps = JSON.parse(readFileSync(new URL("optimizers.json", import.meta.url), "utf8")) as {
  optimizers: Named[];
  /** Those of matrices. */
  matrices: Named[];
  schedules: Named[];
};

/** Optimizers that PyTorch has, and wrappers, by the options that stand for them there. */
const stepped = (): Names =>
  [...steps.optimizers, ...steps.matrices].flatMap(({ name, options }) =>
    [name, ...Object.keys(options)].map((key) => (key === "clip" ? "clipGradients" : key)),
  );

const random = "draws other random numbers than PyTorch; tests/ops/regularization draws its own ones again";
const layers = goldenCases().flatMap(([, cases]) => cases.map(({ layer }) => layer));
const own = "PyTorch has none; tests/optimizers hold it to its rule in float64";
const penalty = "PyTorch has none; tests/optimizers/regularize.test.ts holds it to its formula";

describe.each<[string, () => Names | Promise<Names>, Names, Exceptions]>([
  [
    "layer",
    exportedLayers,
    layers,
    {
      alphaDropout: random,
      channelDropout: random,
      dropBlock: random,
      dropout: random,
      dropPath: random,
      gaussianDropout: random,
      gaussianNoise: random,
    },
  ],
  [
    "loss",
    () => functionsOf(losses),
    layers,
    { customLoss: "is made of layers, which have cases", minimize: "is the output itself" },
  ],
  [
    "optimizer and wrapper",
    () => functionsOf(optimizers),
    stepped(),
    {
      constrain: own,
      lars: own,
      lion: own,
      lookahead: own,
      parameterGroups: "gives parameters to optimizers, which have cases",
      perceptronRule: "is sgd with another learning rate",
      regularize: penalty,
      l1Penalty: penalty,
      l2Penalty: penalty,
      orthogonalPenalty: penalty,
      customPenalty: penalty,
    },
  ],
  [
    "schedule",
    () => functionsOf(schedules),
    steps.schedules.map(({ name }) => name),
    {
      chain: "puts schedules one behind the other; tests/schedules",
      inverseRoot: "PyTorch has none; tests/schedules",
      onPlateau: "has its own cases, with what it observes",
    },
  ],
])("every exported %s", (_, exported, cases, exceptions) => {
  test("has cases from PyTorch, or is a listed exception", async () => {
    const all = await exported();
    expect(all.length).toBeGreaterThanOrEqual(10);
    const missing = all.filter((name) => !cases.includes(name) && !(name in exceptions));
    expect(missing, "write cases in tests/golden, or say here why there are none").toEqual([]);
    for (const name of Object.keys(exceptions)) {
      expect(all, `${name} is exported`).toContain(name);
      expect(cases, `${name} is no exception: it has cases`).not.toContain(name);
    }
  });
});

describe("the program of all ops, which runs in every runtime, has every", () => {
  /** Parts of the tables' names: "regularize, l1Penalty". */
  const parts = (table: object): Names => Object.keys(table).flatMap((name) => name.split(", "));

  test("layer and loss that PyTorch has no cases of", async () => {
    const random = tables.randomLayers.map(({ layer }) => layer);
    const all = [...(await exportedLayers()), ...functionsOf(losses)];
    const missing = all.filter((name) => !layers.includes(name) && !random.includes(name));
    expect(missing.sort()).toEqual(["customLoss", "minimize"]);
  });

  test("optimizer, wrapper and penalty", () => {
    const run = parts(tables.optimizers(fovea));
    expect(functionsOf(optimizers).filter((name) => !run.includes(name))).toEqual([]);
  });

  test("schedule", () => {
    const run = parts(tables.schedules(fovea));
    expect(functionsOf(schedules).filter((name) => !run.includes(name))).toEqual([]);
  });
});
