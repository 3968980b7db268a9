import { type Graph, graph } from "../graph/graph.ts";
import { heNormal } from "../graph/initializer.ts";
import { input } from "../graph/input.ts";
import { named } from "../graph/sequential.ts";
import { relu } from "../ops/activation/rectifiers.ts";
import { dense } from "../ops/linear/dense.ts";
import { globalAveragePool2d } from "../ops/pooling/globalPool.ts";
import { chain, convNorm, stage } from "./blocks.ts";
import { type ClassifierOptions, classifierOptions } from "./options.ts";
import { basicBlock } from "./residual.ts";

/**
 * ResNet-20 for small images as bytes (0..255), 32x32x3 and 10 classes, as CIFAR-10 has them, unless `size` and `classes`
 * say otherwise: three stages of 16, 32 and 64 channels with three blocks each. 272,474 trainable parameters for 10 classes,
 * 40.8 M multiply-adds at 32x32. The outputs are logits. The input subtracts CIFAR-10's mean and divides by its standard
 * deviation, channel by channel; the paper subtracts the mean of each pixel.
 *
 * The two shortcuts that change size are 1x1 convolutions with batch normalisation (option B). The paper has option A here,
 * every second pixel and channels of zeros, which needs no parameters: 269,722 in all.
 * Source: He et al. 2015, "Deep Residual Learning for Image Recognition", section 4.2.
 *
 * @throws FoveaError for an unknown option, classes or sizes that are not positive whole numbers.
 * @example
 * const net = await model(resnet20(), { engine: await engine(), seed: 1 });
 */
export function resnet20(options: ClassifierOptions = {}): Graph {
  const { classes, size } = classifierOptions("resnet20", options, { classes: 10, size: 32 });
  const [height, width] = size;
  const x = input([height, width, 3], { name: "image", mean: [125.3, 123.0, 113.9], std: [63.0, 62.1, 66.7] });
  const layers = chain(
    named("stem", convNorm({ filters: 16, kernel: 3, activation: relu })),
    stage("stage1", 3, 1, (stride) => basicBlock(16, stride)),
    stage("stage2", 3, 2, (stride) => basicBlock(32, stride)),
    stage("stage3", 3, 2, (stride) => basicBlock(64, stride)),
    globalAveragePool2d({ name: "pool" }),
    dense({ units: classes, initializer: heNormal(), name: "classifier" }),
  );
  return graph(x, layers(x));
}
