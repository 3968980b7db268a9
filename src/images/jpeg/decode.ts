/** JPEG pictures, baseline and progressive. */
import type { Picture } from "../../data/samples.ts";
import { luma } from "../channels.ts";
import { type Channels, checkPixels } from "../options.ts";
import { CodecError, type Unpacked } from "./codec.ts";
import { failCut, failJpeg, type JpegHeader, readHeader } from "./header.ts";

/** What the decoder says of data that are damaged. It also speaks of bytes that are merely too many, which hide no picture. */
const DAMAGE = /^(Corrupt JPEG data(?!.*extraneous)|Premature end)/;

const END_OF_IMAGE = [0xff, 0xd9];

/** The picture in a JPEG file as it is stored, but grey where `channels` is 1; and its orientation. */
export function decodeJpeg(
  bytes: Uint8Array,
  where: string,
  { channels, maxPixels }: { channels: Channels; maxPixels: number },
  unpack: (bytes: Uint8Array) => Unpacked,
): { picture: Picture; orientation: number } {
  const header = readHeader(bytes, where);
  checkPixels(where, header.width, header.height, maxPixels);
  const { width, height, data, warnings } = unpackWhole(bytes, header, where, unpack);
  if (width !== header.width || height !== header.height) failJpeg(where, "a JPEG of two pictures in one");
  const kept = header.components === 1 || channels === 1 ? 1 : 3;
  const damage = warnings.find((line) => DAMAGE.test(line));
  if (damage) failJpeg(where, `a damaged JPEG (${damage})`);
  const isGrey = header.components === 1;
  const picture = { width, height, channels: kept, data: kept === 1 ? toGrey(data, isGrey) : toColours(data) };
  return { picture, orientation: header.orientation };
}

/**
 * A file that lacks but the marker of its end has all of a baseline picture: with the marker added the decoder says whether
 * anything else is missing. Of a progressive one nobody can say which scans are missing.
 */
function unpackWhole(
  bytes: Uint8Array,
  { isEnded, progressive }: JpegHeader,
  where: string,
  unpack: (bytes: Uint8Array) => Unpacked,
): Unpacked {
  if (!isEnded && progressive) failCut(where, bytes.length);
  try {
    const unpacked = unpack(isEnded ? bytes : ended(bytes));
    if (!isEnded && unpacked.warnings.some((line) => DAMAGE.test(line))) failCut(where, bytes.length);
    return unpacked;
  } catch (error) {
    if (error instanceof CodecError) failJpeg(where, `a damaged JPEG (${error.message})`);
    throw error;
  }
}

function ended(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + END_OF_IMAGE.length);
  whole.set(bytes);
  whole.set(END_OF_IMAGE, bytes.length);
  return whole;
}

function toGrey(data: Uint8ClampedArray, isGrey: boolean): Uint8Array {
  const out = new Uint8Array(data.length / 4);
  for (let i = 0, at = 0; i < out.length; i++, at += 4)
    out[i] = isGrey ? data[at] : luma(data[at], data[at + 1], data[at + 2]);
  return out;
}

function toColours(data: Uint8ClampedArray): Uint8Array {
  const out = new Uint8Array((data.length / 4) * 3);
  for (let to = 0, at = 0; to < out.length; to += 3, at += 4) {
    out[to] = data[at];
    out[to + 1] = data[at + 1];
    out[to + 2] = data[at + 2];
  }
  return out;
}
