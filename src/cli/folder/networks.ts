/** The networks that a folder of pictures can be trained with, by name. */

import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  type Graph,
  globalAveragePool2d,
  graph,
  heNormal,
  input,
  type Layer,
  maxPool2d,
  type Node,
  named,
  relu,
} from "../../index.ts";
import { efficientnetB0, lenet5, mobilenetV2, resnet18, resnet20, resnet50, squeezenet11 } from "../../models/index.ts";
import { UsageError } from "../options.ts";

/** Pixels, channels and how bytes become the network's numbers. */
export interface InputConfig {
  width: number;
  height: number;
  channels: 1 | 3;
  /** Of the training pictures, channel by channel. */
  mean: readonly number[];
  std: readonly number[];
}

/** What a network needs to be made. */
export interface NetworkConfig {
  input: InputConfig;
  classes: number;
  /** Filters of the small network's first stage. */
  width: number;
}

interface NetworkKind {
  /** Channels that the network takes, and its size where it takes but one. */
  channels: readonly (1 | 3)[];
  size?: number;
  make(config: NetworkConfig): Graph;
}

const classifier =
  (make: (options: { classes: number; size: [number, number] }) => Graph) =>
  ({ input: { width, height, mean, std }, classes }: NetworkConfig): Graph =>
    withInput(make({ classes, size: [height, width] }), mean, std);

export const NETWORKS: Readonly<Record<NetworkName, NetworkKind>> = {
  small: { channels: [1, 3], make: small },
  lenet5: {
    channels: [1],
    size: 28,
    make: ({ input: { mean, std }, classes }) => withInput(lenet5({ classes }), mean, std),
  },
  resnet20: { channels: [3], make: classifier(resnet20) },
  squeezenet11: { channels: [3], make: classifier(squeezenet11) },
  mobilenetV2: { channels: [3], make: classifier(mobilenetV2) },
  resnet18: { channels: [3], make: classifier(resnet18) },
  resnet50: { channels: [3], make: classifier(resnet50) },
  efficientnetB0: { channels: [3], make: classifier(efficientnetB0) },
};

export const NETWORK_NAMES = [
  ...["small", "lenet5", "resnet20", "squeezenet11", "mobilenetV2", "resnet18", "resnet50", "efficientnetB0"],
] as readonly NetworkName[];

export type NetworkName =
  | "small"
  | "lenet5"
  | "resnet20"
  | "squeezenet11"
  | "mobilenetV2"
  | "resnet18"
  | "resnet50"
  | "efficientnetB0";

/** Throws where the network does not take such pictures. */
export function checkNetwork(name: NetworkName, { width, height }: { width: number; height: number }): void {
  const { size } = NETWORKS[name];
  if (size !== undefined && (width !== size || height !== size))
    throw new UsageError(`--size ${width}x${height} is not for ${name}, which takes ${size}x${size}`);
}

/**
 * The network that fits pictures of any size: stages of two 3x3 convolutions with batch normalisation, each stage half as high and wide
 * and twice as many filters as the one before, until some 6 pixels are left; the channels' means, and a dense layer. Pictures
 * above 48 pixels are halved by the first convolution, which sees little in single pixels. After Simonyan and Zisserman 2015
 * (stages), Ioffe and Szegedy 2015, Lin et al. 2014 (means instead of large dense layers).
 */
function small({ input: { width, height, channels, mean, std }, classes, width: filters }: NetworkConfig): Graph {
  const x = input([height, width, channels], { name: "image", mean, std });
  const side = Math.min(height, width);
  let node: Node = x;
  let pixels = side;
  const stages = stagesOf(side);
  for (let stage = 0; stage < stages; stage++) {
    const count = filters * 2 ** Math.min(stage, 3);
    const stride = stage === 0 && side > 48 ? 2 : 1;
    node = named(`stage${stage + 1}`, block(count, stride, stage < stages - 1))(node);
    pixels = Math.ceil(pixels / stride / 2);
  }
  const head = [
    globalAveragePool2d({ name: "pool" }),
    dropout({ rate: 0.2 }),
    dense({ units: classes, name: "classifier" }),
  ];
  return graph(
    x,
    head.reduce((each, layer) => layer(each), node),
  );
}

/** Stages of the small network for pictures of `side` pixels, halved between them: the last sees 4 to 11 pixels. */
export function stagesOf(side: number): number {
  let left = side > 48 ? Math.ceil(side / 2) : side;
  let stages = 1;
  for (; left >= 12; left = Math.floor(left / 2)) stages++;
  return stages;
}

const block =
  (filters: number, stride: number, pool: boolean): Layer =>
  (x) => {
    const layers = [
      named("first", convolution(filters, stride)),
      named("second", convolution(filters, 1)),
      ...(pool ? [maxPool2d({ window: 2, name: "pool" })] : []),
    ];
    return layers.reduce((node, layer) => layer(node), x);
  };

const convolution =
  (filters: number, stride: number): Layer =>
  (x) => {
    const weights = conv2d({
      filters,
      kernel: 3,
      stride,
      padding: 1,
      bias: false,
      initializer: heNormal(),
      name: "conv",
    });
    return relu()(batchNorm({ name: "norm" })(weights(x)));
  };

/** The same graph with the training pictures' mean and deviation at its input. */
function withInput(made: Graph, mean: readonly number[], std: readonly number[]): Graph {
  const [old] = made.inputs;
  const x = input(old.shape, { name: old.path, mean, std });
  const moved = new Map<Node, Node>([[old, x]]);
  for (const node of made.nodes)
    if (node !== old) moved.set(node, { ...node, inputs: node.inputs.map((each) => moved.get(each) as Node) });
  const [output] = Object.values(made.outputs);
  return graph(x, moved.get(output) as Node);
}
