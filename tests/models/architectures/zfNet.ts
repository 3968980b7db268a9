import {
  dense,
  dropout,
  flatten,
  type Graph,
  graph,
  localResponseNorm,
  maxPool2d,
  relu,
  sequential,
} from "../../../src/index.ts";
import { channels, convRelu, type NetOptions, picture } from "./blocks.ts";

/** ZFNet (Zeiler and Fergus 2013, figure 3): AlexNet with smaller windows, in one tower. */
export function zfNet({ classes = 1000, image = 224, width = 1 }: NetOptions = {}): Graph {
  const x = picture(image);
  const n = channels(width);
  const layers = sequential(
    convRelu(n(96), 7, { stride: 2, padding: 1 }),
    maxPool2d({ window: 3, stride: 2, padding: 1 }),
    localResponseNorm(),
    convRelu(n(256), 5, { stride: 2 }),
    maxPool2d({ window: 3, stride: 2, padding: 1 }),
    localResponseNorm(),
    convRelu(n(384), 3, { padding: 1 }),
    convRelu(n(384), 3, { padding: 1 }),
    convRelu(n(256), 3, { padding: 1 }),
    maxPool2d({ window: 3, stride: 2 }),
    flatten(),
    dense({ units: n(4096) }),
    relu(),
    dropout({ rate: 0.5 }),
    dense({ units: n(4096) }),
    relu(),
    dropout({ rate: 0.5 }),
    dense({ units: classes }),
  );
  return graph(x, layers(x));
}
