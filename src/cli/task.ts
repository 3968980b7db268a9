/** What a run trains, and on what: made from its options, the same again when it is resumed. */
import type { Dataset, Picture, Sample, Samples } from "../data/index.ts";
import { type Graph, type Loss, type Optimizer, sgd, softmaxCrossEntropy } from "../index.ts";
import { lenet5 } from "../models/index.ts";
import type { Stopping } from "../training/index.ts";
import { type DigitsConfig, isFolderConfig, type RunConfig } from "./config.ts";
import { folderTask } from "./folder/task.ts";
import { learningRate } from "./recipes.ts";
import { loadTrainAndTest } from "./source.ts";

export interface Task {
  /** The network and the data, for people. */
  title: string;
  graph(): Graph;
  classes: readonly string[];
  /** A data set of batches decides their size and order itself. */
  train: Samples | Dataset<Samples>;
  trainSize: number;
  /** What is not trained on: a test set, or a part for validation. */
  heldOut: "test" | "validation";
  validation: Samples | Dataset<Sample>;
  validationSize: number;
  /** Of the whole run. */
  steps: number;
  /** Of a step, from 1. */
  learningRate(step: number): number;
  optimizer: Optimizer;
  loss: Loss;
  stopping?: Stopping;
  /** Some pictures as training sees them, a row for each. */
  augmentation(): Promise<Picture[][]>;
  /** Ends what the task started. */
  dispose(): void;
}

export function taskOf(config: RunConfig): Promise<Task> {
  return isFolderConfig(config) ? folderTask(config) : digitsTask(config);
}

async function digitsTask(config: DigitsConfig): Promise<Task> {
  const { train, test } = await loadTrainAndTest(config);
  const { epochs, batch, momentum, weightDecay } = config;
  const steps = epochs * Math.ceil(train.size / batch);
  const rate = (step: number): number => learningRate(config, step, steps);
  return {
    title: `LeNet-5 on ${config.data === "mnist" ? "MNIST" : "drawn digits"}`,
    graph: () => lenet5(),
    classes: train.classes,
    train,
    trainSize: train.size,
    heldOut: "test",
    validation: test,
    validationSize: test.size,
    steps,
    learningRate: rate,
    optimizer: sgd({ learningRate: rate, momentum, weightDecay }),
    loss: softmaxCrossEntropy(),
    augmentation: () => Promise.resolve([]),
    dispose: () => {},
  };
}
