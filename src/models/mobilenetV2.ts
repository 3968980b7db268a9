import { type Graph, graph } from "../graph/graph.ts";
import type { Initializer } from "../graph/initializer.ts";
import type { Layer } from "../graph/node.ts";
import { named } from "../graph/sequential.ts";
import { relu6 } from "../ops/activation/rectifiers.ts";
import { add } from "../ops/arithmetic/add.ts";
import { dense } from "../ops/linear/dense.ts";
import { globalAveragePool2d } from "../ops/pooling/globalPool.ts";
import { chain, convNorm, imageNetInput, stage } from "./blocks.ts";
import { type ClassifierOptions, classifierOptions } from "./options.ts";

/** The paper's table 2: t, c, n and s of each row of bottlenecks. */
const STAGES = [
  { expansion: 1, filters: 16, repeats: 1, stride: 1 },
  { expansion: 6, filters: 24, repeats: 2, stride: 2 },
  { expansion: 6, filters: 32, repeats: 3, stride: 2 },
  { expansion: 6, filters: 64, repeats: 4, stride: 2 },
  { expansion: 6, filters: 96, repeats: 3, stride: 1 },
  { expansion: 6, filters: 160, repeats: 3, stride: 2 },
  { expansion: 6, filters: 320, repeats: 1, stride: 1 },
];

/**
 * MobileNetV2 of width 1 for images as bytes (0..255), 224x224x3 unless `size` says otherwise: blocks that expand the
 * channels, convolve each apart and project them back, the input added. 3,504,872 trainable parameters for 1000 classes,
 * 0.30 G multiply-adds at 224x224. The outputs are logits. The input subtracts ImageNet's mean and divides by its standard
 * deviation.
 *
 * Layers and first values are torchvision's, without its dropout before the dense layer.
 * Source: Sandler et al. 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", table 2.
 *
 * @throws FoveaError for an unknown option, classes or sizes that are not positive whole numbers.
 * @example
 * const net = await model(mobilenetV2({ classes: 10 }), { engine: await engine() });
 */
export function mobilenetV2(options: ClassifierOptions = {}): Graph {
  const { classes, size } = classifierOptions("mobilenetV2", options);
  const x = imageNetInput(size);
  const layers = chain(
    named("stem", convNorm({ filters: 32, kernel: 3, stride: 2, activation: relu6 })),
    ...STAGES.map(({ expansion, filters, repeats, stride }, i) =>
      stage(`stage${i + 1}`, repeats, stride, (stride) => invertedResidual(expansion, filters, stride)),
    ),
    named("head", convNorm({ filters: 1280, kernel: 1, activation: relu6 })),
    globalAveragePool2d({ name: "pool" }),
    dense({ units: classes, initializer: lastInitializer, name: "classifier" }),
  );
  return graph(x, layers(x));
}

/** The paper's bottleneck: no activation after the projection, and x added where it has the projection's shape. */
const invertedResidual =
  (expansion: number, filters: number, stride: number): Layer =>
  (x) => {
    const channels = x.shape[2];
    const hidden = channels * expansion;
    const body = chain(
      ...(expansion === 1 ? [] : [named("expand", convNorm({ filters: hidden, kernel: 1, activation: relu6 }))]),
      named("depthwise", convNorm({ filters: hidden, kernel: 3, stride, groups: hidden, activation: relu6 })),
      named("project", convNorm({ filters, kernel: 1 })),
    );
    return stride === 1 && channels === filters ? add()(body(x), x) : body(x);
  };

/** N(0, 0.01^2): the dense layer reads 1280 channels. */
const lastInitializer: Initializer = { kind: "normal", gain: 1280 * 0.01 ** 2, fan: "in" };
