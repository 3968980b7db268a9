/** PNG and JPEG files as grey pictures. */
import { convertIndexedToRgb, type DecodedPng, decode as decodePng } from "fast-png";
import jpeg from "jpeg-js";
import { FoveaError, fail } from "../../error.ts";

/** One channel of bytes, row after row: 0 is black, 255 white. */
export interface GreyPicture {
  width: number;
  height: number;
  grey: Uint8Array;
}

/** A small file can claim to unpack to gigabytes; more pixels than this are refused before anything is unpacked. */
const MOST_PIXELS = 100_000_000;

/** The picture in the bytes of a PNG or JPEG file; `where` names it in errors. */
export function decodePicture(bytes: Uint8Array, where: string): GreyPicture {
  const kind = kindOf(bytes);
  if (!kind)
    fail("format", {
      where,
      got: bytes.length ? `a file that begins with ${hex(bytes.subarray(0, 4))}` : "an empty file",
      expected: "a PNG or JPEG picture",
      hint: "a picture in an IDX file is named by its index, such as t10k-images-idx3-ubyte.gz:17",
    });
  try {
    return kind === "PNG" ? readPng(bytes, where) : readJpeg(bytes);
  } catch (error) {
    if (error instanceof FoveaError) throw error;
    return fail("format", {
      where,
      got: `a damaged ${kind} (${error instanceof Error ? error.message : error})`,
      expected: `a whole ${kind} picture`,
    });
  }
}

function kindOf(bytes: Uint8Array): "PNG" | "JPEG" | null {
  const start = hex(bytes.subarray(0, 4));
  if (start === "89 50 4e 47") return "PNG";
  return start.startsWith("ff d8 ff") ? "JPEG" : null;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function readPng(bytes: Uint8Array, where: string): GreyPicture {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkSize(header.getUint32(16), header.getUint32(20), where);
  const png = decodePng(bytes, { checkCrc: true });
  const { width, height } = png;
  if (png.palette)
    return { width, height, grey: toGrey(convertIndexedToRgb(png), png.palette[0].length, width * height) };
  if (png.depth < 8) return { width, height, grey: unpackGrey(png) };
  const grey = toGrey(png.depth === 16 ? highBytes(png.data) : png.data, png.channels, width * height);
  return { width, height, grey };
}

function checkSize(width: number, height: number, where: string): void {
  if (width * height > MOST_PIXELS)
    fail("memory", {
      where,
      got: `${width}x${height} pixels`,
      expected: `at most ${MOST_PIXELS}`,
      hint: "shrink it first",
    });
}

function readJpeg(bytes: Uint8Array): GreyPicture {
  const limits = { maxResolutionInMP: MOST_PIXELS / 1_000_000, maxMemoryUsageInMB: 1024 };
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    ...limits,
  });
  return { width, height, grey: toGrey(data, 3, width * height) };
}

/**
 * One byte a pixel from 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGB, alpha) channels: luma by ITU-R BT.601; what is transparent
 * shows white paper.
 */
function toGrey(data: ArrayLike<number>, channels: number, pixels: number): Uint8Array {
  if (data.length !== pixels * channels) throw new Error(`${data.length} of ${pixels * channels} values`);
  const grey = new Uint8Array(pixels);
  const coloured = channels > 2;
  const transparent = channels % 2 === 0;
  for (let pixel = 0, i = 0; pixel < pixels; pixel++, i += channels) {
    const luma = coloured ? (299 * data[i] + 587 * data[i + 1] + 114 * data[i + 2]) / 1000 : data[i];
    const alpha = transparent ? data[i + channels - 1] / 255 : 1;
    grey[pixel] = Math.round(luma * alpha + 255 * (1 - alpha));
  }
  return grey;
}

function highBytes(data: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(data, (value) => value >> 8);
}

/** Grey of 1, 2 or 4 bits, which PNG packs into bytes, the leftmost pixel highest, each row from a new byte. */
function unpackGrey({ width, height, depth, data }: DecodedPng): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  if (data.length !== rowBytes * height) throw new Error(`${data.length} of ${rowBytes * height} bytes`);
  const most = (1 << depth) - 1;
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const shift = 8 - depth - (bit % 8);
      grey[y * width + x] = (((data[y * rowBytes + (bit >> 3)] >> shift) & most) * 255) / most;
    }
  return grey;
}
