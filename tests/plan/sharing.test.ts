import { expect, test } from "vitest";
import type { Samples } from "../../src/data/samples.ts";
import {
  averagePool2d,
  conv2d,
  dense,
  flatten,
  type Graph,
  graph,
  input,
  maxPool2d,
  model,
  relu,
  sequential,
  sigmoid,
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

const BATCH = 5;
const labels = (classes: number): Uint8Array => Uint8Array.from({ length: BATCH }, (_, i) => (i * 3) % classes);
const bytes = Uint8Array.from(pseudoRandom(BATCH * 28 * 28, 1), (value) => 128 + 127 * value);

test.each<[string, Graph, Samples]>([
  ["LeNet-5", lenet5(), { x: bytes, y: { output: labels(10) } }],
  ["a branching network", branching(), { x: bytes, y: { left: labels(10), right: labels(7) } }],
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
  expect(Object.keys(parameters)).toHaveLength(net.parameters.size);
});
