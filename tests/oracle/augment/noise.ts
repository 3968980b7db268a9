import { philox, purpose } from "../../../src/random.ts";
import { at, type Raster, rasterLike } from "./raster.ts";

const AUGMENT = purpose.augment;

/** Four uniform numbers of [0, 1): Philox's block of the counter under the key, by its upper 24 bits. */
export function uniforms(counter: readonly number[], key: readonly number[]): number[] {
  return Array.from(philox([...counter, AUGMENT], key, new Uint32Array(4)), (word) => (word >>> 8) / 2 ** 24);
}

/** Standard normal number `i` of a key: Box and Muller's transform of two uniform ones. */
export function normal(i: number, key: readonly number[]): number {
  const four = uniforms([0, Math.floor(i / 4), 0], key);
  const first = (i % 4) - (i % 2);
  const [u, v] = [four[first], four[first + 1]];
  const turn = i % 2 ? Math.sin(2 * Math.PI * v) : Math.cos(2 * Math.PI * v);
  return Math.sqrt(-2 * Math.log(1 - u)) * turn;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Fills a rectangle with one value for each channel, or with the key's uniform numbers from 0 to 255. */
export function fillBox(
  x: Raster,
  box: Rectangle,
  fill: { values: readonly number[] } | { key: readonly number[] },
): Raster {
  const { left, top, right, bottom } = box;
  return rasterLike(x, (row, column, channel) => {
    if (row < top || row >= bottom || column < left || column >= right) return at(x, row, column, channel);
    if ("values" in fill) return fill.values[channel];
    const place = (column - left) * x.channels + channel;
    return 255 * uniforms([row - top, Math.floor(place / 4), 1], fill.key)[place % 4];
  });
}
