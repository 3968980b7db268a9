import type { Initializer } from "../graph/initializer.ts";
import { input } from "../graph/input.ts";
import type { Layer, Node } from "../graph/node.ts";
import { named } from "../graph/sequential.ts";
import { conv2d } from "../ops/convolution/conv2d.ts";
import { batchNorm } from "../ops/normalization/batchNorm.ts";

/** An RGB image as bytes, normalised by the mean and deviation of ImageNet's channels. Source: torchvision. */
export const imageNetInput = ([height, width]: readonly [number, number]): Node =>
  input([height, width, 3], { name: "image", mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] });

/**
 * Layers one after the other under their own names. A place in front of them, as `sequential` puts it, would rename what
 * follows a layer that a later version adds, and files saved before would no longer fit.
 */
export const chain =
  (...layers: Layer[]): Layer =>
  (x) =>
    layers.reduce((node, layer) => layer(node), x);

/** `repeats` blocks as `name/block1`, `name/block2` and so on; the first has the stage's stride, the others 1. */
export const stage = (name: string, repeats: number, stride: number, block: (stride: number) => Layer): Layer =>
  named(name, chain(...Array.from({ length: repeats }, (_, i) => named(`block${i + 1}`, block(i === 0 ? stride : 1)))));

/** What {@link convNorm} is made from. */
export interface ConvNormOptions {
  readonly filters: number;
  /** Odd: (kernel - 1) / 2 zeros stand on every side. */
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
  /** Default: none. */
  readonly activation?: () => Layer;
}

/**
 * Convolution, batch normalisation, activation. The convolution has no bias: the normalisation's shift is one.
 * Its first values are He's normal by outputs, and as in torchvision those of all groups count.
 */
export function convNorm({ filters, kernel, stride = 1, groups = 1, activation }: ConvNormOptions): Layer {
  const padding = (kernel - 1) / 2;
  const initializer: Initializer = { kind: "normal", gain: 2 / groups, fan: "out" };
  return chain(
    conv2d({ filters, kernel, stride, padding, groups, bias: false, initializer, name: "conv" }),
    batchNorm({ name: "norm" }),
    ...(activation ? [activation()] : []),
  );
}
