// Gradients where values meet again: shared without a copy, added up, or both.
import { expect, test } from "vitest";
import {
  add,
  concat,
  conv2d,
  dense,
  euclidean,
  flatten,
  type Graph,
  globalAveragePool2d,
  graph,
  input,
  type Layer,
  meanSquaredError,
  model,
  multiply,
  type Samples,
  sequential,
  sigmoid,
  silu,
  softmaxCrossEntropy,
  tanh,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { pseudoRandom } from "../harness/values.ts";
import { checkGradients } from "./differences.ts";

/** Small enough that the rounding of the loss stays far below the tolerance. */
const mild = meanSquaredError({ weight: 0.1 });
const floats = (length: number, seed: number): Float32Array => Float32Array.from(pseudoRandom(length, seed));

async function check(g: Graph, samples: Samples, loss: Parameters<typeof checkGradients>[2]): Promise<void> {
  using net = await model(g, { engine: await sharedEngine({ threads: 1 }), seed: 5 });
  await checkGradients(net, samples, loss);
}

const residual =
  (f: Layer): Layer =>
  (x) =>
    add()(f(x), x);

test("residual blocks", async () => {
  const x = input([4, 3, 2]);
  const conv = (): Layer => conv2d({ filters: 2, kernel: 3, padding: "same" });
  const layers = sequential(
    residual(sequential(conv(), tanh(), conv())),
    tanh(),
    residual(conv()),
    flatten(),
    dense({ units: 3 }),
  );
  await check(graph(x, layers(x)), { x: floats(2 * 24, 1), y: Uint8Array.of(2, 0) }, softmaxCrossEntropy());
});

test("an input added to itself", async () => {
  const x = input([3]);
  const y = add()(x, x);
  await check(graph(x, y), { x: floats(6, 1), y: floats(6, 2) }, mild);
  await check(graph(x, add()(y, y, x)), { x: floats(6, 1), y: floats(6, 2) }, mild);
});

test("a gradient that arrives by two shared paths, and a third that is not", async () => {
  const x = input([4]);
  const h = tanh()(dense({ units: 3 })(x));
  const once = add()(h, sigmoid()(h));
  const twice = add()(once, h);
  await check(graph(x, add()(twice, once, tanh()(twice))), { x: floats(8, 1), y: floats(6, 2) }, mild);
});

test("a sum that is an output, and its parts too, all used inside as well", async () => {
  const x = input([4]);
  const [left, right] = [tanh()(dense({ units: 3 })(x)), dense({ units: 3 })(x)];
  const sum = add()(left, right);
  const end = add()(tanh()(sum), left);
  await check(
    graph(x, { end, sum, left, again: sum }),
    { x: floats(8, 1), y: { end: floats(6, 2), sum: floats(6, 3), left: floats(6, 4), again: Uint8Array.of(1, 2) } },
    { end: meanSquaredError(), sum: euclidean(), left: euclidean(), again: softmaxCrossEntropy() },
  );
});

test("sums across a flattening", async () => {
  const x = input([3, 2]);
  const h = tanh()(dense({ units: 2 })(x));
  const flat = flatten()(h);
  const y = add()(flat, flatten()(add()(h, x)), tanh()(flat));
  await check(graph(x, y), { x: floats(12, 1), y: floats(12, 2) }, meanSquaredError());
});

test("squeeze-and-excitation, branches and global pools", async () => {
  const x = input([3, 4, 2]);
  const gate = sequential(globalAveragePool2d({ keepDimensions: true }), dense({ units: 2 }), sigmoid());
  const h = silu()(conv2d({ filters: 2, kernel: 2 })(x));
  const branches = concat()(multiply()(h, gate(h)), h, add()(h, globalAveragePool2d()(h)));
  const y = dense({ units: 3 })(globalAveragePool2d()(branches));
  await check(graph(x, y), { x: floats(48, 1), y: Uint8Array.of(1, 0) }, softmaxCrossEntropy());
});

test("both gradients of an input added to its own square are exact", async () => {
  const x = input([5]);
  using net = await model(graph(x, add()(multiply()(x, x), x)), { engine: await sharedEngine({ threads: 1 }) });
  const values = Float32Array.of(-2, 0.5, 0, 1, 3);
  // The loss is half the sum of squares of y, so that dy = y.
  const { inputs } = await net.gradients({ x: values, y: new Float32Array(5) }, { loss: euclidean() });
  expect([...inputs.input]).toEqual([...values].map((v) => (v * v + v) * (2 * v + 1)));
});
