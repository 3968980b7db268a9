/** From the stored samples of PNG rows to bytes: palettes, samples of 1 to 16 bits, transparent colours. */
import { failPng, type PngHeader } from "./header.ts";

/** Writes the pixels of a row of `count` pixels to `out` from `at` on, `step` bytes from one to the next. */
export type WriteRow = (row: Uint8Array, count: number, out: Uint8Array, at: number, step: number) => void;

/** How many channels the picture has, and how its rows become them. */
export function pixelsOf(header: PngHeader, where: string): { channels: number; write: WriteRow } {
  if (header.palette) return fromPalette(header, header.palette, where);
  const { samples, depth, transparent } = header;
  if (transparent) return fromKeyed(header, transparent, where);
  const toByte = byteOf(depth);
  return {
    channels: samples,
    write: (row, count, out, at, step) => {
      for (let x = 0, i = 0; x < count; x++, at += step)
        for (let c = 0; c < samples; c++, i++) out[at + c] = toByte(sampleAt(row, i, depth));
    },
  };
}

function fromPalette(header: PngHeader, palette: Uint8Array, where: string): { channels: number; write: WriteRow } {
  const { depth, transparent } = header;
  const channels = transparent ? 4 : 3;
  const colours = palette.length / 3;
  return {
    channels,
    write: (row, count, out, at, step) => {
      for (let x = 0; x < count; x++, at += step) {
        const index = sampleAt(row, x, depth);
        if (index >= colours) failPng(where, `a PNG with colour ${index} of a palette of ${colours}`);
        for (let c = 0; c < 3; c++) out[at + c] = palette[3 * index + c];
        if (transparent) out[at + 3] = transparent[index] ?? 255;
      }
    },
  };
}

/** One grey or colour is transparent: that of `key`, two bytes a sample. */
function fromKeyed(header: PngHeader, key: Uint8Array, where: string): { channels: number; write: WriteRow } {
  const { samples, depth } = header;
  if (key.length !== 2 * samples) failPng(where, `a PNG with a transparent colour of ${key.length} bytes`);
  const wanted = Array.from({ length: samples }, (_, c) => (key[2 * c] << 8) | key[2 * c + 1]);
  const toByte = byteOf(depth);
  return {
    channels: samples + 1,
    write: (row, count, out, at, step) => {
      for (let x = 0, i = 0; x < count; x++, at += step) {
        let isKey = true;
        for (let c = 0; c < samples; c++, i++) {
          const sample = sampleAt(row, i, depth);
          isKey &&= sample === wanted[c];
          out[at + c] = toByte(sample);
        }
        out[at + samples] = isKey ? 0 : 255;
      }
    },
  };
}

/** Sample `i` of a row, the leftmost in the highest bits. */
function sampleAt(row: Uint8Array, i: number, depth: number): number {
  if (depth === 8) return row[i];
  if (depth === 16) return (row[2 * i] << 8) | row[2 * i + 1];
  const bit = i * depth;
  return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

/** A sample of `depth` bits as 0..255, rounded. */
function byteOf(depth: number): (sample: number) => number {
  if (depth === 8) return (sample) => sample;
  if (depth === 16) return (sample) => (sample * 255 + 32895) >>> 16;
  const factor = 255 / ((1 << depth) - 1);
  return (sample) => sample * factor;
}
