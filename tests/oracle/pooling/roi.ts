import { count } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

export interface RoiHow {
  size: readonly [number, number];
  spatialScale: number;
  samplingRatio: number;
  aligned: boolean;
}

/** A pixel and its weight in a bin. */
type Part = [pixel: number, weight: number];

const outputShape = ([x, boxes]: readonly Array64[], size: readonly [number, number]): number[] => [
  ...boxes.shape.slice(0, 2),
  ...size,
  x.shape[3],
];

/** Calls `visit` for each bin of each box: the box's image, its four numbers, the bin's row and column and its place in the output. */
function eachBin(
  [, boxes]: readonly Array64[],
  [rows, columns]: readonly [number, number],
  visit: (image: number, box: number[], row: number, column: number, output: number) => void,
): void {
  const [batch, each] = boxes.shape;
  for (let n = 0, output = 0; n < batch; n++)
    for (let r = 0; r < each; r++) {
      const from = (n * each + r) * 4;
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
          visit(n, [...boxes.data.subarray(from, from + 4)], row, column, output++);
    }
}

/** The pixels of a bin of a box on a map of [height, width], each with its weight in the mean of samples. */
function sampled(
  [height, width]: readonly number[],
  [x1, y1, x2, y2]: number[],
  row: number,
  column: number,
  { size, spatialScale, samplingRatio, aligned }: RoiHow,
): Part[] {
  const points = (from: number, to: number, bins: number, bin: number): number[] => {
    const start = from * spatialScale - (aligned ? 0.5 : 0);
    const whole = (to - from) * spatialScale;
    const length = (aligned ? whole : Math.max(whole, 1)) / bins;
    const samples = samplingRatio || Math.max(0, Math.ceil(length));
    return Array.from({ length: samples }, (_, i) => start + bin * length + ((i + 0.5) * length) / samples);
  };
  const [ys, xs] = [points(y1, y2, size[0], row), points(x1, x2, size[1], column)];
  const parts: Part[] = [];
  for (const y of ys)
    for (const x of xs) {
      if (y < -1 || y > height || x < -1 || x > width) continue;
      for (const [iy, wy] of between(y, height))
        for (const [ix, wx] of between(x, width)) parts.push([iy * width + ix, (wy * wx) / (ys.length * xs.length)]);
    }
  return parts;
}

/** The pixels around position `p` of an axis, with their shares. */
function between(p: number, pixels: number): Part[] {
  const at = Math.min(Math.max(p, 0), pixels - 1);
  const low = Math.floor(at);
  return low === pixels - 1
    ? [[low, 1]]
    : [
        [low, 1 - (at - low)],
        [low + 1, at - low],
      ];
}

/** Each bin of a box is the mean of bilinear samples. */
export const roiAlign = (how: RoiHow): Oracle => ({
  forward(inputs) {
    const [x] = inputs;
    const [, height, width, channels] = x.shape;
    const shape = outputShape(inputs, how.size);
    const data = new Float64Array(count(shape));
    eachBin(inputs, how.size, (n, box, row, column, output) => {
      for (const [pixel, weight] of sampled([height, width], box, row, column, how))
        for (let c = 0; c < channels; c++)
          data[output * channels + c] += weight * x.data[(n * height * width + pixel) * channels + c];
    });
    return { shape, data };
  },

  backward(dy, inputs) {
    const [x, boxes] = inputs;
    const [, height, width, channels] = x.shape;
    const dx = new Float64Array(x.data.length);
    eachBin(inputs, how.size, (n, box, row, column, output) => {
      for (const [pixel, weight] of sampled([height, width], box, row, column, how))
        for (let c = 0; c < channels; c++)
          dx[(n * height * width + pixel) * channels + c] += weight * dy.data[output * channels + c];
    });
    return { inputs: [dx, new Float64Array(boxes.data.length)], parameters: {} };
  },
});

/** The pixels of a bin whose borders are rounded, in reading order. */
function pixelsOfBin(
  [height, width]: readonly number[],
  [x1, y1, x2, y2]: number[],
  row: number,
  column: number,
  { size, spatialScale }: Pick<RoiHow, "size" | "spatialScale">,
): number[] {
  const rounded = (v: number): number => Math.sign(v) * Math.round(Math.abs(v));
  const along = (from: number, to: number, bins: number, bin: number, pixels: number): number[] => {
    const start = rounded(from * spatialScale);
    const length = Math.max(rounded(to * spatialScale) - start + 1, 1) / bins;
    const inside = (p: number): number => Math.min(Math.max(p, 0), pixels);
    const [first, end] = [inside(start + Math.floor(bin * length)), inside(start + Math.ceil((bin + 1) * length))];
    return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  };
  const columns = along(x1, x2, size[1], column, width);
  return along(y1, y2, size[0], row, height).flatMap((y) => columns.map((x) => y * width + x));
}

/** Each bin of a box is the greatest of its pixels, 0 without any. */
export const roiPool = (how: Pick<RoiHow, "size" | "spatialScale">): Oracle => {
  const eachMax = (inputs: readonly Array64[], visit: (output: number, input: number) => void): void => {
    const [x] = inputs;
    const [, height, width, channels] = x.shape;
    eachBin(inputs, how.size, (n, box, row, column, output) => {
      const pixels = pixelsOfBin([height, width], box, row, column, how);
      for (let c = 0; c < channels; c++) {
        const places = pixels.map((pixel) => (n * height * width + pixel) * channels + c);
        const greatest = Math.max(...places.map((i) => x.data[i]));
        if (places.length) visit(output * channels + c, places.find((i) => x.data[i] === greatest) as number);
      }
    });
  };
  return {
    forward(inputs) {
      const shape = outputShape(inputs, how.size);
      const data = new Float64Array(count(shape));
      eachMax(inputs, (output, i) => {
        data[output] = inputs[0].data[i];
      });
      return { shape, data };
    },

    backward(dy, inputs) {
      const dx = new Float64Array(inputs[0].data.length);
      eachMax(inputs, (output, i) => {
        dx[i] += dy.data[output];
      });
      return { inputs: [dx, new Float64Array(inputs[1].data.length)], parameters: {} };
    },
  };
};
