// Made-up runs for reports: curves, a small network, and data that it partly gets wrong.

import type { Sample } from "../../src/data/samples.ts";
import {
  conv2d,
  dense,
  type Engine,
  flatten,
  type Graph,
  graph,
  input,
  type Model,
  model,
  relu,
  sequential,
} from "../../src/index.ts";
import type { RunEvent } from "../../src/node/report/events.ts";

/** Events of a training whose loss falls and whose accuracy rises. */
export function events(epochs: number, stepsPerEpoch: number): RunEvent[] {
  const steps = epochs * stepsPerEpoch;
  const noise = (step: number): number => ((step * 7919) % 101) / 500;
  const all: RunEvent[] = [];
  for (let step = 1; step <= steps; step++) {
    const epoch = Math.ceil(step / stepsPerEpoch);
    const done = step / steps;
    const loss = 2.3 / (1 + 20 * done) + noise(step) * 0.5;
    all.push({
      kind: "step",
      epoch,
      step,
      steps,
      loss,
      accuracy: Math.min(1, 1 - loss / 3),
      learningRate: 0.1 * (1 - done),
    });
    if (step % stepsPerEpoch) continue;
    all.push({
      kind: "epoch",
      epoch,
      step,
      loss,
      seconds: 10,
      waiting: 0.2 + noise(epoch),
      imagesPerSecond: 3000 + 400 * noise(epoch),
    });
    all.push({ kind: "validation", epoch, step, loss: loss + 0.1, accuracy: 0.95 - loss / 3 });
  }
  return all;
}

/** A network of one convolution from [height, width, channels] to `classes`. */
export function small(channels: number, classes: number): Graph {
  const x = input([16, 16, channels], { mean: 128, std: 64 });
  return graph(
    x,
    sequential(conv2d({ filters: 12, kernel: 5, stride: 2 }), relu(), flatten(), dense({ units: classes }))(x),
  );
}

/** The same for masks: one score for each class at each pixel. */
export function smallMasks(classes: number): Graph {
  const x = input([16, 16, 1], { mean: 128, std: 64 });
  return graph(
    x,
    sequential(conv2d({ filters: 8, kernel: 3, padding: "same" }), relu(), conv2d({ filters: classes, kernel: 1 }))(x),
  );
}

export const untrained = (made: Graph, core: Engine, classes: readonly string[]): Promise<Model> =>
  model(made, { engine: core, seed: 1, classes });

/** Pictures of coloured noise with labels that go round. */
export function pictures(count: number, channels: number, classes: number): Sample[] {
  return Array.from({ length: count }, (_, i) => ({
    x: {
      width: 16,
      height: 16,
      channels,
      data: Uint8Array.from({ length: 256 * channels }, (_, k) => ((k * 31 + i * 57) ^ (i * k)) & 255),
    },
    y: i % classes,
    name: `class ${i % classes}/picture ${i}.png`,
  }));
}
