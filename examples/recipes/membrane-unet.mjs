// Which pixels of a picture from an electron microscope are inside a cell, and which are membrane? A small U-Net (Ronneberger, Fischer,
// Brox 2015) on pieces of 25 pictures of the ISBI 2012 challenge.
//
//     node examples/recipes/membrane-unet.mjs --data ../shared/data/unet-membrane --seed 1 [--report FILE]
import {
  adamW,
  batchNorm,
  concat,
  conv2d,
  graph,
  heNormal,
  input,
  maxPool2d,
  model,
  oneCycle,
  relu,
  sequential,
  softmaxCrossEntropy,
  upsample2d,
} from "fovea";
import { augment, colorJitter, elasticDistortion, randomCrop, randomFlip } from "fovea/augment";
import { dataset } from "fovea/data";

const BATCH = 4;

/**
 * Trains on `data.train`, samples with masks of labels as targets: `pieces` of each picture in an epoch, `piece` pixels wide and high.
 * The figure is the share of pixels of `data.validation`, whole pictures, that are right.
 */
export async function train({ data, engine, seed, epochs = 12, pieces = 4, piece = 256, from, log = () => {} }) {
  const transforms = [
    elasticDistortion({ alpha: 60, sigma: 10, border: "reflect" }),
    randomCrop({ size: piece }),
    randomFlip({ horizontal: 0.5, vertical: 0.5 }),
    colorJitter({ brightness: 0.15, contrast: 0.2 }),
  ];
  const change = await augment(transforms, { engine, seed });
  const samples = dataset(data.train).repeat(pieces).map(change);

  const steps = epochs * Math.ceil(samples.size / BATCH);
  const optimizer = adamW({ learningRate: oneCycle({ rate: 0.003, steps }), weightDecay: 0.01 });
  const loss = softmaxCrossEntropy();
  const net = from ?? (await model(unet(piece, piece), { engine, seed }));
  const settings = { epochs, batchSize: BATCH, seed, optimizer, loss, resume: !!from };
  for await (const event of net.fit(samples, settings)) await log(event, net);

  // The same weights for whole pictures.
  const { width, height } = data.validation[0].x;
  const whole = await model(unet(height, width), { engine, classes: ["membrane", "inside"] });
  whole.setParameters(Object.fromEntries(net.parameters().map(({ path, data }) => [path, data])));
  const { accuracy } = await whole.evaluate(dataset(data.validation), { loss, batchSize: 1 });
  return { net: whole, shown: data.validation, accuracy };
}

/** Three levels of 16, 32 and 64 channels above one of 128. */
function unet(height, width) {
  const conv = (filters) =>
    sequential(
      conv2d({ filters, kernel: 3, padding: "same", bias: false, initializer: heNormal() }),
      batchNorm(),
      relu(),
    );
  const two = (filters) => sequential(conv(filters), conv(filters));
  const level = (filters, below) => (x) => {
    const here = two(filters)(x);
    if (!below) return here;
    const there = level(2 * filters, below - 1)(maxPool2d({ window: 2 })(here));
    return two(filters)(concat()(here, upsample2d({ scale: 2 })(there)));
  };
  const x = input([height, width, 1], { mean: 126, std: 44 });
  return graph(x, sequential(level(16, 3), conv2d({ filters: 2, kernel: 1, name: "classifier" }))(x));
}

if (globalThis.process?.argv?.[1]?.endsWith("membrane-unet.mjs")) {
  const [{ run }, { readMembranes }] = await Promise.all(["./run.mjs", "./data.mjs"].map((file) => import(file)));
  await run(train, readMembranes);
}
