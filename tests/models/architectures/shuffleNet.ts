import {
  add,
  averagePool2d,
  channelShuffle,
  concat,
  dense,
  type Graph,
  globalAveragePool2d,
  graph,
  type Layer,
  maxPool2d,
  named,
  relu,
  sequential,
  split,
} from "../../../src/index.ts";
import { channels, convNorm, convNormRelu, type NetOptions, picture } from "./blocks.ts";

/** Windows of 3x3 over each channel apart. */
const depthwise =
  (stride: number): Layer =>
  (x) =>
    convNorm(x.shape[2], 3, { stride, padding: 1, groups: x.shape[2] })(x);

/** Stages of 4, 8 and 4 units, the first of each with stride 2. */
const stages = (filters: readonly number[], unit: (filters: number, stride: number, stage: number) => Layer): Layer[] =>
  filters.map((each, i) => {
    const units = Array.from({ length: i === 1 ? 8 : 4 }, (_, k) => unit(each, k ? 1 : 2, i));
    return named(`stage${i + 2}`, sequential(...units));
  });

/** ShuffleNet with three groups (Zhang et al. 2017, table 1). */
export function shuffleNet({ classes = 1000, image = 224, width = 1 }: NetOptions = {}): Graph {
  const groups = 3;
  const n = channels(width, 4 * groups);
  const unit =
    (filters: number, stride: number, stage: number): Layer =>
    (x) => {
      const inputs = x.shape[2];
      const first = stage === 0 && stride === 2; // few channels yet
      const body = sequential(
        convNormRelu(filters / 4, 1, { groups: first ? 1 : groups }),
        channelShuffle({ groups }),
        depthwise(stride),
        convNorm(stride === 2 ? filters - inputs : filters, 1, { groups }),
      );
      if (stride === 1) return relu()(add()(x, body(x)));
      return relu()(concat()(averagePool2d({ window: 3, stride: 2, padding: 1 })(x), body(x)));
    };
  const x = picture(image);
  const layers = sequential(
    convNormRelu(n(24), 3, { stride: 2, padding: 1 }),
    maxPool2d({ window: 3, stride: 2, padding: 1 }),
    ...stages([n(240), n(480), n(960)], unit),
    globalAveragePool2d(),
    dense({ units: classes }),
  );
  return graph(x, layers(x));
}

/** ShuffleNetV2 (Ma et al. 2018, table 5), as torchvision has it: half of the channels go past each unit. */
export function shuffleNetV2({ classes = 1000, image = 224, width = 1 }: NetOptions = {}): Graph {
  const n = channels(width, 2);
  const unit = (filters: number, stride: number): Layer => {
    const half = filters / 2;
    const right = sequential(convNormRelu(half, 1), depthwise(stride), convNormRelu(half, 1));
    const left = sequential(depthwise(stride), convNormRelu(half, 1));
    return (x) => {
      const [kept, seen] = stride === 1 ? split({ parts: 2 })(x) : [named("left", left)(x), x];
      return channelShuffle({ groups: 2 })(concat()(kept, named("right", right)(seen)));
    };
  };
  const x = picture(image);
  const layers = sequential(
    convNormRelu(n(24), 3, { stride: 2, padding: 1 }),
    maxPool2d({ window: 3, stride: 2, padding: 1 }),
    ...stages([n(116), n(232), n(464)], unit),
    convNormRelu(n(1024), 1),
    globalAveragePool2d(),
    dense({ units: classes }),
  );
  return graph(x, layers(x));
}
