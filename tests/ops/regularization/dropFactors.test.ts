import { describe, expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { channelDropout, dropPath, graph, input, type Layer, meanSquaredError, model } from "../../../src/index.ts";
import { checkOp, randomOf } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import * as oracle from "../../oracle/regularization/dropFactors.ts";
import { keptFactor } from "../../oracle/regularization/random.ts";
import { callsOf } from "./calls.ts";

const rows: [shape: Shape, batch: number][] = [
  [[1, 1], 1],
  [[2, 3], 4],
  [[3, 4], 2],
  [[4, 3, 5], 3],
  [[2, 3, 8], 5],
  [[5, 1, 9], 2],
  [[3, 2, 4, 7], 3],
  [[7, 13], 17],
  [[2, 700], 3],
];

for (const [shape, batch] of rows)
  for (const rate of [0.5, 0.2]) {
    const name = `[${batch}, ${shape.join(", ")}] ${rate}`;
    const common = { shapes: [shape], batch, tolerance: 1e-7 };
    const [channels, path] = [oracle.channelDropout(rate, randomOf), oracle.dropPath(rate, randomOf)];
    checkOp({ ...common, name: `channelDropout ${name}`, layer: () => channelDropout({ rate }), oracle: channels });
    checkOp({ ...common, name: `dropPath ${name}`, layer: () => dropPath({ rate }), oracle: path });
  }
checkOp({
  ...{ name: "dropPath of one number a sample", layer: () => dropPath({ rate: 0.5 }), shapes: [[1]], batch: 2000 },
  ...{ oracle: oracle.dropPath(0.5, randomOf), tolerance: 1e-7 },
});

/** Factors that samples of ones are multiplied by, seen in the gradient of a sum of halves of squares. */
async function factorsOf(layer: Layer, shape: Shape, batch: number): Promise<Float32Array> {
  const x = input(shape, { name: "x" });
  using net = await model(graph(x, layer(x)), { engine: await sharedEngine({ threads: 2 }), seed: 1 });
  const ones = new Float32Array(batch * count(shape)).fill(1);
  const samples = { x: ones, y: new Float32Array(ones.length) };
  const { inputs } = await net.gradients(samples, { loss: meanSquaredError(), seed: 4 });
  return inputs.x.map((dx) => Math.sqrt((dx * ones.length) / 2)); // dx = 2 factor^2 / length
}

describe.each([0.1, 0.5, 0.9])("at rate %f", (rate) => {
  test("that share of channels is dropped as a whole, the others are scaled for it", async () => {
    const [batch, positions, channels] = [40, 6, 250];
    const factors = await factorsOf(channelDropout({ rate }), [2, 3, channels], batch);
    let kept = 0;
    for (let n = 0; n < batch; n++)
      for (let c = 0; c < channels; c++) {
        const own = Array.from({ length: positions }, (_, p) => factors[(n * positions + p) * channels + c]);
        expect(new Set(own).size).toBe(1);
        if (own[0] === 0) continue;
        kept++;
        expect(own[0] / keptFactor(rate)).toBeCloseTo(1, 5);
      }
    const deviation = Math.sqrt(rate * (1 - rate) * batch * channels);
    expect(Math.abs(kept - (1 - rate) * batch * channels)).toBeLessThan(5 * deviation);
  });

  test("that share of samples is", async () => {
    const batch = 8000;
    const factors = await factorsOf(dropPath({ rate }), [3], batch);
    let kept = 0;
    for (let n = 0; n < batch; n++) {
      expect(new Set(factors.subarray(3 * n, 3 * n + 3)).size).toBe(1);
      if (factors[3 * n]) kept++;
    }
    expect(Math.abs(kept - (1 - rate) * batch)).toBeLessThan(5 * Math.sqrt(rate * (1 - rate) * batch));
  });
});

test.each([channelDropout, dropPath])("nothing is done in inference, nor at rate 0", (make) => {
  expect(callsOf(make(), [5, 4], false)).toEqual([]);
  expect(callsOf(make({ rate: 0 }), [5, 4], true)).toEqual([]);
  expect(callsOf(make(), [5, 4], true)).toEqual(["dropoutFactors", "multiplyRows", "multiplyRows"]);
});
