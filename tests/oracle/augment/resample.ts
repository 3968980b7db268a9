import { at, type Raster } from "./raster.ts";

/** How much an element counts at a distance. */
const filters = {
  bilinear: { reach: 1, at: (d: number) => Math.max(0, 1 - d) },
  bicubic: {
    reach: 2,
    at: (d: number) => (d < 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0),
  },
};

/** The share of each of `from` elements in element `i` of `to`; an element counts when its middle is within reach, rounded to halves. */
function shares(i: number, from: number, to: number, sampling: "bilinear" | "bicubic"): number[] {
  const { reach, at: value } = filters[sampling];
  const [middle, width] = [((i + 0.5) * from) / to, Math.max(1, from / to)];
  const weights = Array.from({ length: from }, (_, j) => {
    const distance = Math.abs(j + 0.5 - middle) / width;
    return distance < reach ? value(distance) : 0;
  });
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

/** `x` with `height` by `width` pixels: weighted means with a filter as wide as a pixel of the coarser picture. */
export function resize(x: Raster, height: number, width: number, sampling: "nearest" | "bilinear" | "bicubic"): Raster {
  const data = new Float64Array(height * width * x.channels);
  for (let r = 0; r < height; r++)
    for (let c = 0; c < width; c++)
      for (let k = 0; k < x.channels; k++) {
        let sum = 0;
        if (sampling === "nearest") {
          sum = at(x, Math.floor(((r + 0.5) * x.height) / height), Math.floor(((c + 0.5) * x.width) / width), k);
        } else {
          const across = shares(c, x.width, width, sampling);
          shares(r, x.height, height, sampling).forEach((down, i) => {
            across.forEach((weight, j) => {
              sum += down * weight * at(x, i, j, k);
            });
          });
        }
        data[(r * width + c) * x.channels + k] = sum;
      }
  return { height, width, channels: x.channels, data };
}
