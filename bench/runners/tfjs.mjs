// What TensorFlow.js does alike with every backend.
import * as tf from "@tensorflow/tfjs";
import { inferenceOf, trainableOf } from "../convert/tfjs.mjs";
import { inputValues, labelValues, sample } from "../convert/values.mjs";
import { host } from "./host.mjs";

/** @param {object} about */
export const tfjsLibrary = (about) =>
  host({
    about,
    load: (workload) => (workload.pass === "train" ? loadTraining(workload) : loadInference(workload)),
  });

const inputTensors = (graph, samples) =>
  inputValues(graph, samples).map((values, i) => tf.tensor(values, [samples, ...graph.nodes[graph.inputs[i]].shape]));

/** Results stay in the backend's memory; nothing in the timed loop copies them out. */
async function loadInference({ pass, graph, batch, training }) {
  if (!["predict", "forward"].includes(pass)) throw new Error("gradients of single layers are not part of this runner");
  const net = (training ? trainableOf : inferenceOf)(tf, graph);
  const inputs = inputTensors(graph, batch);
  const once = () => net.apply(inputs);
  const result = tf.tidy(once);
  const values = await result.data();
  result.dispose();
  const run = (calls) => {
    for (let call = 0; call < calls; call++) tf.dispose(tf.tidy(once));
  };
  const dispose = () => {
    tf.dispose(inputs);
    net.dispose();
  };
  return { sample: sample(values), run, dispose };
}

async function loadTraining({ graph, batch, samples, learningRate, momentum, losses }) {
  const net = trainableOf(tf, graph);
  const classes = graph.nodes[graph.output].shape[0];
  const [x] = inputTensors(graph, samples);
  const y = tf.tidy(() => tf.oneHot(tf.tensor1d(labelValues(graph, samples), "int32"), classes, 1, 0, "float32"));
  const optimizer = tf.train.momentum(learningRate, momentum);
  let from = 0;
  const step = () =>
    tf.tidy(() => {
      const [images, labels] = [x, y].map((data) => tf.slice(data, from, batch));
      from = (from + batch) % samples;
      const loss = () => tf.losses.softmaxCrossEntropy(labels, net.apply([images]));
      return optimizer.minimize(loss, true, net.trained).dataSync()[0];
    });
  const first = Array.from({ length: losses }, step);
  const run = (calls) => {
    for (let call = 0; call < calls; call++) step();
  };
  const dispose = () => {
    tf.dispose([x, y]);
    optimizer.dispose();
    net.dispose();
  };
  return { sample: first, run, dispose };
}
