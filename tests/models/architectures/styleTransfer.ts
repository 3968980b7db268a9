import {
  add,
  averagePool2d,
  bias,
  contentLoss,
  conv2d,
  flatten,
  type Graph,
  graph,
  input,
  type Layer,
  type Node,
  named,
  relu,
  reshape,
  scale,
  sequential,
  stopGradient,
  styleLoss,
  totalVariation,
} from "../../../src/index.ts";

export interface StyleTransferOptions {
  size?: number;
  /** Filters of each block of two convolutions; there is a pooling between blocks. */
  filters?: readonly number[];
  contentWeight?: number;
  styleWeight?: number;
  smoothness?: number;
}

/**
 * Gatys et al. 2016, "Image style transfer using convolutional neural networks": how far an image is from one's content and another's
 * style, for descent on the image. The features are those of a VGG network with averages for maxima, as in the paper.
 */
export function styleTransfer(options: StyleTransferOptions = {}): Graph {
  const { size = 64 } = options;
  const [image, photograph, painting] = ["image", "photograph", "painting"].map((name) =>
    input([size, size, 3], { name }),
  );
  return graph([image, photograph, painting], distance(image, photograph, painting, options));
}

/**
 * The same with the image as a parameter, so that `fit` and any optimizer do the descent while everything else is frozen: output
 * `image` is input `start` and a bias for each of its numbers, called image/bias; output `distance` is what is made small.
 */
export function painter(options: StyleTransferOptions = {}): Graph {
  const { size = 64 } = options;
  const [start, photograph, painting] = ["start", "photograph", "painting"].map((name) =>
    input([size, size, 3], { name }),
  );
  const image = reshape({ shape: [size, size, 3] })(bias({ name: "image" })(flatten()(start)));
  return graph([start, photograph, painting], { image, distance: distance(image, photograph, painting, options) });
}

function distance(image: Node, photograph: Node, painting: Node, options: StyleTransferOptions): Node {
  const { filters = [16, 32, 64], contentWeight = 1, styleWeight = 1000, smoothness = 1e-4 } = options;
  const convolve = (n: number): Layer => sequential(conv2d({ filters: n, kernel: 3, padding: "same" }), relu());
  const blocks = filters.map((n, i) => {
    const convolutions = [convolve(n), convolve(n)];
    return named(`block${i + 1}`, sequential(...(i ? [averagePool2d({ window: 2 })] : []), ...convolutions));
  });
  /** What every block makes of an image. */
  const features = (x: Node): Node[] => {
    const found: Node[] = [];
    for (const block of blocks) found.push(block(found.at(-1) ?? x));
    return found;
  };
  const [own, content, style] = [image, photograph, painting].map(features);
  const constant = stopGradient();
  const last = blocks.length - 1;
  const parts = [
    scale({ factor: contentWeight })(contentLoss()(own[last], constant(content[last]))),
    ...own.map((map, i) => scale({ factor: styleWeight / own.length })(styleLoss()(map, constant(style[i])))),
    scale({ factor: smoothness })(totalVariation()(image)),
  ];
  return parts.reduce((sum, part) => add()(sum, part));
}
