// One convolutional network on MNIST with elastic distortions, after Simard, Steinkraus, Platt 2003, "Best practices for
// convolutional neural networks applied to visual document analysis", which has 0.40 % test error.
//
//     node examples/recipes/mnist-cnn.mjs --data ../shared/data/mnist --seed 1
import { exponentialAverage, model, oneCycle, sgd, softmaxCrossEntropy } from "fovea";
import { augment, elasticDistortion } from "fovea/augment";
import { fromSamples } from "fovea/data";
import { resnet9 } from "./resnet9.mjs";

const BATCH = 128;

/** Trains on `data.train`; the figure is the share of `data.test` that the averaged weights classify wrong. */
export async function train({ data, engine, seed, epochs = 10, width = 16, from, log = () => {} }) {
  const affine = { degrees: 10, translate: 0.07, scale: [0.9, 1.1], squeeze: [0.95, 1.05], shear: 8 };
  const change = await augment([elasticDistortion({ alpha: 30, sigma: 4, affine })], { engine, seed });
  const digits = fromSamples(data.train, { shape: [28, 28, 1] }).map(change);

  const steps = epochs * Math.ceil(data.train.size / BATCH);
  const learningRate = oneCycle({ rate: 0.2, steps, rise: 0.25 });
  const descent = sgd({ learningRate, momentum: 0.9, nesterov: true, weightDecay: 5e-4 });
  const optimizer = exponentialAverage(descent, { decay: 0.998 });
  const loss = softmaxCrossEntropy();
  const net =
    from ?? (await model(resnet9({ shape: [28, 28, 1], width, mean: 33.3184, std: 78.5675 }), { engine, seed }));
  const settings = { epochs, batchSize: BATCH, seed, optimizer, loss, resume: !!from };
  for await (const event of net.fit(digits, settings)) await log(event, net);

  const average = await net.averaged();
  return { net: average, shown: data.test, error: 1 - (await average.evaluate(data.test, { loss })).accuracy };
}

if (globalThis.process?.argv?.[1]?.endsWith("mnist-cnn.mjs")) {
  const [{ run }, { readMnist }] = await Promise.all(["./run.mjs", "./data.mjs"].map((file) => import(file)));
  await run(train, readMnist, { width: { type: "string" } });
}
