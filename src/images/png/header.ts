/** What a PNG picture's chunks say of it (W3C PNG, third edition, section 11). */
import { fail, show } from "../../error.ts";
import { orientationOf } from "../orientation.ts";
import type { Chunk } from "./chunks.ts";

/** Samples of a pixel by colour type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Bits of a sample by colour type. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

const PALETTE = 3;

/** A PNG picture before its pixels are unpacked. */
export interface PngHeader {
  width: number;
  height: number;
  /** Bits of a sample. */
  depth: number;
  /** Samples of a pixel as they are stored: 1 for an index into the palette. */
  samples: number;
  interlaced: boolean;
  /** Colours by index, three bytes each. */
  palette?: Uint8Array;
  /** Opacity by index of the palette; where there is none, the one grey or colour that is transparent. */
  transparent?: Uint8Array;
  /** 1 to 8, of EXIF. */
  orientation: number;
  /** Compressed rows, in parts. */
  parts: Uint8Array[];
}

/** Reads and checks the chunks. */
export function readHeader(chunks: Chunk[], where: string): PngHeader {
  const [first] = chunks;
  if (first.type !== "IHDR" || first.data.length !== 13) failPng(where, `a PNG whose first chunk is ${first.type}`);
  const view = new DataView(first.data.buffer, first.data.byteOffset);
  const [depth, type, compression, filter, interlace] = first.data.subarray(8);
  if (!DEPTHS[type]?.includes(depth)) failPng(where, `a PNG of colour type ${type} with ${depth} bits a sample`);
  if (compression || filter || interlace > 1)
    failPng(where, `a PNG of compression ${compression}, filter ${filter}, interlace ${interlace}`);
  const header: PngHeader = {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth,
    samples: SAMPLES[type],
    interlaced: interlace === 1,
    orientation: 1,
    parts: [],
  };
  for (const chunk of chunks.slice(1)) take(header, chunk, where);
  if (type !== PALETTE)
    header.palette = undefined; // elsewhere it is a suggestion
  else if (!header.palette) failPng(where, "a PNG without the palette it needs");
  if (type > PALETTE) header.transparent = undefined;
  return header;
}

function take(header: PngHeader, { type, data }: Chunk, where: string): void {
  if (type === "IDAT") header.parts.push(data);
  else if (type === "tRNS") header.transparent = data;
  else if (type === "eXIf") header.orientation = orientationOf(data);
  else if (type === "PLTE") {
    if (data.length % 3 || data.length > 3 * 256 || data.length === 0)
      failPng(where, `a PNG with a palette of ${data.length} bytes`);
    header.palette = data;
  } else if (type !== "IEND") failPng(where, `a PNG with an unknown chunk ${show(type)}`);
}

/** Throws what every fault inside a PNG is. */
export function failPng(where: string, got: string): never {
  return fail("format", {
    where,
    got,
    expected: "a PNG picture as the standard has it",
    hint: "the file is damaged; write it anew, or fetch it again",
  });
}
