import {
  add,
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
import { channels, convNorm, convNormRelu, type NetOptions, picture } from "./blocks.ts";

export interface ResNextOptions extends NetOptions {
  /** Groups of each 3x3 convolution. Default 32. */
  cardinality?: number;
}

/** ResNeXt-50 32x4d (Xie et al. 2016, table 1), as torchvision has it. */
export function resNext50({ classes = 1000, image = 224, width = 1, cardinality = 32 }: ResNextOptions = {}): Graph {
  const n = channels(width);
  const grouped = channels(width, cardinality);
  const bottleneck =
    (inner: number, stride: number): Layer =>
    (x) => {
      const filters = n(2 * inner);
      const body = sequential(
        convNormRelu(grouped(inner), 1),
        convNormRelu(grouped(inner), 3, { stride, padding: 1, groups: cardinality }),
        convNorm(filters, 1),
      );
      const fits = stride === 1 && x.shape[2] === filters;
      const shortcut = fits ? x : named("shortcut", convNorm(filters, 1, { stride }))(x);
      return relu()(add()(named("body", body)(x), shortcut));
    };
  const stages = [3, 4, 6, 3].map((repeats, i) =>
    sequential(
      ...Array.from({ length: repeats }, (_, block) => bottleneck(128 * 2 ** i, i > 0 && block === 0 ? 2 : 1)),
    ),
  );
  const x = picture(image);
  const layers = sequential(
    convNormRelu(n(64), 7, { stride: 2, padding: 3 }),
    maxPool2d({ window: 3, stride: 2, padding: 1 }),
    ...stages,
    globalAveragePool2d(),
    dense({ units: classes }),
  );
  return graph(x, layers(x));
}
