import { dropout, type Graph, globalAveragePool2d, graph, sequential } from "../../../src/index.ts";
import { channels, convRelu, type NetOptions, picture } from "./blocks.ts";

/** All-CNN-C (Springenberg et al. 2014, tables 1 and 2): steps of convolutions take the place of pooling. */
export function allCnn({ classes = 10, image = 32, width = 1 }: NetOptions = {}): Graph {
  const n = channels(width);
  const same = { padding: "same" } as const;
  const x = picture(image);
  const layers = sequential(
    dropout({ rate: 0.2 }),
    convRelu(n(96), 3, same),
    convRelu(n(96), 3, same),
    convRelu(n(96), 3, { ...same, stride: 2 }),
    dropout({ rate: 0.5 }),
    convRelu(n(192), 3, same),
    convRelu(n(192), 3, same),
    convRelu(n(192), 3, { ...same, stride: 2 }),
    dropout({ rate: 0.5 }),
    convRelu(n(192), 3),
    convRelu(n(192), 1),
    convRelu(classes, 1),
    globalAveragePool2d(),
  );
  return graph(x, layers(x));
}
