import { count, type Shape } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";

/** `index` counted through `shape`, the last axis fastest: its place along each axis. */
export function placeOf(index: number, shape: Shape): number[] {
  const place = shape.map(() => 0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place[axis] = index % shape[axis];
    index = Math.floor(index / shape[axis]);
  }
  return place;
}

/** The other way round. */
export const indexOf = (place: readonly number[], shape: Shape): number =>
  place.reduce((index, at, axis) => index * shape[axis] + at, 0);

/**
 * The definition of every op that only moves numbers: each element of the output is one of the input's, or a constant. `from` says which
 * place of the input (the batch first, as in both shapes), or null for the constant.
 */
export function moved(
  shapeOf: (x: Shape) => Shape,
  from: (place: readonly number[], x: Shape) => readonly number[] | null,
  constant = 0,
): Oracle {
  return {
    forward([x]) {
      const shape = shapeOf(x.shape);
      const data = Float64Array.from({ length: count(shape) }, (_, i) => {
        const place = from(placeOf(i, shape), x.shape);
        return place ? x.data[indexOf(place, x.shape)] : constant;
      });
      return { shape, data };
    },
    backward(dy, [x]) {
      const dx = new Float64Array(x.data.length);
      for (const [i, value] of dy.data.entries()) {
        const place = from(placeOf(i, dy.shape), x.shape);
        if (place) dx[indexOf(place, x.shape)] += value;
      }
      return { inputs: [dx], parameters: {} };
    },
  };
}
