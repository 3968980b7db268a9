import { expect, test } from "vitest";
import { fromSamples } from "../../src/data/index.ts";
import { dense, flatten, graph, input, meanSquaredError, model, relu, sequential, sgd } from "../../src/index.ts";
import { permutation } from "../../src/random.ts";
import { overfitOneBatch } from "../../src/training/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { pseudoRandom } from "../harness/values.ts";
import { bands, CLASSES, loss, pick, SIZE, smallModel } from "../train/toys.ts";

const samples = bands(40);
const core = await sharedEngine({ threads: 1 });

test("a net that can learn does, and is as before", async () => {
  using net = await smallModel();
  const hash = net.parametersHash();
  const { ok, losses, accuracies, message } = await overfitOneBatch(net, samples, { loss });
  expect(ok).toBe(true);
  expect(losses.at(-1)).toBeLessThanOrEqual(losses[0] / 10);
  expect(losses.at(-2)).toBeGreaterThan(losses[0] / 10);
  expect(accuracies).toHaveLength(losses.length);
  expect(accuracies.at(-1)).toBe(1);
  expect(message).toMatch(
    /^The model can learn: the loss of one batch went from [\d.]+ to [\d.]+ in \d+ steps, 100 % of its labels are right\.$/,
  );
  expect(net.parametersHash()).toBe(hash);
  expect(net.position).toBe(null);
});

test("the batch is drawn by the seed, or all where there are fewer", async () => {
  using net = await smallModel();
  for (const seed of [0, 3]) {
    const { losses } = await overfitOneBatch(net, samples, { loss, batchSize: 5, steps: 1, seed });
    const drawn = pick(samples, [...permutation(40, seed, 0).subarray(0, 5)]);
    expect(losses).toEqual([(await net.evaluate(drawn, { loss })).loss]);
  }
  const all = await overfitOneBatch(net, samples, { loss, batchSize: 1000, steps: 1 });
  expect(all.losses[0]).toBeCloseTo((await net.evaluate(samples, { loss })).loss, 6);
});

test("of a data set the same; the first where it is read in order, and those of its first batch", async () => {
  using net = await smallModel();
  const lines = fromSamples(samples, { shape: [SIZE, SIZE, 1] });
  const options = { loss, batchSize: 5, steps: 1 };
  const { losses } = await overfitOneBatch(net, samples, options);
  expect((await overfitOneBatch(net, lines, options)).losses).toEqual(losses);
  const first = [(await net.evaluate(pick(samples, [0, 1, 2, 3, 4]), { loss })).loss];
  expect(
    (
      await overfitOneBatch(
        net,
        lines.filter(() => true),
        options,
      )
    ).losses,
  ).toEqual(first);
  expect((await overfitOneBatch(net, lines.batch(8), options)).losses).toEqual(first);
});

test("sorted classes are mixed, so that more than one is learnt", async () => {
  using net = await smallModel();
  const sorted = pick(
    samples,
    [...samples.y.keys()].sort((a, b) => samples.y[a] - samples.y[b]),
  );
  const { accuracies } = await overfitOneBatch(net, sorted, { loss, batchSize: 12, steps: 30, share: 1e-6 });
  const early = accuracies.slice(0, 3); // of one class, all would be right at once
  expect(Math.max(...early)).toBeLessThan(1);
});

test("several inputs and outputs, with weights", async () => {
  const [a, b] = [input([3], { name: "a" }), input([2], { name: "b" })];
  const outputs = { kind: dense({ units: 4 })(a), size: dense({ units: 1 })(b) };
  using net = await model(graph([a, b], outputs), { engine: core, seed: 1 });
  const floats = (count: number, seed: number): Float32Array => Float32Array.from(pseudoRandom(count, seed));
  const data = {
    x: { a: floats(60, 1), b: floats(40, 2) },
    y: { kind: Uint8Array.from({ length: 20 }, (_, i) => i % 4), size: floats(40, 2).filter((_, i) => i % 2 === 0) },
    weights: Float32Array.from({ length: 20 }, (_, i) => 1 + (i % 2)),
  };
  const losses = { kind: loss, size: meanSquaredError() };
  const found = await overfitOneBatch(net, data, {
    loss: losses,
    batchSize: 3,
    steps: 400,
    optimizer: sgd({ learningRate: 0.3 }),
  });
  expect(found.message).toMatch(/^The model can learn/);
});

test("a net that gets no gradient is told so, with the layer", async () => {
  const x = input([SIZE, SIZE, 1], { name: "picture", mean: 90, std: 50 });
  const stopped = sequential(flatten(), dense({ units: 8 }), relu(), dense({ units: CLASSES, name: "scores" }));
  using net = await model(graph(x, stopped(x)), { engine: core, seed: 1 });
  const bias = net.parameters().filter(({ path }) => path.endsWith("/bias"))[0].path;
  net.setParameters({ [bias]: new Float32Array(8).fill(-1e6) });
  const { ok, message } = await overfitOneBatch(net, samples, { loss, steps: 20 });
  expect(ok).toBe(false);
  expect(message).toMatch(
    /^The model did not learn it by heart: .* in 20 steps, \d+ % of its labels are right\. step 1, layer 2\.relu: 100 % of its units are zero/,
  );
});

test("a loss that grows beyond all bounds is told with its layer", async () => {
  using net = await smallModel();
  const optimizer = sgd({ learningRate: 1e30 });
  const { ok, losses, message } = await overfitOneBatch(net, samples, { loss, optimizer });
  expect(ok).toBe(false);
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(message).toMatch(/step \d+: the loss or its gradient is not finite; (layer|parameter) /);
});

test("labels that contradict each other cannot be learnt", async () => {
  using net = await smallModel();
  const one = samples.x.subarray(0, SIZE * SIZE);
  const data = { x: Uint8Array.from([...one, ...one, ...one]), y: Uint8Array.of(0, 1, 2) };
  const { ok, message } = await overfitOneBatch(net, data, { loss, steps: 60 });
  expect(ok).toBe(false);
  expect(message).toContain("Look at the labels");
});

test("a share that is not met says that it does learn", async () => {
  using net = await smallModel();
  const { ok, message } = await overfitOneBatch(net, samples, { loss, steps: 60, share: 1e-9 });
  expect(ok).toBe(false);
  expect(message).toContain("It does learn: more steps or another learning rate may do");
});
