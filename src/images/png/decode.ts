/** PNG pictures: fflate inflates, the rest is the standard's own arithmetic (W3C PNG, third edition). */
import { unzlibSync } from "fflate/browser";
import { reasonOf } from "../../data/reason.ts";
import type { Picture } from "../../data/samples.ts";
import { checkPixels } from "../options.ts";
import { readChunks } from "./chunks.ts";
import { failPng, type PngHeader, readHeader } from "./header.ts";
import { pixelsOf } from "./pixels.ts";
import { passesOf, sizeOf, unfilter } from "./rows.ts";

const ZLIB_FRAME = 6; // bytes of header and checksum, which fflate takes for as many zeros as are asked for

/** The picture in a PNG file as it is stored, and its orientation. Of an animation it is the still picture. */
export function decodePng(
  bytes: Uint8Array,
  where: string,
  maxPixels: number,
): { picture: Picture; orientation: number } {
  const header = readHeader(readChunks(bytes, where), where);
  const { width, height, orientation } = header;
  checkPixels(where, width, height, maxPixels);
  const { channels, data } = unpack(header, where);
  return { picture: { width, height, channels, data }, orientation };
}

function unpack(header: PngHeader, where: string): { channels: number; data: Uint8Array } {
  const { width, height, depth, samples } = header;
  const passes = passesOf(header);
  const rows = inflate(header.parts, sizeOf(passes), where);
  const { channels, write } = pixelsOf(header, where);
  const isPlain = depth === 8 && !header.interlaced && channels === samples && !header.palette;
  const data = new Uint8Array(width * height * channels);
  let start = 0;
  for (const pass of passes) {
    unfilter(rows, start, pass, Math.max(1, (depth * samples) >> 3), where);
    for (let y = 0; y < pass.height; y++, start += 1 + pass.rowBytes) {
      const row = rows.subarray(start + 1, start + 1 + pass.rowBytes);
      const at = ((pass.y + y * pass.stepY) * width + pass.x) * channels;
      if (isPlain) data.set(row, at);
      else write(row, pass.width, data, at, pass.stepX * channels);
    }
  }
  return { channels, data };
}

/** The `size` bytes that the picture needs, and no more, whatever the file would unpack to. */
function inflate(parts: readonly Uint8Array[], size: number, where: string): Uint8Array {
  const packed = joined(parts);
  if (packed.length <= ZLIB_FRAME) failPng(where, "a PNG without pixels");
  try {
    const out = unzlibSync(packed, { out: new Uint8Array(size) });
    if (out.length === size) return out;
  } catch (error) {
    return failPng(where, `a PNG whose pixels do not unpack (${reasonOf(error)})`);
  }
  return failPng(where, "a PNG with too few pixels");
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
