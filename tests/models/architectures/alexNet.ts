import {
  adaptiveAveragePool2d,
  dense,
  dropout,
  flatten,
  type Graph,
  graph,
  type Layer,
  localResponseNorm,
  maxPool2d,
  relu,
  sequential,
} from "../../../src/index.ts";
import { channels, convRelu, type NetOptions, picture } from "./blocks.ts";

export interface AlexNetOptions extends NetOptions {
  /** The paper's two halves, that meet in the third convolution and the dense layers, and its normalisation. Default false. */
  original?: boolean;
}

/** AlexNet, as torchvision has it (Krizhevsky 2014) or in its original form (Krizhevsky et al. 2012). */
export function alexNet({ classes = 1000, image = 224, width = 1, original = false }: AlexNetOptions = {}): Graph {
  const x = picture(image);
  const n = channels(width, 2);
  const features = original ? twoHalves(n) : oneTower(n);
  const classifier = sequential(
    flatten(),
    dropout({ rate: 0.5 }),
    dense({ units: n(4096) }),
    relu(),
    dropout({ rate: 0.5 }),
    dense({ units: n(4096) }),
    relu(),
    dense({ units: classes }),
  );
  return graph(x, sequential(features, adaptiveAveragePool2d({ size: 6 }), classifier)(x));
}

const pool = (): Layer => maxPool2d({ window: 3, stride: 2 });

const oneTower = (n: (filters: number) => number): Layer =>
  sequential(
    convRelu(n(64), 11, { stride: 4, padding: 2 }),
    pool(),
    convRelu(n(192), 5, { padding: 2 }),
    pool(),
    convRelu(n(384), 3, { padding: 1 }),
    convRelu(n(256), 3, { padding: 1 }),
    convRelu(n(256), 3, { padding: 1 }),
    pool(),
  );

const twoHalves = (n: (filters: number) => number): Layer => {
  // The paper's alpha of 1e-4 weighs the sum of five squares, the layer's their mean.
  const normalize = () => localResponseNorm({ size: 5, alpha: 5e-4, beta: 0.75, k: 2 });
  return sequential(
    convRelu(n(96), 11, { stride: 4, padding: 2 }),
    normalize(),
    pool(),
    convRelu(n(256), 5, { padding: 2, groups: 2 }),
    normalize(),
    pool(),
    convRelu(n(384), 3, { padding: 1 }),
    convRelu(n(384), 3, { padding: 1, groups: 2 }),
    convRelu(n(256), 3, { padding: 1, groups: 2 }),
    pool(),
  );
};
