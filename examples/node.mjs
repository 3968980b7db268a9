// Trains LeNet-5 on generated digits, tests it, saves it and loads it again.
//
//     node examples/node.mjs [FILE]
//
// FILE is where the model goes; default lenet5.safetensors in the current folder.
import { engine, model, sgd, softmaxCrossEntropy } from "fovea";
import { digits } from "fovea/data";
import { lenet5 } from "fovea/models";
import { loadModel, saveModel } from "fovea/node";

const PIXELS = 28 * 28;
const file = process.argv[2] ?? "lenet5.safetensors";

// Pictures of 28x28 pixels, bytes from 0 to 255, and their labels. `start` makes the test digits others than the training ones.
const train = digits({ count: 8000 });
const test = digits({ count: 1000, start: 8000 });

// The engine is the WebAssembly core with its threads: as many as there are processor cores, unless told otherwise.
const core = await engine();
console.log(`${core.info.runtime}: ${core.info.threads} threads, ${core.info.build} build`);

// The seed decides the first weights. With the same seeds, every machine and runtime gets the same model, to the last bit.
const net = await model(lenet5(), { engine: core, seed: 1 });
console.log(net.summary());

// Training is a loop over events: look at each, or break to stop.
const loss = softmaxCrossEntropy();
const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
for await (const event of net.fit(train, { epochs: 3, batchSize: 32, seed: 1, optimizer, loss, validation: test })) {
  if (event.kind === "validation") console.log(`epoch ${event.epoch}: test loss ${event.loss.toFixed(3)}`);
}

const report = await net.evaluate(test, { loss });
console.log(`test accuracy: ${(100 * report.accuracy).toFixed(1)} %`);

// The file holds the weights and the network itself, so whoever loads it need not know that it was LeNet-5.
await saveModel(net, file);
const again = await loadModel(file, { engine: core });
const scores = await again.predict(test.x.subarray(0, 10 * PIXELS)); // ten pictures in, ten scores for each out
console.log(`saved ${file}; loaded again, it reads`);
console.log(
  `    ${Array.from({ length: 10 }, (_, i) => indexOfLargest(scores.subarray(10 * i, 10 * i + 10))).join(" ")}`,
);
console.log(`    ${test.y.subarray(0, 10).join(" ")}  is right`);

function indexOfLargest(numbers) {
  return numbers.indexOf(Math.max(...numbers));
}
