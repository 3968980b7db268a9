import { at, channelOf, type Raster, rasterLike, toByte, toByteRange } from "./raster.ts";

/** factor x + (1 - factor) other, kept within 0 and 255: torchvision's _blend. */
const blend = (x: Raster, factor: number, other: (row: number, column: number, channel: number) => number): Raster =>
  rasterLike(x, (r, c, k) => toByteRange(factor * at(x, r, c, k) + (1 - factor) * other(r, c, k)));

/** ITU-R BT.601's luma with torchvision's digits; a grey picture is its own. */
export const luma = (x: Raster, row: number, column: number): number =>
  x.channels === 1
    ? at(x, row, column, 0)
    : 0.2989 * at(x, row, column, 0) + 0.587 * at(x, row, column, 1) + 0.114 * at(x, row, column, 2);

export const brightness = (x: Raster, factor: number): Raster => blend(x, factor, () => 0);

export function contrast(x: Raster, factor: number): Raster {
  let sum = 0;
  for (let r = 0; r < x.height; r++) for (let c = 0; c < x.width; c++) sum += luma(x, r, c);
  return blend(x, factor, () => sum / (x.height * x.width));
}

export const saturation = (x: Raster, factor: number): Raster => blend(x, factor, (r, c) => luma(x, r, c));

export const greyScale = (x: Raster): Raster => rasterLike(x, (r, c) => luma(x, r, c));

export const invert = (x: Raster): Raster => rasterLike(x, (r, c, k) => 255 - at(x, r, c, k));

/** Through hue, saturation and value, as torchvision's _rgb2hsv and _hsv2rgb; `turn` in whole circles. */
export function hue(x: Raster, turn: number): Raster {
  const pixel = (r: number, c: number): number[] => {
    const rgb = [0, 1, 2].map((k) => at(x, r, c, k));
    const [value, least] = [Math.max(...rgb), Math.min(...rgb)];
    const range = value - least;
    const [red, green, blue] = rgb.map((each) => (value - each) / (range || 1));
    const sixths =
      range === 0 ? 0 : rgb[0] === value ? blue - green : rgb[1] === value ? 2 + red - blue : 4 + green - red;
    const h = (((sixths / 6 + turn) % 1) + 1) % 1;
    const s = value === 0 ? 0 : range / value;
    const sector = Math.floor(h * 6);
    const f = h * 6 - sector;
    const [p, q, t] = [value * (1 - s), value * (1 - s * f), value * (1 - s * (1 - f))];
    return [
      [value, t, p],
      [q, value, p],
      [p, value, t],
      [p, q, value],
      [t, p, value],
      [value, p, q],
    ][sector % 6];
  };
  return rasterLike(x, (r, c, k) => pixel(r, c)[k]);
}

/** Keeps the highest `bits` of each byte. */
export const posterize = (x: Raster, bits: number): Raster =>
  rasterLike(x, (r, c, k) => toByte(at(x, r, c, k)) & (256 - 2 ** (8 - bits)));

/** Inverts the bytes of at least `threshold`. */
export const solarize = (x: Raster, threshold: number): Raster =>
  rasterLike(x, (r, c, k) => {
    const byte = toByte(at(x, r, c, k));
    return byte >= threshold ? 255 - byte : byte;
  });

/** Each channel's least value becomes 0, its greatest 255; a channel of one value stays. */
export function autoContrast(x: Raster): Raster {
  const ranges = Array.from({ length: x.channels }, (_, k) => [
    Math.min(...channelOf(x, k)),
    Math.max(...channelOf(x, k)),
  ]);
  return rasterLike(x, (r, c, k) => {
    const [low, high] = ranges[k];
    return low === high ? at(x, r, c, k) : ((at(x, r, c, k) - low) * 255) / (high - low);
  });
}

/** Each channel's bytes by how many are darker: PIL's ImageOps.equalize. */
export function equalize(x: Raster): Raster {
  const tables = Array.from({ length: x.channels }, (_, k) => {
    const bytes = [...channelOf(x, k)].map(toByte);
    const counts = Array.from({ length: 256 }, (_, v) => bytes.filter((byte) => byte === v).length);
    const step = Math.floor((bytes.length - counts[Math.max(...bytes)]) / 255);
    const darker = (v: number): number => counts.slice(0, v).reduce((sum, count) => sum + count, 0);
    return counts.map((_, v) => (step ? Math.min(255, Math.floor((Math.floor(step / 2) + darker(v)) / step)) : v));
  });
  return rasterLike(x, (r, c, k) => tables[k][toByte(at(x, r, c, k))]);
}

/** (x - mean) / std for each channel. */
export const normalize = (x: Raster, mean: readonly number[], std: readonly number[]): Raster =>
  rasterLike(x, (r, c, k) => (at(x, r, c, k) - mean[k]) / std[k]);
