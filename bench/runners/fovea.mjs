// Runner: fovea. Nets and trainings as a user writes them; single layers without copies in and out.
import * as fovea from "../../build/bench/internals/index.mjs";
import { inputValues, labelValues, outputGradient, parameterValues, rawInputs, sample } from "../convert/values.mjs";
import { host } from "./host.mjs";

export async function open({ threads, build }) {
  const core = await fovea.engine({ threads, fast: build === "relaxed" });
  const { info } = core;
  if (info.build !== build) throw new Error(`no ${build} build here: ${info.reason}`);
  const about = { build: info.build, threads: info.threads, version: info.version, runtimeVersion: info.runtime };
  return host({ about, load: (workload) => loaders[workload.pass](core, workload) });
}

const loaders = {
  predict: loadNet,
  train: loadTraining,
  forward: loadOp,
  inputGradient: loadOp,
  weightGradient: loadOp,
  backward: loadOp,
};

async function loadOp(core, { pass, saved, graph, batch, training = false, gradients }) {
  const values = {
    inputs: inputValues(graph, batch),
    parameters: namedParameters(graph),
    outputGradient: outputGradient(graph, batch),
  };
  const op = await fovea.OpPass.create(
    core,
    fovea.graphFromJson(saved),
    batch,
    { kind: pass, training, gradients },
    values,
  );
  const run = async (calls) => {
    for (let call = 0; call < calls; call++) {
      const running = op.run();
      if (running) await running;
    }
  };
  return { sample: sample(op.result), run, dispose: () => op.dispose() };
}

async function loadNet(core, { saved, graph, batch }) {
  const net = await modelOf(core, saved, graph);
  const [x] = rawInputs(graph, batch);
  const run = async (calls) => {
    for (let call = 0; call < calls; call++) await net.predict(x, { batchSize: batch });
  };
  return { sample: sample(await net.predict(x, { batchSize: batch })), run, dispose: () => net.dispose() };
}

async function loadTraining(core, { saved, graph, batch, samples, learningRate, momentum, losses }) {
  const net = await modelOf(core, saved, graph);
  const data = { x: rawInputs(graph, samples)[0], y: labelValues(graph, samples) };
  const training = net.fit(data, {
    batchSize: batch,
    epochs: 1_000_000,
    shuffle: false,
    optimizer: fovea.sgd({ learningRate, momentum }),
    loss: fovea.softmaxCrossEntropy(),
  });
  const step = async () => {
    for (;;) {
      const { value } = await training.next();
      if (value.kind === "step") return value.loss;
    }
  };
  const first = [];
  while (first.length < losses) first.push(await step());
  const run = async (calls) => {
    for (let call = 0; call < calls; call++) await step();
  };
  return { sample: first, run, dispose: () => net.dispose() };
}

async function modelOf(core, saved, graph) {
  const net = await fovea.model(fovea.graphFromJson(saved), { engine: core });
  net.setParameters(namedParameters(graph));
  return net;
}

function namedParameters(graph) {
  const values = parameterValues(graph);
  return Object.fromEntries(graph.parameters.map(({ path }, i) => [path, values[i]]));
}
