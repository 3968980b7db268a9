import { expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import {
  add,
  batchNorm,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  deformConv2d,
  depthwiseConv2d,
  graph,
  input,
  type Layer,
  locallyConnected2d,
  meanSquaredError,
  model,
  type Node,
  relu6,
} from "../../../src/index.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { largestDifference, pseudoRandom } from "../../harness/values.ts";

// What stands behind a convolution is done on its results' way to memory where its kernels can: scores and gradients must not differ from
// those of the layers one by one.

const deform: Layer = (x) =>
  deformConv2d({ filters: 3, kernel: 3, padding: 1 })(x, conv2d({ filters: 18, kernel: 3, padding: 1 })(x));

const layers: [name: string, shape: Shape, layer: Layer][] = [
  ["conv1d", [7, 3], conv1d({ filters: 3, kernel: 3, padding: "same" })],
  ["conv2d with a reflecting border", [5, 4, 3], conv2d({ filters: 3, kernel: 3, padding: 1, paddingMode: "reflect" })],
  ["conv3d", [3, 4, 5, 3], conv3d({ filters: 3, kernel: 3, padding: 1 })],
  ["convTranspose1d", [7, 3], convTranspose1d({ filters: 3, kernel: 3, padding: 1 })],
  ["convTranspose2d by Winograd's algorithm", [9, 8, 16], convTranspose2d({ filters: 16, kernel: 3, padding: 1 })],
  ["convTranspose2d with stride", [5, 4, 3], convTranspose2d({ filters: 4, kernel: 4, stride: 2, padding: 1 })],
  ["convTranspose2d, pixels that no input reaches", [3, 4, 2], convTranspose2d({ filters: 3, kernel: 1, stride: 2 })],
  ["convTranspose2d in groups", [5, 4, 6], convTranspose2d({ filters: 4, kernel: 3, stride: 2, groups: 2 })],
  [
    "convTranspose2d by channel",
    [5, 4, 6],
    convTranspose2d({ filters: 6, kernel: 3, stride: 2, groups: 6, bias: false }),
  ],
  ["convTranspose3d", [3, 2, 3, 4], convTranspose3d({ filters: 3, kernel: 2, stride: 2 })],
  ["depthwiseConv2d with a multiplier", [5, 4, 5], depthwiseConv2d({ kernel: 3, padding: 1, multiplier: 3 })],
  ["deformConv2d", [5, 4, 2], deform],
  ["locallyConnected2d", [5, 4, 3], locallyConnected2d({ filters: 3, kernel: 3 })],
];

const BATCH = 2;

test.each(layers)("%s, normalised, added to and clamped", async (_, shape, layer) => {
  const engine = await sharedEngine({ threads: 2 });
  const x = input(shape, { name: "x" });
  const z = input(layer(x).shape, { name: "z" });
  /** `apart` makes every node an output, so that nothing is fused. */
  const build = (apart: boolean) => {
    const outputs: Record<string, Node> = {};
    const h = layer(x);
    const normal = batchNorm()(h);
    const sum = add()(normal, z);
    if (apart) Object.assign(outputs, { h, normal, sum });
    return graph([x, z], { ...outputs, y: relu6()(sum) });
  };
  using together = await model(build(false), { engine, seed: 3 });
  using apart = await model(build(true), { engine, seed: 3 });
  for (const net of [together, apart])
    net.setParameters(
      Object.fromEntries(
        net.parameters().map(({ path, shape: of }, i) => {
          const data = pseudoRandom(count(of), 10 + i);
          return [path, path.endsWith("variance") ? data.map((value) => value ** 2 + 0.5) : data];
        }),
      ),
    );
  const values = (of: Shape, seed: number): Float32Array =>
    Float32Array.from(pseudoRandom(BATCH * count(of), seed), (value) => 2 * value);
  const data = { x: values(shape, 1), z: values(z.shape, 2) };
  const scores = (await apart.predict(data)) as Record<string, Float32Array>;
  // Rounding errors are relative to what is clamped, and to its parts; two results of Winograd's algorithm may differ by so much.
  const size = Math.max(...[scores.h, scores.normal, scores.sum].flatMap((of) => [...of.map(Math.abs)]));
  const difference = ((await together.predict(data)) as Float32Array).map((y, i) => Math.abs(y - scores.y[i]));
  expect(Math.max(...difference)).toBeLessThan(5e-6 * size);
  expect(scores.y.some((value) => value === 0) && scores.y.some((value) => value > 0)).toBe(true);

  const samples = { x: data, y: { y: values(z.shape, 3) } };
  const loss = { y: meanSquaredError() };
  const [got, expected] = [await together.gradients(samples, { loss }), await apart.gradients(samples, { loss })];
  for (const [path, gradient] of Object.entries({ ...expected.inputs, ...expected.parameters }))
    expect(largestDifference({ ...got.inputs, ...got.parameters }[path], gradient), path).toBeLessThan(2e-6);
});
