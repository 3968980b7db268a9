// The program of all ops: every layer and loss with the options and shapes of its golden cases, what draws random numbers, every
// optimizer, every schedule and every transform of pictures. Each result is a hash of all bits, which must be the same in every runtime.
// cases.mjs is made of tests/golden/ops when the program is put together (../support/project.mjs).
import cases from "./cases.mjs";
import { Hash } from "./hash.mjs";
import * as fovea from "./library.mjs";
import { optimizers, randomLayers, schedules } from "./tables.mjs";
import { runTransforms } from "./transforms.mjs";

/** Computes everything on one engine; `results` holds [family, name, hash] in order. */
export async function ops({ dispose = true, ...engineOptions } = {}) {
  const began = now();
  const core = await fovea.engine(engineOptions);
  const results = [];
  for (const [family, all] of Object.entries(cases))
    for (const each of all) results.push([family, nameOf(each), await runLayer(core, each)]);
  for (const each of randomLayers) results.push(["random", nameOf(each), await runLayer(core, each)]);
  for (const [name, make] of Object.entries(optimizers(fovea)))
    results.push(["optimizers", name, await runOptimizer(core, make)]);
  for (const [name, schedule] of Object.entries(schedules(fovea)))
    results.push(["schedules", name, runSchedule(schedule)]);
  await runTransforms(fovea.augment, core, (name, arrays) => {
    const hash = arrays.reduce((all, array) => all.add(array), new Hash());
    results.push(["transforms", name, hash.toString()]);
  });
  const total = new Hash();
  for (const result of results) total.add(result.join());
  const ended = now();
  const hash = `${results.length} results, ${total}`;
  const result = { began, ended, seconds: (ended - began) / 1000, hash, results, ...core.info };
  if (dispose) core.dispose();
  return result;
}

/** Milliseconds on a clock that a page shares with its workers. */
const now = () => performance.timeOrigin + performance.now();

const nameOf = ({ layer, options, inputs, output, training }) =>
  `${layer}(${JSON.stringify(options)}) of ${JSON.stringify(inputs)}` +
  `${output === undefined ? "" : `, output ${output}`}${training ? "" : ", inference"}`;

/** What a layer, or a loss as layers, makes of a batch, and the gradients of 1/2 |y - t|^2 with respect to inputs and parameters. */
async function runLayer(core, each) {
  const nodes = each.inputs.map(([, ...shape], i) => fovea.input(shape, { name: `x${i}` }));
  const layer = Reflect.get(fovea, each.layer)(each.options);
  const given = nodes.map((node, i) => (each.still?.[i] ? fovea.stopGradient()(node) : node));
  const made = (typeof layer === "function" ? layer : layer.of)(...given);
  const y = each.output === undefined ? made : made[each.output];
  const net = await fovea.model(fovea.graph(nodes, y), { engine: core });
  try {
    const keys = Object.keys(each.parameters ?? {});
    const values = net.parameters().map(({ path, data }, i) => [path, numbers(each, keys[i], data.length, 101 + i)]);
    net.setParameters(Object.fromEntries(values));
    const x = Object.fromEntries(
      each.inputs.map((shape, i) => [`x${i}`, numbers(each, `x${i}`, product(shape), 1 + i)]),
    );
    const hash = new Hash();
    const outputs = await net.predict(x);
    hash.add(outputs);
    if (each.training) {
      const targets = numbers({}, "y", outputs.length, 202);
      const { loss, parameters, inputs } = await net.gradients({ x, y: targets }, { loss: fovea.euclidean(), seed: 3 });
      hash.add(new Float64Array([loss]));
      for (const gradient of [...Object.values(parameters), ...Object.values(inputs)]) hash.add(gradient);
    }
    return hash.toString();
  } finally {
    net.dispose();
  }
}

const [SAMPLES, BATCH, CLASSES] = [12, 4, 5];

/** Six steps of a small network, with its parameters, running statistics and the optimizer's state after them. */
async function runOptimizer(core, make) {
  const { batchNorm, conv2d, dense, dropout, flatten, graph, input, model, relu, sequential } = fovea;
  const x = input([5, 4, 3]);
  const layers = [conv2d({ filters: 6, kernel: 3 }), batchNorm(), relu(), flatten(), dropout({ rate: 0.25 })];
  const net = await model(graph(x, sequential(...layers, dense({ units: CLASSES }))(x)), { engine: core, seed: 1 });
  try {
    const samples = {
      x: numbers({}, "x", SAMPLES * 60, 7),
      y: Uint8Array.from({ length: SAMPLES }, (_, i) => (3 * i) % CLASSES),
    };
    const options = { epochs: 2, batchSize: BATCH, seed: 5, optimizer: make(), loss: fovea.softmaxCrossEntropy() };
    const hash = new Hash();
    for await (const { kind, loss } of net.fit(samples, options))
      if (kind === "epoch") hash.add(new Float64Array([loss]));
    hash.add(net.save({ training: true }));
    return hash.toString();
  } finally {
    net.dispose();
  }
}

/** Its rates at the first 64 steps, in float64. */
const runSchedule = (schedule) =>
  new Hash().add(Float64Array.from({ length: 64 }, (_, step) => schedule(step + 1))).toString();

const product = (shape) => shape.reduce((all, size) => all * size, 1);

/** The numbers of tests/golden: given, or drawn from an integer hash, -1 to 1 or in the case's range. */
function numbers({ values, ranges }, key, length, seed) {
  if (values?.[key]) return Float32Array.from(values[key].flat(9));
  const [low, high] = ranges?.[key] ?? [-1, 1];
  return Float32Array.from({ length }, (_, i) => {
    let h = Math.imul(i + 1 + seed * 7919, 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
    h ^= h >>> 13;
    return low + ((high - low) * ((h >>> 8) / 2 ** 23)) / 2;
  });
}
