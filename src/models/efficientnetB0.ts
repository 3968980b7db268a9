import { type Graph, graph } from "../graph/graph.ts";
import { heNormal, type Initializer } from "../graph/initializer.ts";
import type { Layer } from "../graph/node.ts";
import { named } from "../graph/sequential.ts";
import { silu } from "../ops/activation/gated.ts";
import { sigmoid } from "../ops/activation/sigmoids.ts";
import { add } from "../ops/arithmetic/add.ts";
import { multiply } from "../ops/arithmetic/multiply.ts";
import { dense } from "../ops/linear/dense.ts";
import { globalAveragePool2d } from "../ops/pooling/globalPool.ts";
import { chain, convNorm, imageNetInput, stage } from "./blocks.ts";
import { type ClassifierOptions, classifierOptions } from "./options.ts";

/** The paper's table 1, rows 2 to 8. */
const STAGES = [
  { expansion: 1, kernel: 3, filters: 16, repeats: 1, stride: 1 },
  { expansion: 6, kernel: 3, filters: 24, repeats: 2, stride: 2 },
  { expansion: 6, kernel: 5, filters: 40, repeats: 2, stride: 2 },
  { expansion: 6, kernel: 3, filters: 80, repeats: 3, stride: 2 },
  { expansion: 6, kernel: 5, filters: 112, repeats: 3, stride: 1 },
  { expansion: 6, kernel: 5, filters: 192, repeats: 4, stride: 2 },
  { expansion: 6, kernel: 3, filters: 320, repeats: 1, stride: 1 },
];

/**
 * EfficientNet-B0 for images as bytes (0..255), 224x224x3 unless `size` says otherwise: blocks as in {@link mobilenetV2}, with
 * SiLU, some windows of 5x5, and channels weighed by squeeze-and-excitation. 5,288,548 trainable parameters for 1000 classes,
 * 0.39 G multiply-adds at 224x224. The outputs are logits. The input subtracts ImageNet's mean and divides by its standard
 * deviation.
 *
 * Layers and first values are torchvision's, without its dropout before the dense layer and without stochastic depth. Padding
 * is the same on all sides, as there; the authors' own weights want TensorFlow's `"same"`.
 * Source: Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", table 1.
 *
 * @throws FoveaError for an unknown option, classes or sizes that are not positive whole numbers.
 * @example
 * const net = await model(efficientnetB0({ classes: 10 }), { engine: await engine() });
 */
export function efficientnetB0(options: ClassifierOptions = {}): Graph {
  const { classes, size } = classifierOptions("efficientnetB0", options);
  const x = imageNetInput(size);
  const layers = chain(
    named("stem", convNorm({ filters: 32, kernel: 3, stride: 2, activation: silu })),
    ...STAGES.map(({ repeats, stride, ...block }, i) =>
      stage(`stage${i + 1}`, repeats, stride, (stride) => mbConv({ ...block, stride })),
    ),
    named("head", convNorm({ filters: 1280, kernel: 1, activation: silu })),
    globalAveragePool2d({ name: "pool" }),
    dense({ units: classes, initializer: lastInitializer, name: "classifier" }),
  );
  return graph(x, layers(x));
}

/** U(-l, l) with l = 1 / sqrt(classes). */
const lastInitializer: Initializer = { kind: "uniform", gain: 1 / 3, fan: "out" };

type MbConvOptions = Record<"expansion" | "kernel" | "filters" | "stride", number>;

/** MobileNetV2's inverted residual with squeeze-and-excitation behind the depthwise convolution. Source: Tan et al. 2018. */
const mbConv =
  ({ expansion, kernel, filters, stride }: MbConvOptions): Layer =>
  (x) => {
    const channels = x.shape[2];
    const hidden = channels * expansion;
    const body = chain(
      ...(expansion === 1 ? [] : [named("expand", convNorm({ filters: hidden, kernel: 1, activation: silu }))]),
      named("depthwise", convNorm({ filters: hidden, kernel, stride, groups: hidden, activation: silu })),
      named("excite", squeezeAndExcite(channels / 4)),
      named("project", convNorm({ filters, kernel: 1 })),
    );
    return stride === 1 && channels === filters ? add()(body(x), x) : body(x);
  };

/** y = x times, for each channel, a number of 0..1 that two dense layers make of the channels' means. Source: Hu et al. 2018. */
const squeezeAndExcite =
  (units: number): Layer =>
  (x) => {
    const initializer = heNormal({ fan: "out" });
    const gate = chain(
      globalAveragePool2d({ name: "pool" }),
      dense({ units, initializer, name: "reduce" }),
      silu(),
      dense({ units: x.shape[2], initializer, name: "restore" }),
      sigmoid(),
    );
    return multiply()(x, gate(x));
  };
