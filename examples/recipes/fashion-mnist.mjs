// A small residual network on Fashion-MNIST, with mirrored, moved and partly erased pictures (Zhong et al. 2017, "Random erasing
// data augmentation") and the average of its weights.
//
//     node examples/recipes/fashion-mnist.mjs --data ../shared/data/fashion-mnist --seed 1
import { exponentialAverage, model, oneCycle, sgd, softmaxCrossEntropy } from "fovea";
import { augment, randomCrop, randomErasing, randomFlip } from "fovea/augment";
import { fromSamples } from "fovea/data";
import { mirroredAccuracy } from "./mirrored.mjs";
import { resnet9 } from "./resnet9.mjs";

const BATCH = 128;
const shape = [28, 28, 1];

/** Trains on `data.train`; the figures are shares of `data.test` that are right: of pictures alone, and together with their mirror images. */
export async function train({ data, engine, seed, epochs = 12, width = 32, from, log = () => {} }) {
  const transforms = [
    randomFlip(),
    randomCrop({ size: 28, padding: 2 }),
    randomErasing({ probability: 0.5, area: [0.02, 0.25], fill: "noise" }),
  ];
  const pictures = fromSamples(data.train, { shape }).map(await augment(transforms, { engine, seed }));

  const steps = epochs * Math.ceil(data.train.size / BATCH);
  const learningRate = oneCycle({ rate: 0.3, steps, rise: 0.25 });
  const descent = sgd({ learningRate, momentum: 0.9, nesterov: true, weightDecay: 5e-4 });
  const optimizer = exponentialAverage(descent, { decay: 0.998 });
  const loss = softmaxCrossEntropy({ labelSmoothing: 0.05 });
  const net = from ?? (await model(resnet9({ shape, width, mean: 72.94, std: 90.02 }), { engine, seed }));
  const settings = { epochs, batchSize: BATCH, seed, optimizer, loss, resume: !!from };
  for await (const event of net.fit(pictures, settings)) await log(event, net);

  const average = await net.averaged();
  const { accuracy } = await average.evaluate(data.test, { loss });
  return { net: average, shown: data.test, accuracy, mirrored: await mirroredAccuracy(average, data.test, shape) };
}

if (globalThis.process?.argv?.[1]?.endsWith("fashion-mnist.mjs")) {
  const [{ run }, { readFashionMnist }] = await Promise.all(["./run.mjs", "./data.mjs"].map((file) => import(file)));
  await run(train, readFashionMnist, { width: { type: "string" } });
}
