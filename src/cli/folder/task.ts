/** What a run on a folder of pictures trains: its network, its pictures as workers read them, its recipe. */
import { inWorkers, type Picture, type Sample, type Samples, type WorkerDataset } from "../../data/index.ts";
import { cosineDecay, type Schedule, sgd, softmaxCrossEntropy, warmUp } from "../../index.ts";
import { earlyStopping } from "../../training/index.ts";
import type { Task } from "../task.ts";
import type { FolderConfig } from "./config.ts";
import { checkUnchanged, fingerprint, type Listed, listFolder } from "./files.ts";
import { NETWORKS } from "./networks.ts";
import { splitFolder, WORKER } from "./prepare.ts";
import { augmented, type Pictures, type Training } from "./worker.ts";

/** Share of the steps over which the learning rate rises. */
const WARM_UP = 0.05;
/** Of the report: pictures, and how often each is shown as augmentation changes it. */
const SHOWN = { pictures: 3, times: 6 };

export async function folderTask(config: FolderConfig): Promise<Task> {
  const { model, data, files, classes, input, augment, epochs, batch, seed, workers } = config;
  const folder = await listFolder(data);
  checkUnchanged(folder.root, files, await fingerprint(folder));
  const { train, validation } = await splitFolder(folder, config);
  const pictures = (listed: Listed): Pictures => picturesOf(config, listed);
  const training: Training = { ...pictures(train), augment, batch, seed };
  const batches = await inWorkers<Samples>(WORKER, {
    export: "training",
    args: [training],
    workers,
    ahead: 4 * workers,
  });
  const held = await samplesOf(pictures(validation), workers);
  const steps = epochs * Math.ceil(train.paths.length / batch);
  const rate = schedule(config, steps);
  const { momentum, weightDecay, labelSmoothing, earlyStop } = config;
  return {
    title: `${model === "small" ? "a small network" : model} on ${folder.root}`,
    graph: () => NETWORKS[model].make({ input, classes: classes.length, width: config.filters }),
    classes,
    train: batches,
    trainSize: train.paths.length,
    heldOut: "validation",
    validation: held,
    validationSize: validation.paths.length,
    steps,
    learningRate: (step) => rate(step),
    optimizer: sgd({ learningRate: rate, momentum, nesterov: true, weightDecay }),
    loss: softmaxCrossEntropy({ labelSmoothing }),
    ...(earlyStop !== undefined && { stopping: earlyStopping({ patience: earlyStop }) }),
    augmentation: () => (augment.length ? augmentation(training) : Promise.resolve([])),
    dispose: () => {
      batches.dispose();
      held.dispose();
    },
  };
}

/** Pictures as the run's network takes them. */
export function picturesOf(
  { data, input: { width, height, channels } }: FolderConfig,
  { paths, labels }: Listed,
): Pictures {
  return { root: data, paths, labels, channels, size: { width, height } };
}

/** Pictures one by one, with their labels and names, read by workers. */
export function samplesOf(pictures: Pictures, workers: number): Promise<WorkerDataset<Sample>> {
  return inWorkers<Sample>(WORKER, { export: "samples", args: [pictures], workers, ahead: 32 * Math.max(1, workers) });
}

/** Up to `lr` along a line, then down along a cosine to zero. */
function schedule({ lr }: FolderConfig, steps: number): (step: number) => number {
  const rising = Math.max(1, Math.round(steps * WARM_UP));
  const falling = cosineDecay({ rate: lr, steps: Math.max(1, steps - rising) });
  return warmUp(falling as Schedule, { steps: rising }) as (step: number) => number;
}

/** Some training pictures, each in a row as the first epochs change it. */
async function augmentation(training: Training): Promise<Picture[][]> {
  const { paths, labels } = training;
  const every = Math.max(1, Math.floor(paths.length / SHOWN.pictures));
  const places = Array.from({ length: Math.min(SHOWN.pictures, paths.length) }, (_, i) => i * every);
  const some = { ...training, paths: places.map((i) => paths[i]), labels: Uint32Array.from(places, (i) => labels[i]) };
  const rows: Picture[][] = places.map(() => []);
  const changed = await augmented(some);
  for (let epoch = 0; epoch < SHOWN.times; epoch++) {
    let row = 0;
    for await (const { x } of changed.read({ epoch })) rows[row++].push(x as Picture);
  }
  return rows;
}
