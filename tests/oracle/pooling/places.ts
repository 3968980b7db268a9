import { count, type Shape } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";
import { type Axis, eachRegion, regionShape } from "./regions.ts";

/** The place, in its channel of its image, of the greatest of each region: the first of equals. */
export function indicesOfGreatest(x: Array64, axes: readonly Axis[]): Float64Array {
  const channels = x.shape[x.shape.length - 1];
  const pixels = count(x.shape.slice(1, -1));
  const indices = new Float64Array(count(regionShape(x, axes)));
  eachRegion(x, axes, (output, inputs) => {
    const greatest = Math.max(...inputs.map((i) => x.data[i]));
    indices[output] = Math.floor((inputs.find((i) => x.data[i] === greatest) as number) / channels) % pixels;
  });
  return indices;
}

/** Calls `visit` for each value of [batch, ...sizes, channels] with where it goes in [batch, ...sizes, channels], unless that is outside. */
function eachPlace(indices: Array64, pixels: Shape, visit: (value: number, to: number) => void): void {
  const channels = pixels[pixels.length - 1];
  const [values, places] = [count(indices.shape.slice(1, -1)), count(pixels.slice(1, -1))];
  indices.data.forEach((index, i) => {
    const [c, n, place] = [i % channels, Math.floor(i / channels / values), Math.round(index)];
    if (place >= 0 && place < places) visit(i, (n * places + place) * channels + c);
  });
}

/** y[index] = x, the last where several go to one place; dx = dy[index] of that. */
export const maxUnpool = (size: readonly number[]): Oracle => {
  const shapeOf = ({ shape }: Array64): number[] => [shape[0], ...size, shape[shape.length - 1]];
  return {
    forward([x, indices]) {
      const shape = shapeOf(x);
      const data = new Float64Array(count(shape));
      eachPlace(indices, shape, (value, to) => {
        data[to] = x.data[value];
      });
      return { shape, data };
    },

    backward(dy, [x, indices]) {
      const dx = new Float64Array(x.data.length);
      const last = new Map<number, number>();
      eachPlace(indices, shapeOf(x), (value, to) => last.set(to, value));
      for (const [to, value] of last) dx[value] = dy.data[to];
      return { inputs: [dx, new Float64Array(x.data.length)], parameters: {} };
    },
  };
};

/** y = x[index]; dx[index] = the sum of dy. */
export const takeIndices: Oracle = {
  forward([x, indices]) {
    const data = new Float64Array(indices.data.length);
    eachPlace(indices, x.shape, (value, from) => {
      data[value] = x.data[from];
    });
    return { shape: indices.shape, data };
  },

  backward(dy, [x, indices]) {
    const dx = new Float64Array(x.data.length);
    eachPlace(indices, x.shape, (value, from) => {
      dx[from] += dy.data[value];
    });
    return { inputs: [dx, new Float64Array(indices.data.length)], parameters: {} };
  },
};
