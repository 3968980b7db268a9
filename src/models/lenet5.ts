import { checkOptions } from "../error.ts";
import { type Graph, graph } from "../graph/graph.ts";
import { input } from "../graph/input.ts";
import { sequential } from "../graph/sequential.ts";
import { tanh } from "../ops/activation/sigmoids.ts";
import { conv2d } from "../ops/convolution/conv2d.ts";
import { dense } from "../ops/linear/dense.ts";
import { positive } from "../ops/options.ts";
import { averagePool2d } from "../ops/pooling/averagePool.ts";
import { flatten } from "../ops/shape/flatten.ts";

/** Options of {@link lenet5}. */
export interface Lenet5Options {
  /** Number of outputs. Default 10. */
  classes?: number;
}

/**
 * LeNet-5 for 28x28 grey images as bytes (0..255): two 5x5 convolutions with tanh and average pooling, then three dense
 * layers; 61,706 parameters for 10 classes. The outputs are logits, for softmaxCrossEntropy; as is usual today they
 * replace the paper's radial basis functions, and the second convolution sees all six maps.
 * The input subtracts MNIST's mean and divides by its standard deviation. Source: LeCun et al. 1998.
 *
 * @throws FoveaError for classes that are not a positive whole number.
 * @example
 * const net = await model(lenet5(), { engine: await engine() });
 */
export function lenet5(options: Lenet5Options = {}): Graph {
  checkOptions("lenet5", options, ["classes"]);
  const classes = positive("lenet5.classes", options.classes ?? 10);
  const x = input([28, 28, 1], { name: "image", mean: 33.3184, std: 78.5675 });
  const layers = sequential(
    conv2d({ filters: 6, kernel: 5, padding: "same" }),
    tanh(),
    averagePool2d({ window: 2 }),
    conv2d({ filters: 16, kernel: 5 }),
    tanh(),
    averagePool2d({ window: 2 }),
    flatten(),
    dense({ units: 120 }),
    tanh(),
    dense({ units: 84 }),
    tanh(),
    dense({ units: classes }),
  );
  return graph(x, layers(x));
}
