// Which pixels of a picture from an electron microscope are inside a cell, and which are membrane? A small U-Net (Ronneberger, Fischer,
// Brox 2015) on pieces of 25 pictures of the ISBI 2012 challenge.
//
//     node examples/recipes/membrane-unet.mjs --data ../shared/data/unet-membrane --seed 1 [--pictures DIR]
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
const PIECE = 256;

/**
 * Trains on `data.train`, samples with a mask as target; the figure is the share of pixels of `data.validation` that are right.
 * `pictures` are what the network sees in these: 255 inside, 0 membrane.
 */
export async function train({ data, engine, seed, epochs = 12, pieces = 4, log = () => {} }) {
  const transforms = [
    elasticDistortion({ alpha: 60, sigma: 10, border: "reflect" }),
    randomCrop({ size: PIECE }),
    randomFlip({ horizontal: 0.5, vertical: 0.5 }),
    colorJitter({ brightness: 0.15, contrast: 0.2 }),
  ];
  const change = await augment(transforms, { engine, seed });
  const samples = dataset(data.train).repeat(pieces).map(change).map(labelled);

  const steps = epochs * Math.ceil(samples.size / BATCH);
  const optimizer = adamW({ learningRate: oneCycle({ rate: 0.003, steps }), weightDecay: 0.01 });
  const loss = softmaxCrossEntropy();
  const net = await model(unet(PIECE, PIECE), { engine, seed });
  for await (const event of net.fit(samples, { epochs, batchSize: BATCH, seed, optimizer, loss })) log(event);

  // The same weights for whole pictures.
  const { width, height } = data.validation[0].x;
  const whole = await model(unet(width, height), { engine });
  whole.setParameters(Object.fromEntries(net.parameters().map(({ path, data }) => [path, data])));
  const validation = dataset(data.validation).map(labelled);
  const { accuracy } = await whole.evaluate(validation, { loss, batchSize: 1 });
  const pictures = [];
  for (const { x, name } of data.validation) {
    const scores = await whole.predict(x.data);
    const inside = Uint8Array.from({ length: width * height }, (_, i) => (scores[2 * i + 1] > scores[2 * i] ? 255 : 0));
    pictures.push({ name, picture: { width, height, channels: 1, data: inside } });
  }
  return { net, accuracy, pictures };
}

/** Three levels of 16, 32 and 64 channels above one of 128. */
function unet(width, height) {
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

/** Labels 0 and 1 for masks of 0 and 255. */
const labelled = ({ x, y, name }) => ({ x, y: y.data.map((value) => (value > 127 ? 1 : 0)), name });

if (globalThis.process?.argv?.[1]?.endsWith("membrane-unet.mjs")) {
  const [{ run }, { readMembranes }] = await Promise.all([import("./run.mjs"), import("./data.mjs")]);
  await run(train, readMembranes);
}
