import { type Graph, graph } from "../graph/graph.ts";
import { heUniform, type Initializer } from "../graph/initializer.ts";
import type { Layer } from "../graph/node.ts";
import { named } from "../graph/sequential.ts";
import { relu } from "../ops/activation/rectifiers.ts";
import { conv2d } from "../ops/convolution/conv2d.ts";
import { globalAveragePool2d } from "../ops/pooling/globalPool.ts";
import { maxPool2d } from "../ops/pooling/maxPool.ts";
import { concat } from "../ops/shape/concat.ts";
import { chain, imageNetInput } from "./blocks.ts";
import { type ClassifierOptions, classifierOptions } from "./options.ts";

/**
 * SqueezeNet 1.1 for images as bytes (0..255), 224x224x3 unless `size` says otherwise, at least 17x17: convolutions of one
 * pixel squeeze the channels before those of 3x3, and no dense layer. 1,235,496 parameters for 1000 classes,
 * 0.35 G multiply-adds at 224x224. The outputs are logits, not negative, since a ReLU stands before the mean over the image.
 * The input subtracts ImageNet's mean and divides by its standard deviation.
 *
 * Layers and first values are torchvision's, without its dropout before the last convolution.
 * Source: Iandola et al. 2016, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters"; 1.1 is its authors' later version.
 *
 * @throws FoveaError for an unknown option, classes or sizes that are not positive whole numbers, a size below 17.
 * @example
 * const net = await model(squeezenet11({ classes: 10 }), { engine: await engine() });
 */
export function squeezenet11(options: ClassifierOptions = {}): Graph {
  const { classes, size } = classifierOptions("squeezenet11", options, { smallest: 17 });
  const x = imageNetInput(size);
  const layers = chain(
    named("conv1", convRelu({ filters: 64, kernel: 3, stride: 2 })),
    pool("pool1"),
    named("fire2", fire(16, 64)),
    named("fire3", fire(16, 64)),
    pool("pool3"),
    named("fire4", fire(32, 128)),
    named("fire5", fire(32, 128)),
    pool("pool5"),
    named("fire6", fire(48, 192)),
    named("fire7", fire(48, 192)),
    named("fire8", fire(64, 256)),
    named("fire9", fire(64, 256)),
    named("conv10", convRelu({ filters: classes, kernel: 1, initializer: lastInitializer })),
    globalAveragePool2d({ name: "pool10" }),
  );
  return graph(x, layers(x));
}

/** N(0, 0.01^2): conv10 reads 512 channels. */
const lastInitializer: Initializer = { kind: "normal", gain: 512 * 0.01 ** 2, fan: "in" };

/** The fire module: `squeeze` channels, from which 1x1 and 3x3 windows make `expand` channels each. */
const fire =
  (squeeze: number, expand: number): Layer =>
  (x) => {
    const squeezed = named("squeeze", convRelu({ filters: squeeze, kernel: 1 }))(x);
    return concat({ name: "concat" })(
      named("expand1x1", convRelu({ filters: expand, kernel: 1 }))(squeezed),
      named("expand3x3", convRelu({ filters: expand, kernel: 3, padding: 1 }))(squeezed),
    );
  };

interface ConvOptions {
  filters: number;
  kernel: number;
  stride?: number;
  padding?: number;
  initializer?: Initializer;
}

const convRelu = (options: ConvOptions): Layer =>
  chain(conv2d({ initializer: heUniform(), ...options, name: "conv" }), relu());

/** Windows of 3 by steps of 2. Where the last pixel of an even side would fall under none, padding makes one more. */
const pool =
  (name: string): Layer =>
  (x) => {
    const [height, width] = x.shape;
    return maxPool2d({ window: 3, stride: 2, padding: { bottom: 1 - (height % 2), right: 1 - (width % 2) }, name })(x);
  };
