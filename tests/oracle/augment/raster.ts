/** A picture in f64: rows from the top, pixels from the left, channels last. */
export interface Raster {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float64Array;
}

/** A picture of the same size whose numbers are `value(row, column, channel)`. */
export function rasterLike(x: Raster, value: (row: number, column: number, channel: number) => number): Raster {
  const data = Float64Array.from(x.data, (_, i) => {
    const pixel = Math.floor(i / x.channels);
    return value(Math.floor(pixel / x.width), pixel % x.width, i % x.channels);
  });
  return { ...x, data };
}

export const at = (x: Raster, row: number, column: number, channel: number): number =>
  x.data[(row * x.width + column) * x.channels + channel];

export const toByteRange = (value: number): number => Math.min(Math.max(value, 0), 255);

/** The nearest byte, the even one of two. */
export function toByte(value: number): number {
  const inRange = toByteRange(value);
  const down = Math.floor(inRange);
  const rest = inRange - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}

/** The values of one channel, in the picture's order. */
export const channelOf = (x: Raster, channel: number): Float64Array =>
  x.data.filter((_, i) => i % x.channels === channel);
