/**
 * The changes of colour that transforms and policies share, by torchvision's definitions (torchvision.transforms.functional), on
 * pictures of 1 or 3 channels from 0 to 255.
 */
import * as kernels from "../../bindings/kernels.ts";
import type { Canvas } from "./canvas.ts";

const WHITE = 255;

/** What red, green and blue add to the luma: ITU-R BT.601, with torchvision's digits. */
const LUMA = [0.2989, 0.587, 0.114] as const;
const lumaOf = (channels: number): readonly number[] => (channels === 1 ? [1] : LUMA);

/** Throws unless the picture is grey or of red, green and blue, from 0 to 255 still. */
export function needColours(image: Canvas, transform: string): void {
  if (image.channels !== 1 && image.channels !== 3)
    image.fail(
      transform,
      `a picture of ${image.channels} channels`,
      "1 (grey) or 3 (red, green, blue)",
      "opacity has no colour: decode pictures to 1 or 3 channels",
    );
  needBytes(image, transform);
}

/** Throws unless the picture's numbers are from 0 to 255 still. */
export function needBytes(image: Canvas, transform: string): void {
  if (image.keepsFloats)
    image.fail(transform, "a picture that was normalized", "numbers from 0 to 255", "put normalize and whiten last");
}

/** Each channel of the result as `weights` of the picture's channels and an `offset`. */
export interface Mixed {
  readonly weights: readonly number[];
  readonly offset: number;
}

/** The picture becomes one of as many channels as `mixed` says, kept within `low` and `high`. */
export function mixChannels(image: Canvas, mixed: readonly Mixed[], low = 0, high: number = WHITE): void {
  const { picture } = image;
  const [from, to] = [picture.channels, mixed.length];
  const table = new Float32Array((from + 1) * 4);
  for (const [k, { weights, offset }] of mixed.entries()) {
    for (let c = 0; c < from; c++) table[c * 4 + k] = weights[c];
    table[from * 4 + k] = offset;
  }
  const pixels = picture.height * picture.width;
  const numbers = { matrix: image.floats("colour.matrix", table), pixels, from, to, low, high };
  if (from === to) image.call(kernels.mixChannels, { y: picture.data, x: picture.data, ...numbers }, pixels);
  else picture.redraw({ channels: to }, (y, x) => image.call(kernels.mixChannels, { y, x, ...numbers }, pixels));
}

/** Channel `c` times `scale`, plus `offset`. */
export function scaled(channels: number, c: number, scale: number, offset: number): Mixed {
  return { weights: Array.from({ length: channels }, (_, i) => (i === c ? scale : 0)), offset };
}

/** The same for every channel. */
export function scaleAll(image: Canvas, scale: number, offset: number): void {
  const { channels } = image;
  mixChannels(
    image,
    Array.from({ length: channels }, (_, c) => scaled(channels, c, scale, offset)),
  );
}

/** factor x. */
export function adjustBrightness(image: Canvas, factor: number): void {
  scaleAll(image, factor, 0);
}

/** factor x + (1 - factor) m, m the luma's mean over the picture. */
export function adjustContrast(image: Canvas, factor: number): void {
  const { means } = measure(image);
  const mean = lumaOf(image.channels).reduce((sum, weight, c) => sum + weight * means[c], 0);
  scaleAll(image, factor, (1 - factor) * mean);
}

/** factor x + (1 - factor) luma; nothing on a grey picture. */
export function adjustSaturation(image: Canvas, factor: number): void {
  if (image.channels === 1) return;
  const weights = (c: number): number[] => LUMA.map((weight, i) => (1 - factor) * weight + (i === c ? factor : 0));
  mixChannels(
    image,
    LUMA.map((_, c) => ({ weights: weights(c), offset: 0 })),
  );
}

/** The hue turned by `turn` circles; nothing on a grey picture. */
export function adjustHue(image: Canvas, turn: number): void {
  if (image.channels === 1 || turn === 0) return;
  const { data: x, height, width } = image.picture;
  const pixels = height * width;
  image.call(kernels.shiftHue, { y: x, x, pixels, turn: 6 * (turn - Math.floor(turn)) }, pixels);
}

/** The luma in every channel, `channels` of them. */
export function toGrey(image: Canvas, channels: number): void {
  if (image.channels === 1 && channels === 1) return;
  const grey = { weights: lumaOf(image.channels), offset: 0 };
  mixChannels(image, new Array<Mixed>(channels).fill(grey));
}

/** factor x + (1 - factor) smooth; nothing on a picture of fewer than 3 pixels either way. */
export function adjustSharpness(image: Canvas, factor: number): void {
  const { picture } = image;
  const { height, width, channels } = picture;
  if (height < 3 || width < 3) return;
  picture.redraw({}, (y, x) => image.call(kernels.sharpen, { y, x, height, width, channels, factor }, height));
}

/** 255 - x. */
export function invertColours(image: Canvas): void {
  scaleAll(image, -1, WHITE);
}

/** The highest `bits` of each byte. */
export function posterizeTo(image: Canvas, bits: number): void {
  const mask = 256 - 2 ** (8 - bits);
  mapBytes(image, () => (byte) => byte & mask);
}

/** 255 - x for bytes of at least `threshold`. */
export function solarizeFrom(image: Canvas, threshold: number): void {
  mapBytes(image, () => (byte) => (byte >= threshold ? WHITE - byte : byte));
}

/** 255 (x - least) / (greatest - least) for each channel that has more than one value. */
export function stretchContrast(image: Canvas): void {
  const { lows, highs } = measure(image);
  const stretched = Array.from(lows, (low, c) => {
    if (!(highs[c] > low)) return scaled(image.channels, c, 1, 0);
    const scale = WHITE / (highs[c] - low);
    return scaled(image.channels, c, scale, -low * scale);
  });
  mixChannels(image, stretched);
}

/** Each channel's bytes become as even as they can be, by how many pixels are darker: PIL's ImageOps.equalize. */
export function equalizeHistogram(image: Canvas): void {
  const { data: x, height, width, channels } = image.picture;
  const pixels = height * width;
  const slot = image.work("colour.counts", channels * 1024);
  image.call(kernels.countValues, { counts: slot, x, pixels, channels }, channels);
  const counts = image.engine.core.integers(slot.address, channels * 256).slice();
  mapBytes(image, (c) => equalizing(counts.subarray(c * 256, (c + 1) * 256), pixels));
}

function equalizing(counts: Int32Array, pixels: number): (byte: number) => number {
  const greatest = counts.findLastIndex((count) => count > 0);
  const step = Math.floor((pixels - counts[greatest]) / WHITE);
  if (step === 0) return (byte) => byte;
  let darker = Math.floor(step / 2);
  const table = Array.from(counts, (count) => {
    const value = Math.min(WHITE, Math.floor(darker / step));
    darker += count;
    return value;
  });
  return (byte) => table[byte];
}

/** Each byte of channel `c` becomes `map(c)` of it; numbers between bytes are rounded first. */
function mapBytes(image: Canvas, map: (channel: number) => (byte: number) => number): void {
  const { data: x, height, width, channels } = image.picture;
  const table = new Float32Array(channels * 256);
  for (let c = 0; c < channels; c++) {
    const change = map(c);
    for (let byte = 0; byte < 256; byte++) table[c * 256 + byte] = change(byte);
  }
  const pixels = height * width;
  image.call(kernels.mapValues, { y: x, x, table: image.floats("colour.table", table), pixels, channels }, pixels);
}

/** Each channel's mean, least and greatest value. */
export function measure(image: Canvas): Record<"means" | "lows" | "highs", Float32Array> {
  const { data: x, height, width, channels } = image.picture;
  const slot = image.work("colour.measures", 12 * channels);
  const part = (i: number) => slot.at(4 * channels * i, 4 * channels);
  const pixels = height * width;
  image.call(kernels.measureChannels, { means: part(0), lows: part(1), highs: part(2), x, pixels, channels }, channels);
  const numbers = image.engine.core.floats(slot.address, 3 * channels).slice();
  const read = (i: number): Float32Array => numbers.subarray(channels * i, channels * (i + 1));
  return { means: read(0), lows: read(1), highs: read(2) };
}
