import {
  add,
  batchNorm,
  concat,
  conv2d,
  dense,
  flatten,
  type Graph,
  globalAveragePool2d,
  globalMaxPool2d,
  graph,
  input,
  type Model,
  maxPool2d,
  model,
  multiply,
  relu,
  relu6,
  sequential,
  sgd,
  silu,
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

/** Layers with running statistics, one of them used twice. */
export function normalizedGraph(): Graph {
  const x = input([4, 4, 3], { name: "image" });
  const norm = batchNorm({ momentum: 0.25, scale: false });
  return graph(x, sequential(norm, conv2d({ filters: 3, kernel: 3 }), norm, batchNorm({ epsilon: 0.01 }))(x));
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

/** Layers of several inputs: the same node twice, more than two, spread over one another, along another axis. */
export function mergingGraph(): Graph {
  const [image, gain] = [input([6, 4, 3], { name: "image", std: 255 }), input([3], { name: "gain" })];
  const gate = sequential(globalAveragePool2d({ keepDimensions: true }), dense({ units: 3 }), silu());
  const scaled = multiply({ name: "scale" })(image, gate(image), gain);
  const joined = concat({ axis: 0 })(scaled, image, scaled);
  const sum = add()(joined, joined, dense({ units: 3, name: "again" })(joined));
  return graph([image, gain], { sum: globalMaxPool2d()(sum), wide: concat()(relu6()(sum), joined) });
}
