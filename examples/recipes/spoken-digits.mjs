// Spoken digits (the Free Spoken Digit Dataset): logarithmic mel spectra as pictures, time to the right and pitch upwards, for a small
// convolutional network. In training they are moved, stretched and partly hidden, as in Park et al. 2019, "SpecAugment".
//
//     node examples/recipes/spoken-digits.mjs --data ../shared/data/fsdd --seed 1
import {
  adamW,
  batchNorm,
  conv2d,
  dense,
  dropout,
  globalAveragePool2d,
  graph,
  heNormal,
  input,
  maxPool2d,
  model,
  oneCycle,
  relu,
  sequential,
  softmaxCrossEntropy,
} from "fovea";
import { logMel, wav } from "fovea/audio";
import { augment, randomAffine, randomErasing } from "fovea/augment";
import { dataset } from "fovea/data";

const BATCH = 16;
const BANDS = 40;
const FRAMES = 64; // of 16 ms each
const DECIBELS = 60; // from black to white

/** Trains on `data.train`, clips { bytes, label } as WAV; the figure is the share of `data.test` that is understood. */
export async function train({ data, engine, seed, epochs = 40, from, log = () => {} }) {
  const pictures = dataset(await Promise.all(data.train.map(picture)));
  const test = dataset(await Promise.all(data.test.map(picture)));
  const transforms = [
    randomAffine({ translate: [0.15, 0.05], scale: [0.9, 1.1], squeeze: [0.9, 1.1] }),
    randomErasing({ probability: 0.5, area: [0.02, 0.15], fill: 0 }),
  ];
  const changed = pictures.map(await augment(transforms, { engine, seed }));

  const steps = epochs * Math.ceil(pictures.size / BATCH);
  const optimizer = adamW({ learningRate: oneCycle({ rate: 0.003, steps }), weightDecay: 0.01 });
  const loss = softmaxCrossEntropy({ labelSmoothing: 0.1 });
  const net = from ?? (await model(network(), { engine, seed }));
  const settings = { epochs, batchSize: BATCH, seed, optimizer, loss, resume: !!from };
  for await (const event of net.fit(changed, settings)) await log(event, net);
  return { net, shown: test, accuracy: (await net.evaluate(test, { loss })).accuracy };
}

function network() {
  const conv = (filters) =>
    sequential(
      conv2d({ filters, kernel: 3, padding: "same", bias: false, initializer: heNormal() }),
      batchNorm(),
      relu(),
    );
  const half = () => maxPool2d({ window: 2 });
  const x = input([BANDS, FRAMES, 1], { mean: 64, std: 64 });
  const stages = sequential(conv(24), half(), conv(48), half(), conv(96), half(), conv(128));
  return graph(x, sequential(stages, globalAveragePool2d(), dropout({ rate: 0.3 }), dense({ units: 10 }))(x));
}

/** The clip's spectrum in the middle of a picture: 255 is its loudest moment, 0 is 60 dB less. */
async function picture({ bytes, name, label }) {
  const { sampleRate, channels } = await wav(bytes, { name });
  const sound = { sampleRate, size: 256, hop: 128, bands: BANDS, low: 50, pad: "silence", range: DECIBELS };
  const { frames, data } = logMel(channels[0], sound);
  const loudest = data.reduce((a, b) => Math.max(a, b));
  const x = { width: FRAMES, height: BANDS, channels: 1, data: new Uint8Array(FRAMES * BANDS) };
  const left = Math.floor((FRAMES - frames) / 2);
  for (let t = Math.max(0, -left); t < frames && left + t < FRAMES; t++)
    for (let band = 0; band < BANDS; band++)
      x.data[(BANDS - 1 - band) * FRAMES + left + t] = 255 * (1 + (data[t * BANDS + band] - loudest) / DECIBELS);
  return { x, y: label, name };
}

if (globalThis.process?.argv?.[1]?.endsWith("spoken-digits.mjs")) {
  const [{ run }, { readSpokenDigits }] = await Promise.all(["./run.mjs", "./data.mjs"].map((file) => import(file)));
  await run(train, readSpokenDigits);
}
