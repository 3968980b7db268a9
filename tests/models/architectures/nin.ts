import {
  averagePool2d,
  dropout,
  type Graph,
  globalAveragePool2d,
  graph,
  type Layer,
  maxPool2d,
  sequential,
} from "../../../src/index.ts";
import { channels, convRelu, type NetOptions, picture } from "./blocks.ts";

/** Network in network for CIFAR (Lin et al. 2013): perceptrons of 1x1 convolutions, and the mean of a map for each class. */
export function nin({ classes = 10, image = 32, width = 1 }: NetOptions = {}): Graph {
  const n = channels(width);
  const mlpconv = (kernel: number, filters: number, second: number, third: number): Layer =>
    sequential(convRelu(filters, kernel, { padding: "same" }), convRelu(second, 1), convRelu(third, 1));
  const x = picture(image);
  const layers = sequential(
    mlpconv(5, n(192), n(160), n(96)),
    maxPool2d({ window: 3, stride: 2, ceilMode: true }),
    dropout({ rate: 0.5 }),
    mlpconv(5, n(192), n(192), n(192)),
    averagePool2d({ window: 3, stride: 2, ceilMode: true }),
    dropout({ rate: 0.5 }),
    mlpconv(3, n(192), n(192), classes),
    globalAveragePool2d(),
  );
  return graph(x, layers(x));
}
