import {
  averagePool2d,
  batchNorm,
  concat,
  conv2d,
  dense,
  type Graph,
  globalAveragePool2d,
  graph,
  type Layer,
  maxPool2d,
  named,
  relu,
  sequential,
} from "../../../src/index.ts";
import { channels, convNormRelu, type NetOptions, picture } from "./blocks.ts";

export interface DenseNetOptions extends NetOptions {
  /** Layers of each dense block. Default those of DenseNet-121. */
  repeats?: readonly number[];
}

/** DenseNet-121 (Huang et al. 2016, table 1), as torchvision has it: every layer of a block reads all before it. */
export function denseNet121(options: DenseNetOptions = {}): Graph {
  const { classes = 1000, image = 224, width = 1, repeats = [6, 12, 24, 16] } = options;
  const n = channels(width);
  const growth = n(32);
  const grow = (): Layer => {
    const fresh = sequential(normConv(4 * growth, 1), normConv(growth, 3));
    return (x) => concat()(x, fresh(x));
  };
  const block = (layers: number): Layer => sequential(...Array.from({ length: layers }, grow));
  const transition: Layer = (x) => sequential(normConv(Math.floor(x.shape[2] / 2), 1), averagePool2d({ window: 2 }))(x);
  const x = picture(image);
  const layers = sequential(
    convNormRelu(n(64), 7, { stride: 2, padding: 3 }),
    maxPool2d({ window: 3, stride: 2, padding: 1 }),
    ...repeats.flatMap((count, i) => [
      ...(i ? [named(`transition${i}`, transition)] : []),
      named(`block${i + 1}`, block(count)),
    ]),
    batchNorm(),
    relu(),
    globalAveragePool2d(),
    dense({ units: classes }),
  );
  return graph(x, layers(x));
}

/** Normalisation and rectifier before the convolution. */
const normConv = (filters: number, kernel: number): Layer =>
  sequential(batchNorm(), relu(), conv2d({ filters, kernel, padding: "same", bias: false }));
