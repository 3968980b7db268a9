import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { flatWork } from "../../plan/program.ts";
import type { BackwardSite, Op } from "../op.ts";
import type { Pair } from "../window.ts";
import type { Rank, Side } from "../windowNd.ts";
import { layWindows, type PoolAttributes, type PoolOptions, poolAttributes, poolShape, type Triple } from "./pool.ts";
import { poolNorm, type Regions, spreadNorm } from "./regions.ts";

/** Options of {@link lpPool2d}. */
export interface LpPoolOptions<Size = Pair, Sides extends Side = "top" | "right" | "bottom" | "left">
  extends PoolOptions<Size, Sides> {
  /** The norm's power, a finite number from 1 on: 1 sums magnitudes, the greater it is the nearer it comes to the greatest. Default 2. */
  p?: number;
}

/** Options of {@link lpPool1d}. */
export type LpPool1dOptions = LpPoolOptions<number, "left" | "right">;

/** Options of {@link lpPool3d}. */
export type LpPool3dOptions = LpPoolOptions<Triple, Side>;

interface Attributes extends PoolAttributes {
  readonly p: number;
}

const lpPool = (name: string): Op<Attributes, Regions> => ({
  name,
  infer: (attributes, [x], problem) => ({ shape: poolShape(attributes, x, problem) }),

  forward({ program, attributes, inputs: [x], output: y }) {
    const regions = layWindows(program, attributes, x.shape);
    poolNorm(program, regions, { y: y.slot, x: x.slot }, attributes.p);
    return regions;
  },

  backward: (site, regions) => normBackward(site, regions, site.attributes.p),
});

/** dx = sign(x) |x|^(p - 1) times the sum of dy y^(1 - p) over the regions. */
export function normBackward(
  { program, inputs: [x], output: y, outputGradient: dy, inputGradients: [dx] }: BackwardSite<unknown>,
  regions: Regions,
  p: number,
): void {
  if (!dx) return;
  const elements = count(dy.shape);
  let share = dy.slot; // dy y^(1 - p), which all terms of a norm have in common
  if (p !== 1) {
    share = program.slot("share", elements * 4);
    const args = { g: share, dy: dy.slot, y: y.slot, count: elements, p };
    program.emit(kernels.normGradient, args, flatWork(elements, p === 2 ? 3 : 40));
  }
  spreadNorm(program, regions, { dx: dx.slot, dy: share, x: x.slot }, p);
}

export const lpPool1dOp: Op<Attributes, Regions> = /* @__PURE__ */ lpPool("lpPool1d");
export const lpPool2dOp: Op<Attributes, Regions> = /* @__PURE__ */ lpPool("lpPool2d");
export const lpPool3dOp: Op<Attributes, Regions> = /* @__PURE__ */ lpPool("lpPool3d");

function attributesOf(op: string, rank: Rank, options: LpPoolOptions<number | readonly number[], Side>): Attributes {
  return { ...poolAttributes(op, rank, options, ["p"]), p: checkPower(op, options.p ?? 2) };
}

/** `p`, which must be a power that makes a norm. */
export function checkPower(op: string, p: number): number {
  if (!(Number.isFinite(p) && p >= 1))
    fail("option", {
      where: `${op}.p`,
      got: show(p),
      expected: "a finite number, 1 or more",
      hint: "the norm of an infinite power is the greatest magnitude: pool the absolute values by maximum",
    });
  return p;
}

/**
 * y[o, c] = (sum over the taps k of |x[o stride - padding + k dilation, c]|^p)^(1/p): the Lp norm of each window of a sequence, by default
 * the Euclidean one. Padding adds nothing; a NaN reaches every window over it.
 * Shapes: [length, channels] -> [length', channels], length' = floor((length + padding - dilation (window - 1) - 1) / stride) + 1, or
 * ceil(...) + 1 with ceilMode.
 * Gradient: dx[i, c] = sign(x) |x|^(p - 1) times the sum of dy y^(1 - p) over the windows that hold i; 0 where y is 0, and with p = 1
 * where x is 0, the two kinks.
 * Source: Gulcehre et al. 2014, "Learned-norm pooling for deep feedforward and recurrent neural networks"; PyTorch's LPPool1d for even
 * p (it takes no absolute value, and in ceil mode scales windows that are cut off).
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a p below 1, a window that does not fit or holds
 * nothing but padding.
 * @example
 * sequential(conv1d({ filters: 16, kernel: 3 }), lpPool1d({ window: 2 }))
 */
export function lpPool1d(options: LpPool1dOptions): Layer {
  return layer(lpPool1dOp as Op<Attributes>, attributesOf("lpPool1d", 1, options), options.name);
}

/**
 * y[o, c] = (sum over the taps k of |x[o stride - padding + k dilation, c]|^p)^(1/p), with o and k of two axes: the Lp norm of each window
 * of an image, by default the Euclidean one. Padding adds nothing; a NaN reaches every window over it.
 * Shapes: [height, width, channels] -> [height', width', channels], height' = floor((height + padding - dilation (window - 1) - 1) /
 * stride) + 1, or ceil(...) + 1 with ceilMode.
 * Gradient: dx[i, c] = sign(x) |x|^(p - 1) times the sum of dy y^(1 - p) over the windows that hold i; 0 where y is 0, and with p = 1
 * where x is 0, the two kinks.
 * Source: Sermanet et al. 2012, "Convolutional neural networks applied to house numbers digit classification"; PyTorch's LPPool2d for
 * even p (it takes no absolute value, and in ceil mode scales windows that are cut off).
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a p below 1, a window that does not fit or holds
 * nothing but padding.
 * @example
 * sequential(conv2d({ filters: 16, kernel: 3 }), lpPool2d({ window: 2, p: 2 }))
 */
export function lpPool2d(options: LpPoolOptions): Layer {
  return layer(lpPool2dOp as Op<Attributes>, attributesOf("lpPool2d", 2, options), options.name);
}

/**
 * y[o, c] = (sum over the taps k of |x[o stride - padding + k dilation, c]|^p)^(1/p), with o and k of three axes: the Lp norm of each
 * window of a volume, by default the Euclidean one. Padding adds nothing; a NaN reaches every window over it.
 * Shapes: [depth, height, width, channels] -> [depth', height', width', channels], depth' = floor((depth + padding -
 * dilation (window - 1) - 1) / stride) + 1, or ceil(...) + 1 with ceilMode.
 * Gradient: dx[i, c] = sign(x) |x|^(p - 1) times the sum of dy y^(1 - p) over the windows that hold i; 0 where y is 0, and with p = 1
 * where x is 0, the two kinks.
 * Source: Sermanet et al. 2012, "Convolutional neural networks applied to house numbers digit classification", in three axes.
 *
 * @throws FoveaError for an unknown option, sizes that are not positive whole numbers, a p below 1, a window that does not fit or holds
 * nothing but padding.
 * @example
 * sequential(conv3d({ filters: 8, kernel: 3 }), lpPool3d({ window: 2 }))
 */
export function lpPool3d(options: LpPool3dOptions): Layer {
  return layer(lpPool3dOp as Op<Attributes>, attributesOf("lpPool3d", 3, options), options.name);
}
