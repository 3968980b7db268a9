import { type Graph, graph } from "../graph/graph.ts";
import type { Initializer } from "../graph/initializer.ts";
import type { Layer } from "../graph/node.ts";
import { named } from "../graph/sequential.ts";
import { relu } from "../ops/activation/rectifiers.ts";
import { dense } from "../ops/linear/dense.ts";
import { globalAveragePool2d } from "../ops/pooling/globalPool.ts";
import { maxPool2d } from "../ops/pooling/maxPool.ts";
import { chain, convNorm, imageNetInput, stage } from "./blocks.ts";
import { type ClassifierOptions, classifierOptions } from "./options.ts";
import { basicBlock, bottleneck } from "./residual.ts";

/**
 * ResNet-18 for images as bytes (0..255), 224x224x3 unless `size` says otherwise: a 7x7 convolution, eight blocks of two
 * 3x3 convolutions around which the input is added, a dense layer on the means of the channels. 11,689,512 trainable
 * parameters for 1000 classes, 1.81 G multiply-adds at 224x224. The outputs are logits. The input subtracts ImageNet's mean
 * and divides by its standard deviation.
 *
 * Layers and first values are torchvision's. Shortcuts that change size are 1x1 convolutions (the paper's option B).
 * Source: He et al. 2015, "Deep Residual Learning for Image Recognition", table 1.
 *
 * @throws FoveaError for an unknown option, classes or sizes that are not positive whole numbers.
 * @example
 * const net = await model(resnet18({ classes: 10, size: 64 }), { engine: await engine() });
 */
export function resnet18(options: ClassifierOptions = {}): Graph {
  return resnet("resnet18", options, basicBlock, [2, 2, 2, 2]);
}

/**
 * ResNet-50 for images as bytes (0..255), 224x224x3 unless `size` says otherwise: as {@link resnet18}, with sixteen blocks
 * of a 3x3 convolution between two of 1x1 that reduce the channels and restore them. 25,557,032 trainable parameters for
 * 1000 classes, 4.09 G multiply-adds at 224x224. The outputs are logits.
 *
 * Layers and first values are torchvision's ("v1.5"): the stride stands in the 3x3 convolution, the paper has it in the 1x1
 * before. Shortcuts that change size are 1x1 convolutions (the paper's option B).
 * Source: He et al. 2015, "Deep Residual Learning for Image Recognition", table 1.
 *
 * @throws FoveaError for an unknown option, classes or sizes that are not positive whole numbers.
 * @example
 * const net = await model(resnet50(), { engine: await engine() });
 */
export function resnet50(options: ClassifierOptions = {}): Graph {
  return resnet("resnet50", options, bottleneck, [3, 4, 6, 3]);
}

type Block = (filters: number, stride: number) => Layer;

/** Four stages of 64, 128, 256 and 512 channels (in a bottleneck four times that), each half as high and wide as the one before. */
function resnet(where: string, options: ClassifierOptions, block: Block, repeats: readonly number[]): Graph {
  const { classes, size } = classifierOptions(where, options);
  const x = imageNetInput(size);
  const layers = chain(
    named("stem", stem),
    ...repeats.map((count, i) =>
      stage(`stage${i + 1}`, count, i === 0 ? 1 : 2, (stride) => block(64 * 2 ** i, stride)),
    ),
    globalAveragePool2d({ name: "pool" }),
    dense({ units: classes, initializer: byInputs, biasInitializer: byInputs, name: "classifier" }),
  );
  return graph(x, layers(x));
}

const stem: Layer = (x) =>
  chain(
    convNorm({ filters: 64, kernel: 7, stride: 2, activation: relu }),
    maxPool2d({ window: 3, stride: 2, padding: 1, name: "pool" }),
  )(x);

/** U(-l, l) with l = 1 / sqrt(inputs), PyTorch's default for dense layers. */
const byInputs: Initializer = { kind: "uniform", gain: 1 / 3, fan: "in" };
