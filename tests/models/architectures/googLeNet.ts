import {
  adaptiveAveragePool2d,
  batchNorm,
  type Conv2dOptions,
  concat,
  conv2d,
  dense,
  dropout,
  flatten,
  type Graph,
  globalAveragePool2d,
  graph,
  type Layer,
  maxPool2d,
  named,
  relu,
  sequential,
} from "../../../src/index.ts";
import { channels, type NetOptions, picture } from "./blocks.ts";

export interface GoogLeNetOptions extends NetOptions {
  /** Two more classifiers, as outputs aux1 and aux2, for training. Default true. */
  auxiliary?: boolean;
}

/** GoogLeNet (Szegedy et al. 2014, table 1), as torchvision has it: with batch normalisation, and 3x3 where the paper has 5x5. */
export function googLeNet({ classes = 1000, image = 224, width = 1, auxiliary = true }: GoogLeNetOptions = {}): Graph {
  const n = channels(width);
  const half = () => maxPool2d({ window: 3, stride: 2, ceilMode: true });
  const inception = (...filters: [number, number, number, number, number, number]): Layer =>
    inceptionBlock(filters.map(n));
  const classifier = (): Layer =>
    sequential(
      adaptiveAveragePool2d({ size: 4 }),
      convolution(n(128), 1),
      flatten(),
      dense({ units: n(1024) }),
      relu(),
      dropout({ rate: 0.7 }),
      dense({ units: classes }),
    );
  const x = picture(image);
  const stem = sequential(
    convolution(n(64), 7, { stride: 2, padding: 3 }),
    half(),
    convolution(n(64), 1),
    convolution(n(192), 3, { padding: 1 }),
    half(),
  );
  const third = sequential(inception(64, 96, 128, 16, 32, 32), inception(128, 128, 192, 32, 96, 64), half());
  const first = named("upTo4a", sequential(stem, third, inception(192, 96, 208, 16, 48, 64)))(x);
  const fourth = sequential(
    inception(160, 112, 224, 24, 64, 64),
    inception(128, 128, 256, 24, 64, 64),
    inception(112, 144, 288, 32, 64, 64),
  );
  const second = named("upTo4d", fourth)(first);
  const last = sequential(
    inception(256, 160, 320, 32, 128, 128),
    maxPool2d({ window: 2, ceilMode: true }),
    inception(256, 160, 320, 32, 128, 128),
    inception(384, 192, 384, 48, 128, 128),
    globalAveragePool2d(),
    dropout({ rate: 0.2 }),
    dense({ units: classes }),
  );
  const output = named("last", last)(second);
  if (!auxiliary) return graph(x, output);
  return graph(x, { output, aux1: named("aux1", classifier())(first), aux2: named("aux2", classifier())(second) });
}

const convolution = (filters: number, kernel: number, more: Partial<Conv2dOptions> = {}): Layer =>
  sequential(conv2d({ filters, kernel, bias: false, ...more }), batchNorm({ epsilon: 1e-3 }), relu());

function inceptionBlock([one, reduced3, three, reduced5, five, pooled]: readonly number[]): Layer {
  const branches = [
    convolution(one, 1),
    sequential(convolution(reduced3, 1), convolution(three, 3, { padding: 1 })),
    sequential(convolution(reduced5, 1), convolution(five, 3, { padding: 1 })),
    sequential(maxPool2d({ window: 3, stride: 1, padding: 1 }), convolution(pooled, 1)),
  ].map((branch, i) => named(`branch${i + 1}`, branch));
  return named("inception", (x) => {
    const [a, b, ...more] = branches.map((branch) => branch(x));
    return concat()(a, b, ...more);
  });
}
