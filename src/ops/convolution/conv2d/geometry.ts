import type { Shape } from "../../../graph/shape.ts";
import type { Placed } from "../../windowNd.ts";
import { type ConvolutionAttributes, placed } from "../attributes.ts";

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

/** A convolution of images whose windows lie as `a` says, at places that `y` and `x` tell; a sequence is an image of one row. */
export function geometryOf(a: ConvolutionAttributes, input: Shape, output: Shape): Geometry {
  const axes = input.slice(1, -1);
  return planeOf(a, {
    n: input[0],
    axes,
    out: output.slice(1, -1),
    channels: input[input.length - 1],
    places: placed(a, axes),
  });
}

/** What a {@link Geometry} is made of besides its layer's options. */
interface Plane {
  readonly n: number;
  /** Sizes of the input and output along the axes, one or two. */
  readonly axes: Shape;
  readonly out: Shape;
  readonly channels: number;
  readonly places: readonly Placed[];
}

type PlaneOptions = Pick<ConvolutionAttributes, "kernel" | "stride" | "dilation" | "filters" | "groups">;

export function planeOf(a: PlaneOptions, { n, axes, out, channels, places }: Plane): Geometry {
  const [inHeight, inWidth] = two(axes, 1);
  const [outHeight, outWidth] = two(out, 1);
  const [tapsY, tapsX] = two(a.kernel, 1);
  const [strideY, strideX] = two(a.stride, 1);
  const [dilationY, dilationX] = two(a.dilation, 1);
  const [y, x] = two(places, { before: 0, after: 0, size: 1 });
  return {
    ...{ n, inHeight, inWidth, outHeight, outWidth, tapsY, tapsX, strideY, strideX, dilationY, dilationX },
    ...{ top: y.before, left: x.before, bottom: y.after, right: x.after },
    ...{ groups: a.groups, cin: channels / a.groups, cout: a.filters / a.groups },
  };
}

/** The last two; a sequence has no rows but `one`. */
const two = <T>(values: readonly T[], one: T): [T, T] =>
  values.length === 1 ? [one, values[0]] : [values[values.length - 2], values[values.length - 1]];

/** A 1x1 convolution that keeps its pixels, or a batch of dense rows, is one image row of pixels. */
export function flattened(g: Geometry): Geometry {
  const plain = g.tapsY * g.tapsX === 1 && g.strideY * g.strideX === 1 && g.top + g.left + g.bottom + g.right === 0;
  if (!plain) return g;
  const pixels = g.n * g.outHeight * g.outWidth;
  return { ...g, n: 1, inHeight: 1, outHeight: 1, inWidth: pixels, outWidth: pixels };
}
