// Pictures to change, the same everywhere.

import { unit } from "../harness/unit.ts";
import type { Raster } from "../oracle/augment/raster.ts";

/** Bytes that look random; neighbours often equal, so that there are ties and greys. */
export function raster(height: number, width: number, channels: number, seed = 0): Raster {
  const data = Float64Array.from({ length: height * width * channels }, (_, i) => Math.floor(unit(seed, i) * 256));
  for (let i = 0; i < data.length; i += 7) data[i] = data[Math.max(i - 1, 0)];
  return { height, width, channels, data };
}

/** Numbers between the bytes, as a picture has after a warp. */
export function unevenRaster(height: number, width: number, channels: number, seed = 0): Raster {
  const x = raster(height, width, channels, seed);
  return { ...x, data: x.data.map((value, i) => Math.fround(Math.min(255, value + unit(seed + 1, i)))) };
}

/** Height and width: odd, even, smaller than a vector, a single pixel, a line. */
export const sizes: readonly (readonly [number, number])[] = [
  [5, 7],
  [8, 8],
  [1, 1],
  [1, 9],
  [13, 1],
  [2, 3],
  [17, 6],
];
