// What a training waits for: LeNet-5 at 32x32 on JPEG files that one worker decodes and augments, and the parts of that work one by one.

import { pathToFileURL } from "node:url";
import { number, percent } from "../report/format.mjs";
import { benchFile } from "../support/paths.mjs";
import { jpegs } from "../workloads/data/jpegs.mjs";

const BATCH = 64;
const THREADS = [1, 2];
const FILES = 256;
/** Pictures of an epoch at most; fewer where they are large. */
const EPOCH = 4096;
const WARM_UP = 200; // milliseconds

const sources = [
  { width: 32, height: 32, keep: false },
  { width: 100, height: 75, keep: false },
  { width: 500, height: 375, keep: false },
  { width: 32, height: 32, keep: true },
];

export async function run({ fovea, places, rounds, progress, wants }) {
  const rows = [];
  for (const source of sources) {
    const { width, height, keep } = source;
    const labels = {
      group: "data",
      name: `LeNet-5 at 32x32${keep ? ", pictures kept decoded" : ""}`,
      shape: `JPEG ${width}x${height}, batch ${BATCH}`,
    };
    if (!wants(labels)) continue;
    const files = jpegs(FILES, width, height);
    const parts = await profile(files, rounds);
    const threads = [...new Set(places(THREADS).map((place) => place.threads))];
    for (const count of threads) {
      progress(`${labels.name}, ${labels.shape}, ${count} threads`);
      rows.push({ ...labels, ...parts, ...(await train(fovea, source, files, count, rounds)) });
    }
  }
  return rows;
}

/** Milliseconds a picture of decoding, resizing and augmenting, on this thread with nothing beside. */
async function profile(files, rounds) {
  const { changes, decode, resize } = await import("../workloads/data/pictures.mjs");
  const { engine } = await import("../../build/bench/internals/index.mjs");
  const core = await engine({ threads: 1 });
  const change = await changes(core);
  const pictures = files.map(decode);
  const small = pictures.map(resize);
  const parts = {
    decodeMs: time(decode, files, rounds),
    resizeMs: time(resize, pictures, rounds),
    augmentMs: time((x, index) => change({ x }, { epoch: 0, index }), small, rounds),
    fileBytes: files.reduce((sum, { length }) => sum + length, 0) / files.length,
  };
  change.dispose();
  core.dispose();
  return parts;
}

/** Milliseconds of one call: the median of passes over all items. */
function time(work, items, rounds) {
  const pass = () => {
    const start = performance.now();
    items.forEach(work);
    return (performance.now() - start) / items.length;
  };
  for (const end = performance.now() + WARM_UP; performance.now() < end; ) pass();
  return median(Array.from({ length: 3 * rounds }, pass));
}

/** Epochs with the data from a worker, and as many with data in memory, which nothing waits for. */
async function train(fovea, { keep, width, height }, files, threads, rounds) {
  const core = await fovea.engine({ threads });
  const repeat = Math.max(1, Math.round(EPOCH / FILES / Math.max(1, (width * height) / 5_000)));
  const about = { files, repeat, batch: BATCH, keep };
  const data = await fovea.data.inWorkers(pathToFileURL(benchFile("workloads/data/pictures.mjs")), {
    ...{ export: "training", args: [about], workers: 1, ahead: 8 },
  });
  const memory = { x: new Uint8Array(EPOCH * 32 * 32 * 3).fill(99), y: new Uint8Array(EPOCH), size: EPOCH };
  try {
    const fed = await epochs(fovea, core, data, {}, rounds);
    const alone = await epochs(fovea, core, memory, { batchSize: BATCH }, rounds);
    return {
      ...{ runner: "fovea", runtime: core.info.runtime, build: core.info.build, threads },
      ...{ spread: null, gflops: null, gbps: null },
      ms: (1000 * median(fed.map(({ seconds }) => seconds))) / (FILES * repeat),
      minMs: (1000 * Math.min(...fed.map(({ seconds }) => seconds))) / (FILES * repeat),
      stepMs: (1000 * median(alone.map(({ seconds }) => seconds))) / EPOCH,
      waiting: median(fed.map(({ seconds, waiting }) => waiting / seconds)),
    };
  } finally {
    data.dispose();
    core.dispose();
  }
}

/** The events of `rounds` epochs; one before them does not count. */
async function epochs(fovea, core, data, options, rounds) {
  const net = await fovea.model(lenet5(fovea), { engine: core, seed: 1 });
  const { sgd, softmaxCrossEntropy } = fovea;
  const optimizer = sgd({ learningRate: 0.01, momentum: 0.9 });
  const told = [];
  for await (const event of net.fit(data, { epochs: rounds + 1, optimizer, loss: softmaxCrossEntropy(), ...options }))
    if (event.kind === "epoch") told.push(event);
  net.dispose();
  return told.slice(1);
}

/** As LeCun et al. have it, at 32x32, for colours. */
function lenet5({ averagePool2d, conv2d, dense, flatten, graph, input, sequential, tanh }) {
  const x = input([32, 32, 3], { name: "image", mean: 120, std: 60 });
  const features = [conv2d({ filters: 6, kernel: 5 }), tanh(), averagePool2d({ window: 2 })];
  const more = [conv2d({ filters: 16, kernel: 5 }), tanh(), averagePool2d({ window: 2 }), flatten()];
  const classifier = [dense({ units: 120 }), tanh(), dense({ units: 84 }), tanh(), dense({ units: 10 })];
  return graph(x, sequential(...features, ...more, ...classifier)(x));
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

const micros = (value) => number(value == null ? null : 1000 * value, 1);

export const columns = [
  { title: "waiting", of: (row) => percent(row.waiting) },
  { title: "file kB", of: (row) => number(row.fileBytes / 1000, 1) },
  { title: "decode us", of: (row) => micros(row.decodeMs) },
  { title: "resize us", of: (row) => micros(row.resizeMs) },
  { title: "augment us", of: (row) => micros(row.augmentMs) },
  { title: "train us", of: (row) => micros(row.stepMs) },
];
