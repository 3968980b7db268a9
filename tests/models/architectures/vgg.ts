import {
  adaptiveAveragePool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  type Graph,
  graph,
  type Layer,
  maxPool2d,
  named,
  relu,
  sequential,
} from "../../../src/index.ts";
import { channels, type NetOptions, picture } from "./blocks.ts";

export interface VggOptions extends NetOptions {
  /** Layers with parameters. Default 16. */
  depth?: 11 | 16;
  /** Batch normalisation behind each convolution. Default false. */
  normalized?: boolean;
}

/** How many convolutions stand before each pooling. */
const REPEATS = { 11: [1, 1, 2, 2, 2], 16: [2, 2, 3, 3, 3] };

/** VGG-11 and VGG-16 (Simonyan and Zisserman 2014, table 1, A and D), as torchvision has them. */
export function vgg(options: VggOptions = {}): Graph {
  const { classes = 1000, image = 224, width = 1, depth = 16, normalized = false } = options;
  const n = channels(width);
  const convolution = (filters: number): Layer[] => [
    conv2d({ filters, kernel: 3, padding: 1 }),
    ...(normalized ? [batchNorm()] : []),
    relu(),
  ];
  const stages = REPEATS[depth].flatMap((repeats, stage) => {
    const filters = n(Math.min(512, 64 * 2 ** stage));
    return [...Array(repeats).fill(filters).flatMap(convolution), maxPool2d({ window: 2 })];
  });
  const classifier = sequential(
    flatten(),
    dense({ units: n(4096) }),
    relu(),
    dropout({ rate: 0.5 }),
    dense({ units: n(4096) }),
    relu(),
    dropout({ rate: 0.5 }),
    dense({ units: classes }),
  );
  const x = picture(image);
  const features = named("features", sequential(...stages));
  return graph(x, sequential(features, adaptiveAveragePool2d({ size: 7 }), named("classifier", classifier))(x));
}
