// Builds a small network of its own and trains it, in Deno, without a single permission.
//
//     deno run examples/deno.ts
//
// In a project of your own write "npm:fovea" for "fovea"; here deno.json says where it is.
import {
  conv2d,
  dense,
  engine,
  flatten,
  graph,
  input,
  maxPool2d,
  model,
  relu,
  sequential,
  sgd,
  softmaxCrossEntropy,
} from "fovea";
import { digits } from "fovea/data";

// A network is an input and layers called on it. The input takes bytes and turns them into numbers around 0.
const image = input([28, 28, 1], { mean: 33.3, std: 78.6 });
const scores = sequential(
  conv2d({ filters: 12, kernel: 5, stride: 2 }),
  relu(),
  conv2d({ filters: 24, kernel: 3 }),
  relu(),
  maxPool2d({ window: 2 }),
  flatten(),
  dense({ units: 10 }),
)(image);

const core = await engine();
const net = await model(graph(image, scores), { engine: core, seed: 1 });
console.log(net.summary());

const train = digits({ count: 6000 });
const test = digits({ count: 1000, start: 6000 });
const loss = softmaxCrossEntropy();
const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });

for await (const event of net.fit(train, { epochs: 3, batchSize: 32, seed: 1, optimizer, loss })) {
  if (event.kind === "epoch") console.log(`epoch ${event.epoch}: loss ${event.loss.toFixed(3)}`);
}

const { accuracy, recall } = await net.evaluate(test, { loss });
console.log(`test accuracy: ${(100 * accuracy).toFixed(1)} %`);
console.log(`hardest digit: ${recall.indexOf(Math.min(...recall))}`);
