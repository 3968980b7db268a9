import {
  conv2d,
  dense,
  flatten,
  type Graph,
  graph,
  input,
  type Model,
  maxPool2d,
  model,
  relu,
  sequential,
  sgd,
  tanh,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { loss, trainUntil } from "../train/toys.ts";

/** The smallest model that has everything a file can hold: preprocessing, a shared layer, class names, a training under way. */
export async function tinyTrained(): Promise<Model> {
  const x = input([2], { name: "x", mean: 3, std: 2 });
  const shared = dense({ units: 2, bias: false });
  const net = await model(graph(x, sequential(shared, tanh(), shared)(x)), {
    engine: await sharedEngine({ threads: 1 }),
    seed: 1,
    classes: ["no", "yes"],
  });
  await trainUntil(
    net,
    1,
    { x: Uint8Array.of(1, 2, 3, 4), y: Uint8Array.of(0, 1) },
    { batchSize: 1, loss, optimizer: sgd({ momentum: 0.5 }) },
  );
  return net;
}

/** Inputs and outputs that share layers, in an order that is not that of building. */
export function tangledGraph(): Graph {
  const [image, more] = [
    input([6, 6, 1], { name: "image", std: 255 }),
    input([4], { name: "more", mean: [1, 2, 3, 4] }),
  ];
  const head = dense({ units: 3, name: "head" });
  const features = sequential(
    conv2d({ filters: 4, kernel: 3, padding: { top: 1, left: 1 }, stride: [1, 2], groups: 1 }),
    relu(),
    maxPool2d({ window: 2, padding: "same" }),
    flatten(),
    dense({ units: 4 }),
  );
  const early = sequential(features, head)(image); // here the shared layer's path is 1.head, below it is head
  const late = tanh()(head(more));
  return graph([more, image], { late, early });
}
