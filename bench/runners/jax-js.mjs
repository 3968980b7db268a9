// Runner: jax-js, its WebAssembly backend. It finds threads only where there are Web Workers, which Node has not.
import * as jax from "@jax-js/jax";
import { inferenceOf, trainableOf } from "../convert/jax.mjs";
import { channelsFirst, toChannelsFirst, toChannelsLast } from "../convert/layout.mjs";
import { inputValues, labelValues, sample } from "../convert/values.mjs";
import { host } from "./host.mjs";

const { numpy: np } = jax;

export async function open() {
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const threads = typeof Worker === "undefined" ? 1 : (globalThis.navigator?.hardwareConcurrency ?? 1);
  const load = (workload) => (workload.pass === "train" ? loadTraining(workload) : loadInference(workload));
  return host({ about: { build: "wasm simd", threads }, load });
}

const inputArrays = (graph, samples) =>
  inputValues(graph, samples).map((values, i) => {
    const { shape } = graph.nodes[graph.inputs[i]];
    return np.array(toChannelsFirst(values, samples, shape)).reshape([samples, ...channelsFirst(shape)]);
  });

const refs = (arrays) => arrays.map((array) => array.ref);

const dispose = (arrays) => {
  for (const array of arrays) array.dispose();
};

async function loadInference({ pass, graph, batch, training }) {
  if (!["predict", "forward"].includes(pass)) throw new Error("gradients of single layers are not part of this runner");
  const { parameters, apply } = (training ? trainableOf : inferenceOf)(jax, graph);
  const inputs = inputArrays(graph, batch);
  const compiled = jax.jit(apply);
  const once = () => compiled(refs(parameters), refs(inputs));
  const values = await once().data();
  const run = async (calls) => {
    for (let call = 0; call < calls; call++) dispose([await once().blockUntilReady()]);
  };
  const result = toChannelsLast(values, batch, graph.nodes[graph.output].shape);
  return { sample: sample(result), run, dispose: () => dispose([...parameters, ...inputs]) };
}

async function loadTraining({ graph, batch, samples, learningRate, momentum, losses }) {
  const net = trainableOf(jax, graph);
  const [x] = inputArrays(graph, samples);
  const y = oneHot(labelValues(graph, samples), graph.nodes[graph.output].shape[0]);
  const update = jax.jit(updateOf(net.apply, learningRate, momentum));
  let { parameters } = net;
  let velocities = parameters.map(({ shape }) => np.zeros(shape));
  let from = 0;
  const step = async () => {
    const batches = [x, y].map((data) => data.ref.slice([from, from + batch]));
    from = (from + batch) % samples;
    const [loss, ...next] = update(parameters, velocities, ...batches);
    [parameters, velocities] = next;
    const [value] = await loss.data();
    return value;
  };
  const first = [];
  while (first.length < losses) first.push(await step());
  const run = async (calls) => {
    for (let call = 0; call < calls; call++) await step();
  };
  return { sample: first, run, dispose: () => dispose([...parameters, ...velocities, x, y]) };
}

/** One step of SGD with momentum: parameters, velocities, images and labels to the loss and the next two. */
function updateOf(apply, learningRate, momentum) {
  const lossOf = (parameters, images, labels) => {
    const scores = jax.nn.logSoftmax(apply(parameters, [images]), 1);
    return np.mean(np.sum(scores.mul(labels), 1)).neg();
  };
  return (parameters, velocities, images, labels) => {
    const [loss, gradients] = jax.valueAndGrad(lossOf)(refs(parameters), images, labels);
    const next = velocities.map((velocity, i) => velocity.mul(momentum).add(gradients[i]));
    return [loss, parameters.map((parameter, i) => parameter.sub(next[i].ref.mul(learningRate))), next];
  };
}

function oneHot(labels, classes) {
  const values = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => {
    values[i * classes + label] = 1;
  });
  return np.array(values).reshape([labels.length, classes]);
}
