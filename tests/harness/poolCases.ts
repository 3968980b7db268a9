import type { PoolOptions } from "../../src/ops/pooling/pool.ts";

/** Case table of both pooling ops: images of [height, width, channels], the batch, and the options. */
export const poolCases: readonly [shape: [number, number, number], batch: number, options: PoolOptions][] = [
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
];

export const poolName = (op: string, shape: readonly number[], batch: number, options: object): string =>
  `${op} [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`;
