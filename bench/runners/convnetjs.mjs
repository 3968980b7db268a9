// Runner: ConvNetJS, in plain JavaScript. It trains image by image, and updates after every batch.
import convnetjs from "convnetjs";
import { toConvnetjs } from "../convert/convnetjs.mjs";
import { inputValues, labelValues } from "../convert/values.mjs";
import { host } from "./host.mjs";

export const open = () => host({ about: { build: "JavaScript", threads: 1 }, load });

async function load({ pass, graph, batch, samples, learningRate, momentum, losses }) {
  if (pass !== "train") throw new Error("only trainings are part of this runner");
  const net = toConvnetjs(convnetjs, graph);
  const options = { method: "sgd", learning_rate: learningRate, momentum, batch_size: batch };
  const trainer = new convnetjs.Trainer(net, options);
  const images = volumes(graph, samples);
  const labels = labelValues(graph, samples);
  let next = 0;
  const step = () => {
    let loss = 0;
    for (let i = 0; i < batch; i++, next = (next + 1) % samples) loss += trainer.train(images[next], labels[next]).loss;
    return loss / batch;
  };
  const run = (calls) => {
    for (let call = 0; call < calls; call++) step();
  };
  return { sample: Array.from({ length: losses }, step), run, dispose() {} };
}

function volumes(graph, samples) {
  const [height, width, depth] = graph.nodes[graph.inputs[0]].shape;
  const [values] = inputValues(graph, samples);
  const size = height * width * depth;
  return Array.from({ length: samples }, (_, i) => {
    const volume = new convnetjs.Vol(width, height, depth, 0);
    volume.w.set(values.subarray(i * size, (i + 1) * size));
    return volume;
  });
}
