import { expect, test } from "vitest";
import type { Samples } from "../../src/data/samples.ts";
import {
  add,
  averagePool2d,
  batchNorm,
  concat,
  conv2d,
  dense,
  flatten,
  type Graph,
  globalAveragePool2d,
  graph,
  input,
  type Layer,
  maxPool2d,
  model,
  multiply,
  relu,
  sequential,
  sigmoid,
  silu,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { lenet5 } from "../../src/models/lenet5.ts";
import { compile } from "../../src/plan/compile.ts";
import { batches } from "../../src/train/batches.ts";
import { fillBatch } from "../../src/train/run.ts";
import { sharedEngine } from "../harness/engines.ts";
import { runGuarded } from "../harness/guarded.ts";
import { pseudoRandom } from "../harness/values.ts";

/** Two branches that meet in no layer, with padding, strides, groups and pools: many lifetimes at once. */
function branching(): Graph {
  const x = input([28, 28, 1]);
  const stem = sequential(conv2d({ filters: 6, kernel: 3, padding: "same" }), relu(), maxPool2d({ window: 2 }))(x);
  const left = sequential(
    conv2d({ filters: 8, kernel: 3, groups: 2, stride: 2 }),
    sigmoid(),
    flatten(),
    dense({ units: 10 }),
  )(stem);
  const right = sequential(averagePool2d({ window: 3, stride: 2 }), flatten(), dense({ units: 7 }))(stem);
  return graph(x, { left, right });
}

/** Residual blocks with gates: gradients that several nodes share, sums of them, and an output that is used inside too. */
function residual(): Graph {
  const conv = (): Layer => conv2d({ filters: 8, kernel: 3, padding: "same" });
  const gate = sequential(globalAveragePool2d(), dense({ units: 8 }), sigmoid());
  const block: Layer = (x) => {
    const h = sequential(conv(), silu(), conv())(x);
    return add()(multiply()(h, gate(h)), x);
  };
  const head = (units: number): Layer => sequential(globalAveragePool2d(), dense({ units }));
  const x = input([28, 28, 1]);
  const stem = sequential(conv(), relu(), maxPool2d({ window: 2 }))(x);
  const middle = relu()(block(stem));
  const left = head(10)(concat()(middle, block(middle), stem));
  return graph(x, { left, right: head(7)(add()(middle, middle, stem)) });
}

/** Values that take the place of others: normalised, with activations behind that need no pass of their own. */
function normalized(): Graph {
  const x = input([28, 28, 1]);
  const block = (filters: number): Layer =>
    sequential(conv2d({ filters, kernel: 3, stride: 2, bias: false }), batchNorm(), relu());
  const layers = sequential(block(5), block(8), flatten(), dense({ units: 9 }), batchNorm(), dense({ units: 10 }));
  return graph(x, layers(x));
}

const BATCH = 5;
const labels = (classes: number): Uint8Array => Uint8Array.from({ length: BATCH }, (_, i) => (i * 3) % classes);
const bytes = Uint8Array.from(pseudoRandom(BATCH * 28 * 28, 1), (value) => 128 + 127 * value);

test.each<[string, Graph, Samples]>([
  ["LeNet-5", lenet5(), { x: bytes, y: { output: labels(10) } }],
  ["a normalised network", normalized(), { x: bytes, y: { output: labels(10) } }],
  ["a branching network", branching(), { x: bytes, y: { left: labels(10), right: labels(7) } }],
  ["a residual network", residual(), { x: bytes, y: { left: labels(10), right: labels(7) } }],
])("slots that share memory change no bit of the gradients of %s", async (_, net, samples) => {
  const engine = await sharedEngine({ threads: 2 });
  using made = await model(net, { engine, seed: 1 });
  const loss = Object.fromEntries(Object.keys(net.outputs).map((name) => [name, softmaxCrossEntropy()]));
  const data = batches(net, loss, samples, "data");

  // The same program with each slot in memory of its own, which begins as NaN.
  const apart = compile(net, made.network.parameterSlots, BATCH, { losses: loss, gradients: { inputs: net.inputs } });
  const expected = await runGuarded(
    engine,
    apart,
    (tape) => void fillBatch({ ...apart, tape }, data, null, 0, BATCH),
    (tape) =>
      [...apart.parameterGradients].map(([parameter, { slot }]) => [
        net.parameters.get(parameter),
        tape.floats(slot).slice(),
      ]),
  );
  const { parameters } = await made.gradients(samples, { loss });
  expect(Object.entries(parameters)).toEqual(expected);
  expect(Object.keys(parameters)).toHaveLength(net.trained.size);
});
