import type { Initializer } from "../../../graph/initializer.ts";
import type { Shape } from "../../../graph/shape.ts";
import { type Padding, resolvePadding } from "../../window.ts";

/** The options of conv2d as the graph keeps them. */
export interface Conv2dAttributes {
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Padding;
  readonly dilation: readonly [number, number];
  readonly groups: number;
  readonly bias: boolean;
  readonly initializer: Initializer;
  readonly biasInitializer: Initializer;
}

/** A convolution's sizes for a whole batch. */
export interface Geometry {
  readonly n: number;
  readonly groups: number;
  /** Channels of one group. */
  readonly cin: number;
  readonly cout: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly tapsY: number;
  readonly tapsX: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** The sizes of a layer's use on `x` [n, height, width, channels]. */
export function geometryOf(a: Conv2dAttributes, x: Shape, y: Shape): Geometry {
  const never = (): never => {
    throw new Error("shape inference let a bad window pass");
  };
  const { top, left, bottom, right } = resolvePadding(a.padding, [x[1], x[2]], a.kernel, a.stride, a.dilation, never);
  const [n, inHeight, inWidth, channels] = x;
  return {
    ...{ n, inHeight, inWidth, outHeight: y[1], outWidth: y[2], top, left, bottom, right },
    ...{
      groups: a.groups,
      cin: channels / a.groups,
      cout: a.filters / a.groups,
      tapsY: a.kernel[0],
      tapsX: a.kernel[1],
    },
    ...{ strideY: a.stride[0], strideX: a.stride[1], dilationY: a.dilation[0], dilationX: a.dilation[1] },
  };
}

/** A 1x1 convolution that keeps its pixels, or a batch of dense rows, is one image row of pixels. */
export function flattened(g: Geometry): Geometry {
  const plain = g.tapsY * g.tapsX === 1 && g.strideY * g.strideX === 1 && g.top + g.left + g.bottom + g.right === 0;
  if (!plain) return g;
  const pixels = g.n * g.outHeight * g.outWidth;
  return { ...g, n: 1, inHeight: 1, outHeight: 1, inWidth: pixels, outWidth: pixels };
}
