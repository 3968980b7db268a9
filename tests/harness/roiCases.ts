import { count } from "../../src/graph/shape.ts";
import { pseudoRandom } from "./values.ts";

/** A map's shape, the boxes of each sample, the batch, the size of what is cut out, and the map's scale. */
export const roiRows: readonly (readonly [
  shape: number[],
  boxes: number,
  batch: number,
  size: readonly [number, number],
  spatialScale: number,
])[] = [
  [[1, 1, 1], 1, 1, [1, 1], 1],
  [[5, 7, 3], 4, 2, [2, 3], 1],
  [[9, 8, 5], 3, 1, [4, 3], 0.5],
  [[7, 13, 17], 5, 2, [3, 2], 0.25],
  [[4, 5, 35], 2, 3, [1, 5], 2],
];

/** Boxes of [batch, boxes, 4] around an image of some ten pixels: most inside, some across its border, of odd numbers of eighths. */
export const boxes = (shape: readonly number[]): Float64Array => {
  const random = pseudoRandom(count(shape), 11);
  const eighths = (v: number): number => (2 * Math.round(v * 4) + 1) / 8;
  return random.map((v, i) => (i % 4 < 2 ? eighths(5 * v) : eighths(6 + 5 * v)));
};
