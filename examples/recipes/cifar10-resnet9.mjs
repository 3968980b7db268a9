// The best that we know to do in half an hour on two cores with 10,000 pictures of CIFAR-10: a small residual network, mirrored and
// moved pictures with a hole (DeVries and Taylor 2017, cutout), smoothed labels, one cycle of the learning rate and the average of
// the weights.
//
//     node examples/recipes/cifar10-resnet9.mjs --data ../shared/data/cifar10 --seed 1
import { exponentialAverage, model, oneCycle, sgd, softmaxCrossEntropy } from "fovea";
import { augment, cutout, randomCrop, randomFlip } from "fovea/augment";
import { fromSamples } from "fovea/data";
import { mirroredAccuracy } from "./mirrored.mjs";
import { resnet9 } from "./resnet9.mjs";

const BATCH = 128;
const shape = [32, 32, 3];
const mean = [125.3, 123.0, 113.9];
const std = [63.0, 62.1, 66.7];

/** Trains on `data.train`; the figures are shares of `data.validation` and `data.test` that are right, with mirror images. */
export async function train({ data, engine, seed, epochs = 36, width = 32, from, log = () => {} }) {
  const transforms = [
    randomFlip(),
    randomCrop({ size: 32, padding: 4, border: "reflect" }),
    cutout({ size: 10, fill: mean }),
  ];
  const pictures = fromSamples(data.train, { shape }).map(await augment(transforms, { engine, seed }));

  const steps = epochs * Math.ceil(data.train.size / BATCH);
  const learningRate = oneCycle({ rate: 0.3, steps, rise: 0.25 });
  const descent = sgd({ learningRate, momentum: 0.9, nesterov: true, weightDecay: 5e-4 });
  const optimizer = exponentialAverage(descent, { decay: 0.99 });
  const loss = softmaxCrossEntropy({ labelSmoothing: 0.1 });
  const net = from ?? (await model(resnet9({ shape, width, mean, std }), { engine, seed }));
  const { validation } = data;
  const settings = { epochs, batchSize: BATCH, seed, optimizer, loss, validation, resume: !!from };
  for await (const event of net.fit(pictures, settings)) await log(event, net);

  const average = await net.averaged();
  const right = (samples) => mirroredAccuracy(average, samples, shape);
  return { net: average, shown: validation, validation: await right(validation), test: await right(data.test) };
}

if (globalThis.process?.argv?.[1]?.endsWith("cifar10-resnet9.mjs")) {
  const [{ run }, { readCifar10 }] = await Promise.all(["./run.mjs", "./data.mjs"].map((file) => import(file)));
  await run(train, readCifar10, { width: { type: "string" } });
}
