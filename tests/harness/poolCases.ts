import type { PoolOptions } from "../../src/ops/pooling/pool.ts";
import { checkSizes, type PaddingNd, placeWindows, type Rank, type Side, type Sizes } from "../../src/ops/windowNd.ts";
import { type Axis, adaptiveAxis, pooling, type Rule, windowAxis } from "../oracle/pooling/regions.ts";
import type { Oracle } from "./checkOp.ts";
import { pseudoRandom } from "./values.ts";

/** Options of a pooling layer of any number of axes. */
export type AnyPoolOptions = PoolOptions<Sizes, Side>;

/** A sample's shape, the batch, and the options; as many axes as the shape has, less one for the channels. */
export type PoolCase = readonly [shape: number[], batch: number, options: AnyPoolOptions];

/** Images. Those without dilation are the core's kernels' work, the others the extension's. */
export const poolCases2d: readonly PoolCase[] = [
  [[1, 1, 1], 1, { window: 1 }],
  [[4, 6, 3], 2, { window: 2 }],
  [[8, 4, 6], 3, { window: 2 }],
  [[6, 10, 16], 2, { window: 2 }],
  [[5, 7, 4], 1, { window: 2 }],
  [[7, 5, 5], 2, { window: 3, stride: 2 }],
  [[9, 8, 7], 1, { window: 3, stride: 1 }],
  [[8, 9, 8], 2, { window: [3, 2], stride: [1, 2] }],
  [[9, 7, 9], 1, { window: 3, stride: 2, padding: "same" }],
  [[7, 9, 13], 2, { window: 2, stride: 1, padding: "same" }],
  [[13, 5, 2], 1, { window: [4, 3], stride: [3, 1], padding: [2, 1] }],
  [[5, 13, 1], 3, { window: [2, 5], padding: { top: 1, left: 3, right: 4 } }],
  [[9, 11, 17], 1, { window: 2, stride: [3, 4] }],
  [[3, 4, 5], 2, { window: [3, 4] }],
  [[2, 3, 4], 2, { window: 3, stride: 2, padding: 1 }],
  [[6, 9, 5], 2, { window: 3, stride: 2, ceilMode: true }],
  [[8, 5, 3], 1, { window: [2, 3], stride: 3, padding: [0, 1], ceilMode: true }],
  [[2, 5, 6], 2, { window: [3, 5], stride: [2, 4], ceilMode: true }],
  [[2, 1, 9], 3, { window: 3, stride: [2, 3], ceilMode: true }],
  [[9, 7, 5], 2, { window: 3, dilation: 2 }],
  [[7, 13, 17], 1, { window: [2, 3], stride: [1, 2], dilation: [3, 1], padding: "same" }],
  [[8, 9, 4], 3, { window: 2, stride: 3, dilation: [4, 5], padding: 2, ceilMode: true }],
];

/** Sequences. */
export const poolCases1d: readonly PoolCase[] = [
  [[1, 1], 2, { window: 1 }],
  [[9, 5], 3, { window: 3, stride: 2 }],
  [[13, 4], 2, { window: 4, padding: "same" }],
  [[17, 3], 1, { window: 3, stride: 1, dilation: 4, padding: { left: 4, right: 1 } }],
  [[8, 35], 2, { window: 3, stride: 2, dilation: 2, ceilMode: true }],
  [[2, 5], 2, { window: 2, stride: 2, dilation: 2, ceilMode: true }],
];

/** Volumes. */
export const poolCases3d: readonly PoolCase[] = [
  [[1, 1, 1, 3], 1, { window: 1 }],
  [[4, 3, 5, 1], 2, { window: 2 }],
  [[3, 4, 5, 4], 2, { window: [2, 3, 2], stride: [1, 1, 2] }],
  [[5, 3, 4, 17], 1, { window: 3, stride: 2, padding: 1 }],
  [[3, 7, 4, 7], 1, { window: [1, 3, 2], stride: [1, 2, 2], padding: "same" }],
  [[4, 5, 9, 5], 2, { window: 2, stride: [3, 2, 4], dilation: [2, 1, 3], padding: [1, 0, 2], ceilMode: true }],
  [[2, 3, 4, 21], 3, { window: [2, 2, 3], padding: { front: 1, bottom: 1, left: 2 } }],
];

/** Where a pooling layer's windows lie on samples of `shape`; tests of windowNd.ts hold placeWindows to numbers of its own. */
export function windowAxes(options: AnyPoolOptions, shape: readonly number[], countPadding = false): Axis[] {
  const rank = (shape.length - 1) as Rank;
  const window = checkSizes("window", options.window, "window", rank);
  const stride = checkSizes("stride", options.stride ?? options.window, "stride", rank);
  const dilation = checkSizes("dilation", options.dilation ?? 1, "dilation", rank);
  const padding: PaddingNd = options.padding ?? 0;
  const placed = placeWindows(
    { window, stride, dilation, padding, ceil: options.ceilMode ?? false },
    shape.slice(0, -1),
    ({ got }) => {
      throw new Error(got);
    },
  );
  return placed.map(({ before, after, size: outputs }, axis) =>
    windowAxis(
      shape[axis],
      { window: window[axis], stride: stride[axis], dilation: dilation[axis], before, after, outputs },
      countPadding,
    ),
  );
}

export const poolName = (op: string, shape: readonly number[], batch: number, options: object): string =>
  `${op} [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`;

/** Five different values only, so that most regions hold equals. */
export const ties = (shape: readonly number[], seed: number): Float64Array =>
  pseudoRandom(
    shape.reduce((product, size) => product * size, 1),
    seed,
  ).map((x) => Math.round(2 * x));

/** Shapes for global pooling. */
export const globalRows: readonly (readonly [shape: number[], batch: number])[] = [
  [[1, 1, 1], 1],
  [[3, 5, 1], 2],
  [[5, 4, 3], 3],
  [[7, 9, 4], 2],
  [[4, 3, 5], 1],
  [[9, 5, 7], 2],
  [[3, 7, 8], 3],
  [[8, 3, 9], 2],
  [[5, 13, 13], 1],
  [[2, 3, 17], 2],
  [[1, 1, 35], 3],
  [[7, 7, 64], 2],
  [[70, 65, 33], 2], // several slices
  [[1, 4], 2],
  [[13, 7], 3],
  [[9, 17], 1],
  [[3, 2, 4, 5], 2],
  [[2, 5, 3, 20], 3],
];

/** `rule` over whole samples. */
export const globally = (rule: Rule, keepDimensions: boolean): Oracle =>
  pooling(
    rule,
    ({ shape }) => shape.slice(1, -1).map((size) => adaptiveAxis(size, 1)),
    (shape) => (keepDimensions ? shape : [shape[0], shape[shape.length - 1]]),
  );
