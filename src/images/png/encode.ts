/** Pictures as PNG files. */
import { zlibSync } from "fflate/browser";
import type { Picture } from "../../data/samples.ts";
import { fail, show } from "../../error.ts";
import { frameChunk, SIGNATURE } from "./chunks.ts";
import { paeth } from "./rows.ts";

/** Colour types by channels. */
const TYPES: Readonly<Record<number, number>> = { 1: 0, 2: 4, 3: 2, 4: 6 };

/**
 * The bytes of a PNG file that holds `picture`, 8 bits a channel, without loss: the same bytes in every runtime. Each row is
 * filtered by what makes the sum of its differences smallest, then deflated.
 *
 * @param picture 1 (grey), 2 (grey, opacity), 3 (red, green, blue) or 4 channels, `width * height * channels` bytes.
 * @throws FoveaError "option" for what is no picture.
 * @example
 * await writeFileAtomic("grey.png", encodePng({ width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255) }));
 */
export function encodePng(picture: Picture): Uint8Array {
  checkPicture(picture);
  const { width, height, channels } = picture;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, TYPES[channels]], 8);
  const parts = [
    SIGNATURE,
    frameChunk("IHDR", header),
    frameChunk("IDAT", zlibSync(filterRows(picture))),
    frameChunk("IEND", new Uint8Array(0)),
  ];
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function checkPicture(picture: Picture): void {
  const { width, height, channels, data } = picture ?? {};
  const isSize = (length: number): boolean => Number.isInteger(length) && length > 0 && length < 2 ** 31;
  if (!isSize(width) || !isSize(height) || !(channels in TYPES))
    fail("option", {
      where: "encodePng.picture",
      got: `${width}x${height} pixels of ${channels} channels`,
      expected: "at least 1x1 pixels of 1 to 4 channels",
    });
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray) || data.length !== width * height * channels)
    fail("option", {
      where: "encodePng.picture.data",
      got: show(data),
      expected: `${width * height * channels} bytes, ${width}x${height}x${channels}`,
    });
}

/** All rows, each behind the number of its filter. */
function filterRows({ width, height, channels, data }: Picture): Uint8Array {
  const rowBytes = width * channels;
  const out = new Uint8Array(height * (1 + rowBytes));
  const tried = new Uint8Array(rowBytes);
  let above: Uint8Array | Uint8ClampedArray = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * rowBytes, (y + 1) * rowBytes);
    const at = y * (1 + rowBytes);
    let least = Number.POSITIVE_INFINITY;
    for (let filter = 0; filter <= 4; filter++) {
      const sum = subtractNeighbours(tried, row, above, channels, filter);
      if (sum >= least) continue;
      least = sum;
      out[at] = filter;
      out.set(tried, at + 1);
    }
    above = row;
  }
  return out;
}

type Bytes = Uint8Array | Uint8ClampedArray;

/** Filters a row into `out` and gives the sum of its differences, as signed bytes, without their signs. */
function subtractNeighbours(out: Uint8Array, row: Bytes, above: Bytes, reach: number, filter: number): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    const left = i < reach ? 0 : row[i - reach];
    const corner = i < reach ? 0 : above[i - reach];
    const expected = [0, left, above[i], (left + above[i]) >> 1][filter] ?? paeth(left, above[i], corner);
    out[i] = row[i] - expected;
    sum += out[i] < 128 ? out[i] : 256 - out[i];
  }
  return sum;
}
