import {
  concat,
  conv2d,
  type Graph,
  graph,
  heNormal,
  type Layer,
  l2Normalize,
  maxPool2d,
  type Node,
  named,
  reshape,
  sequential,
} from "../../../src/index.ts";
import { channels, convRelu, type NetOptions, picture } from "./blocks.ts";

/** Boxes that are tried at each pixel of each map, from the largest map on. */
const BOXES = [4, 6, 6, 6, 4, 4];

/**
 * SSD300 (Liu et al. 2016, figure 2), as torchvision has it: VGG-16, four times two convolutions behind it, and for each box of
 * six maps its classes [boxes, classes] and offsets [boxes, 4].
 */
export function ssd300({ classes = 91, image = 300, width = 1 }: NetOptions = {}): Graph {
  const n = channels(width);
  const initializer = heNormal();
  const same = { padding: 1, initializer };
  const convs = (times: number, filters: number): Layer[] =>
    Array.from({ length: times }, () => convRelu(n(filters), 3, same));
  const half = (): Layer => maxPool2d({ window: 2, ceilMode: true });
  const extra = (inner: number, filters: number, more: { padding?: number; stride?: number } = {}): Layer =>
    sequential(convRelu(n(inner), 1, { initializer }), convRelu(n(filters), 3, { initializer, ...more }));

  const x = picture(image);
  const conv4 = named(
    "vgg",
    sequential(...convs(2, 64), half(), ...convs(2, 128), half(), ...convs(3, 256), half(), ...convs(3, 512)),
  )(x);
  const conv7 = sequential(
    half(),
    ...convs(3, 512),
    maxPool2d({ window: 3, stride: 1, padding: 1 }),
    convRelu(n(1024), 3, { padding: 6, dilation: 6, initializer }),
    convRelu(n(1024), 1, { initializer }),
  )(conv4);
  const conv8 = extra(256, 512, { padding: 1, stride: 2 })(conv7);
  const conv9 = extra(128, 256, { padding: 1, stride: 2 })(conv8);
  const conv10 = extra(128, 256)(conv9);
  const maps = [l2Normalize({ scale: 20 })(conv4), conv7, conv8, conv9, conv10, extra(128, 256)(conv10)];
  /** `numbers` for each box of all maps; the boxes of a pixel stand one after the other. */
  const predict = (numbers: number): Node => {
    const heads = BOXES.map((boxes) =>
      sequential(conv2d({ filters: boxes * numbers, kernel: 3, padding: 1 }), reshape({ shape: [-1, numbers] })),
    );
    return concat({ axis: 0 })(...heads.map((head, i) => head(maps[i])));
  };
  return graph(x, {
    classes: named("classes", () => predict(classes))(x),
    boxes: named("boxes", () => predict(4))(x),
  });
}
