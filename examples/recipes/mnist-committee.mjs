// A committee of networks on MNIST, after Ciresan, Meier, Schmidhuber 2012, "Multi-column deep neural networks for image
// classification": networks of mnist-cnn.mjs, each from a seed of its own, whose probabilities are averaged.
//
//     node examples/recipes/mnist-committee.mjs --data ../shared/data/mnist --seed 1
import { train as trainOne } from "./mnist-cnn.mjs";

const CLASSES = 10;

/** Trains one network after the other, from `seed`, `seed` + 1, ...; the figures are shares of `data.test`: theirs together, and of each. */
export async function train({ seed, members = 3, from, ...about }) {
  if (from)
    throw new Error("a committee does not go on from a checkpoint: train its members one by one, by mnist-cnn.mjs");
  const nets = [];
  const errors = [];
  for (let member = 0; member < members; member++) {
    const { net, error } = await trainOne({ ...about, seed: seed + member });
    nets.push(net);
    errors.push(error);
  }
  return { error: await committeeError(nets, about.data.test), errors };
}

/** The share of `samples` that the mean of the networks' probabilities classifies wrong. */
export async function committeeError(nets, { x, y, size }) {
  const sums = new Float64Array(size * CLASSES);
  for (const net of nets) {
    const scores = await net.predict(x);
    for (let from = 0; from < sums.length; from += CLASSES) addProbabilities(sums, scores, from);
  }
  let wrong = 0;
  for (let i = 0; i < size; i++) {
    const sample = sums.subarray(i * CLASSES, (i + 1) * CLASSES);
    if (sample.indexOf(Math.max(...sample)) !== y[i]) wrong++;
  }
  return wrong / size;
}

/** Adds the softmax of one sample's scores to its sums. */
function addProbabilities(sums, scores, from) {
  const sample = scores.subarray(from, from + CLASSES);
  const greatest = Math.max(...sample);
  const shares = Array.from(sample, (score) => Math.exp(score - greatest));
  const whole = shares.reduce((a, b) => a + b);
  for (const [k, each] of shares.entries()) sums[from + k] += each / whole;
}

if (globalThis.process?.argv?.[1]?.endsWith("mnist-committee.mjs")) {
  const [{ run }, { readMnist }] = await Promise.all(["./run.mjs", "./data.mjs"].map((file) => import(file)));
  await run(train, readMnist, { width: { type: "string" }, members: { type: "string" } });
}
