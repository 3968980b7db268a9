import { expect, test } from "vitest";
import { goldenCases } from "../harness/goldenCase.ts";
import { exportedLayers } from "../harness/layers.ts";

const random = "draws other random numbers than PyTorch; tests/ops/regularization draws its own ones again";

/** Layers that have no case of PyTorch's, and why. */
const exceptions: Readonly<Record<string, string>> = {
  alphaDropout: random,
  channelDropout: random,
  dropBlock: random,
  dropout: random,
  dropPath: random,
  gaussianDropout: random,
  gaussianNoise: random,
};

test("every exported layer has cases from PyTorch, or is a listed exception", async () => {
  const layers = await exportedLayers();
  expect(layers.length).toBeGreaterThanOrEqual(15);
  const cases = new Set(goldenCases().flatMap(([, all]) => all.map(({ layer }) => layer)));
  const missing = layers.filter((layer) => !cases.has(layer) && !(layer in exceptions));
  expect(missing, "write cases in tests/golden/ops, or say here why there are none").toEqual([]);
  for (const layer of Object.keys(exceptions)) {
    expect(layers, `${layer} is a layer`).toContain(layer);
    expect(cases.has(layer), `${layer} is no exception: it has cases`).toBe(false);
  }
});
