/** What a run trains, and on what: made from its options, the same again when it is resumed. */
import type { LabelledImages } from "../data/index.ts";
import { type Graph, type Loss, type Optimizer, sgd, softmaxCrossEntropy } from "../index.ts";
import { lenet5 } from "../models/index.ts";
import type { RunConfig } from "./config.ts";
import { learningRate } from "./recipes.ts";
import { loadTrainAndTest } from "./source.ts";

export interface Task {
  /** The network and the data, for people. */
  title: string;
  graph(): Graph;
  classes: readonly string[];
  train: LabelledImages;
  validation: LabelledImages;
  /** Of the whole run. */
  steps: number;
  /** Of a step, from 1. */
  learningRate(step: number): number;
  optimizer: Optimizer;
  loss: Loss;
}

export async function taskOf(config: RunConfig): Promise<Task> {
  const { train, test } = await loadTrainAndTest(config);
  const { epochs, batch, momentum, weightDecay } = config;
  const steps = epochs * Math.ceil(train.size / batch);
  const rate = (step: number): number => learningRate(config, step, steps);
  return {
    title: `LeNet-5 on ${config.data === "mnist" ? "MNIST" : "drawn digits"}`,
    graph: () => lenet5(),
    classes: train.classes,
    train,
    validation: test,
    steps,
    learningRate: rate,
    optimizer: sgd({ learningRate: rate, momentum, weightDecay }),
    loss: softmaxCrossEntropy(),
  };
}
