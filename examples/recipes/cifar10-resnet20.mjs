// ResNet-20 (He et al. 2015) on 10,000 pictures of CIFAR-10; cifar10_resnet20.py is the same in PyTorch, step by step.
//
//     node examples/recipes/cifar10-resnet20.mjs --data ../shared/data/cifar10 --seed 1
import { cosineDecay, model, sgd, softmaxCrossEntropy, warmUp } from "fovea";
import { augment, randomCrop, randomFlip } from "fovea/augment";
import { fromSamples } from "fovea/data";
import { resnet20 } from "fovea/models";

const BATCH = 128;

/** Trains on `data.train`; the figures are shares of `data.validation` and `data.test` that are classified right. */
export async function train({ data, engine, seed, epochs = 12, from, log = () => {} }) {
  const change = await augment([randomFlip(), randomCrop({ size: 32, padding: 4 })], { engine, seed });
  const pictures = fromSamples(data.train, { shape: [32, 32, 3] }).map(change);

  // The rate rises to 0.1 in the first epoch and falls to 0 along a cosine in the others.
  const epoch = Math.ceil(data.train.size / BATCH);
  const learningRate = warmUp(cosineDecay({ rate: 0.1, steps: epoch * (epochs - 1) }), { steps: epoch });
  const optimizer = sgd({ learningRate, momentum: 0.9, weightDecay: 5e-4 });

  const loss = softmaxCrossEntropy();
  const net = from ?? (await model(resnet20(), { engine, seed }));
  const settings = { epochs, batchSize: BATCH, seed, optimizer, loss, resume: !!from };
  for await (const event of net.fit(pictures, settings)) await log(event, net);

  const validation = (await net.evaluate(data.validation, { loss })).accuracy;
  const test = (await net.evaluate(data.test, { loss })).accuracy;
  return { net, shown: data.validation, validation, test };
}

if (globalThis.process?.argv?.[1]?.endsWith("cifar10-resnet20.mjs")) {
  const [{ run }, { readCifar10 }] = await Promise.all(["./run.mjs", "./data.mjs"].map((file) => import(file)));
  await run(train, readCifar10);
}
