// Sizes of images from layer to layer, as the papers' tables and torchvision have them, which numbers of parameters do not show; and
// the two largest nets.
import { describe, expect, test } from "vitest";
import { count } from "../../src/graph/shape.ts";
import {
  adam,
  adamW,
  type FitOptions,
  type Graph,
  load,
  model,
  muon,
  parameterGroups,
  type Samples,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { unit } from "../harness/unit.ts";
import { alexNet } from "./architectures/alexNet.ts";
import { allCnn } from "./architectures/allCnn.ts";
import { c3d } from "./architectures/c3d.ts";
import { dcgan } from "./architectures/dcgan.ts";
import { denseNet121 } from "./architectures/denseNet121.ts";
import { googLeNet } from "./architectures/googLeNet.ts";
import { inceptionResNet } from "./architectures/inceptionResNet.ts";
import { inceptionResNetV2 } from "./architectures/inceptionResNetV2.ts";
import { nin } from "./architectures/nin.ts";
import { resNext50 } from "./architectures/resNext50.ts";
import { shuffleNet, shuffleNetV2 } from "./architectures/shuffleNet.ts";
import { matchedBoxes } from "./architectures/ssd.ts";
import { ssd300 } from "./architectures/ssd300.ts";
import { uNet } from "./architectures/uNet.ts";
import { vgg } from "./architectures/vgg.ts";
import { zfNet } from "./architectures/zfNet.ts";

const down32 = [224, 112, 56, 28, 14, 7];
const heights: [name: string, make: () => Graph, heights: number[]][] = [
  ["AlexNet", alexNet, [224, 55, 27, 13, 6]],
  ["ZFNet", zfNet, [224, 110, 55, 26, 13, 6]],
  ["VGG-16", vgg, down32],
  ["NIN", nin, [32, 16, 8]],
  ["GoogLeNet", googLeNet, [...down32, 4]],
  ["Inception-ResNet-v1", inceptionResNet, [299, 149, 147, 73, 71, 35, 17, 8]],
  ["Inception-ResNet-v2", inceptionResNetV2, [299, 149, 147, 73, 71, 35, 17, 8]],
  ["ResNeXt-50", resNext50, down32],
  ["DenseNet-121", denseNet121, down32],
  ["All-CNN-C", allCnn, [32, 16, 8, 6]],
  ["ShuffleNet", shuffleNet, down32],
  ["ShuffleNet V2", shuffleNetV2, down32],
  [
    "U-Net",
    uNet,
    [
      572, 570, 568, 392, 390, 388, 284, 282, 280, 200, 198, 196, 140, 138, 136, 104, 102, 100, 68, 66, 64, 56, 54, 52,
      32, 30, 28,
    ],
  ],
  ["C3D", c3d, [112, 56, 28, 14, 7, 4]],
  ["DCGAN", dcgan, [64, 32, 16, 8, 4, 1]],
  ["SSD300", ssd300, [300, 150, 75, 38, 19, 10, 5, 3, 1]],
];

test.each(heights)("%s has images of its table's heights", (_, make, expected) => {
  const pictures = make()
    .nodes.map(({ shape }) => shape.slice(-3))
    .filter(({ length }) => length === 3);
  const found = new Set(pictures.map(([height]) => height));
  expect([...found].sort((a, b) => b - a)).toEqual(expected);
});

const BOXES = 8732;
const noise = (length: number, stream: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => unit(stream, i) * 2 - 1);

interface Large {
  name: string;
  full: Graph;
  /** Trained numbers. */
  parameters: number;
  source: string;
  shapes: Record<string, number[]>;
  small: Graph;
  samples: Samples;
  options: Pick<FitOptions, "loss" | "optimizer">;
}

const large: Large[] = [
  {
    name: "SSD300",
    full: ssd300(),
    parameters: 35_641_826,
    source: "torchvision 0.14: models.detection.ssd300_vgg16()",
    shapes: { classes: [BOXES, 91], boxes: [BOXES, 4] },
    small: ssd300({ width: 1 / 32, classes: 3 }),
    samples: {
      x: Uint8Array.from({ length: 300 * 300 * 3 }, (_, i) => unit(1, i) * 256),
      y: {
        // Most of the boxes that hold nothing are left out, as the paper's mining does.
        classes: Int32Array.from({ length: BOXES }, (_, i) => (i % 10 ? -1 : Math.floor(unit(2, i) * 3))),
        boxes: noise(BOXES * 5, 3).map((value, i) => (i % 5 === 4 ? Number(i % 50 === 4) : value)),
      },
    },
    options: {
      loss: { classes: softmaxCrossEntropy({ ignoreIndex: -1 }), boxes: matchedBoxes(BOXES, 10) },
      optimizer: adam({ learningRate: 0.002 }),
    },
  },
  {
    name: "Inception-ResNet-v2",
    full: inceptionResNetV2(),
    parameters: 55_843_464,
    source: "timm's inception_resnet_v2; the 55,813,192 of Keras leave out the scales of its normalisations",
    shapes: { output: [1000] },
    small: inceptionResNetV2({ width: 1 / 16, classes: 3, image: 75, repeats: [1, 1, 1] }),
    samples: {
      x: Uint8Array.from({ length: 4 * 75 * 75 * 3 }, (_, i) => unit(4, i) * 256),
      y: Uint8Array.of(0, 1, 2, 1),
    },
    options: {
      loss: softmaxCrossEntropy(),
      optimizer: parameterGroups([
        { match: (path, { length }) => length > 1 && !path.includes("dense"), optimizer: muon() },
        { optimizer: adamW({ learningRate: 0.003 }) },
      ]),
    },
  },
];

describe.each(large.map((row) => [row.name, row] as const))("%s", (_, row) => {
  test(`has ${row.parameters} parameters (${row.source})`, () => {
    expect([...row.full.trained.keys()].reduce((sum, { shape }) => sum + count(shape), 0)).toBe(row.parameters);
    const shapes = Object.entries(row.full.outputs).map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(shapes)).toEqual(row.shapes);
  });

  test("trains small: the loss shrinks, all parameters move, and a saved one predicts the same", async () => {
    const engine = await sharedEngine({ threads: 1 });
    using net = await model(row.small, { engine, seed: 1 });
    const before = net.parameters();
    const losses: number[] = [];
    for await (const event of net.fit(row.samples, { epochs: 4, ...row.options }))
      if (event.kind === "step") losses.push(event.loss);
    expect(losses[3], `${losses}`).toBeLessThan(losses[0]);
    const moved = net.parameters().filter(({ data }, i) => data.some((value, k) => value !== before[i].data[k]));
    expect(moved.map(({ path }) => path)).toEqual([...row.small.parameters.values()]);
    using again = await load(net.save(), { engine });
    expect(await again.predict(row.samples.x)).toEqual(await net.predict(row.samples.x));
  });
});
