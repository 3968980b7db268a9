// LeNet-5 on MNIST, with distorted digits as in LeCun et al. 1998, "Gradient-based learning applied to document recognition",
// section III.B: translated, scaled, squeezed and sheared anew in every epoch. The paper has 0.95 % test error without, 0.8 % with.
//
//     node examples/recipes/mnist-lenet5.mjs --data ../shared/data/mnist --seed 1 [--plain]
import { model, sgd, softmaxCrossEntropy } from "fovea";
import { augment, randomAffine } from "fovea/augment";
import { fromSamples } from "fovea/data";
import { lenet5 } from "fovea/models";

const BATCH = 64;

/** Trains on `data.train`, with `plain` as it is; the figure is the share of `data.test` that is classified wrong. */
export async function train({ data, engine, seed, plain = false, epochs = plain ? 10 : 15, from, log = () => {} }) {
  const distortion = randomAffine({
    degrees: 5,
    translate: 0.05,
    scale: [0.9, 1.1],
    squeeze: [0.9, 1.1],
    shear: 10,
  });
  const digits = fromSamples(data.train, { shape: [28, 28, 1] });
  const distorted = plain ? digits : digits.map(await augment([distortion], { engine, seed }));

  const steps = epochs * Math.ceil(data.train.size / BATCH);
  const learningRate = (step) => (0.1 * (steps - step + 1)) / steps;
  const optimizer = sgd({ learningRate, momentum: 0.9, weightDecay: plain ? 5e-4 : 1e-4 });
  const loss = softmaxCrossEntropy();
  const net = from ?? (await model(lenet5(), { engine, seed }));
  const settings = { epochs, batchSize: BATCH, seed, optimizer, loss, resume: !!from };
  for await (const event of net.fit(distorted, settings)) await log(event, net);
  return { net, shown: data.test, error: 1 - (await net.evaluate(data.test, { loss })).accuracy };
}

if (globalThis.process?.argv?.[1]?.endsWith("mnist-lenet5.mjs")) {
  const [{ run }, { readMnist }] = await Promise.all(["./run.mjs", "./data.mjs"].map((file) => import(file)));
  await run(train, readMnist, { plain: { type: "boolean" } });
}
