import {
  add,
  dense,
  type Graph,
  globalAveragePool2d,
  graph,
  type Layer,
  multiply,
  named,
  relu,
  sequential,
  sigmoid,
} from "../../../src/index.ts";
import { channels, convNorm, convNormRelu, type NetOptions, picture } from "./blocks.ts";

/** ResNet-20 for CIFAR with squeeze-and-excitation in each block (Hu et al. 2017), shortcuts as in He et al.'s option B. */
export function seResNet20({ classes = 10, image = 32, width = 1 }: NetOptions = {}): Graph {
  const n = channels(width, 2);
  const block =
    (filters: number, stride: number): Layer =>
    (x) => {
      const body = sequential(
        convNormRelu(filters, 3, { stride, padding: 1 }),
        convNorm(filters, 3, { padding: 1 }),
        named("excite", squeezeAndExcite(16)),
      );
      const fits = stride === 1 && x.shape[2] === filters;
      const shortcut = fits ? x : named("shortcut", convNorm(filters, 1, { stride }))(x);
      return relu()(add()(body(x), shortcut));
    };
  const blocks = [16, 32, 64].flatMap((filters, i) => [i ? 2 : 1, 1, 1].map((stride) => block(n(filters), stride)));
  const x = picture(image);
  const layers = sequential(
    convNormRelu(n(16), 3, { padding: 1 }),
    ...blocks,
    globalAveragePool2d(),
    dense({ units: classes }),
  );
  return graph(x, layers(x));
}

/** Each channel times a number of 0..1, which two dense layers make of the means of all channels. */
const squeezeAndExcite =
  (reduction: number): Layer =>
  (x) => {
    const units = x.shape[2];
    const gate = sequential(
      globalAveragePool2d({ keepDimensions: true }),
      dense({ units: Math.max(1, units / reduction) }),
      relu(),
      dense({ units }),
      sigmoid(),
    );
    return multiply()(x, gate(x));
  };
