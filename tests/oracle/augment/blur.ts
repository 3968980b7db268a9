import { at, type Raster, rasterLike, toByteRange } from "./raster.ts";

/** The pixel that stands at `i` when a row of `size` is mirrored at its first and last pixel, again and again. */
export function reflected(i: number, size: number): number {
  let place = i;
  while (size > 1 && (place < 0 || place >= size)) place = place < 0 ? -place : 2 * (size - 1) - place;
  return size > 1 ? place : 0;
}

/** exp(-k^2 / (2 sigma^2)) for k from -radius to radius, of sum 1. */
export function gaussian(sigma: number, radius: number): number[] {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** Each pixel is the weighted sum of the square of pixels around it. */
export function blur(x: Raster, weights: readonly number[]): Raster {
  const radius = (weights.length - 1) / 2;
  return rasterLike(x, (row, column, channel) => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++)
      for (let j = 0; j < weights.length; j++) {
        const [r, c] = [reflected(row + i - radius, x.height), reflected(column + j - radius, x.width)];
        sum += weights[i] * weights[j] * at(x, r, c, channel);
      }
    return sum;
  });
}

/** factor x + (1 - factor) smooth, smooth by [1 1 1, 1 5 1, 1 1 1] / 13, but x at the edges: torchvision's adjust_sharpness. */
export function sharpness(x: Raster, factor: number): Raster {
  if (x.height < 3 || x.width < 3) return x;
  return rasterLike(x, (row, column, channel) => {
    const own = at(x, row, column, channel);
    if (row === 0 || row === x.height - 1 || column === 0 || column === x.width - 1) return own;
    let sum = 4 * own;
    for (const i of [-1, 0, 1]) for (const j of [-1, 0, 1]) sum += at(x, row + i, column + j, channel);
    return toByteRange(factor * own + ((1 - factor) * sum) / 13);
  });
}
