/** What the segments of a JPEG file say of its picture (ITU-T T.81, annex B), read before anything is unpacked. */
import { fail } from "../../error.ts";
import { orientationOf } from "../orientation.ts";

/** A JPEG picture before it is unpacked. */
export interface JpegHeader {
  width: number;
  height: number;
  /** 1 grey, 3 colours. */
  components: number;
  /** Whether it comes in scans, each finer than the last. */
  progressive: boolean;
  /** 1 to 8, of EXIF. */
  orientation: number;
  /** Whether the file ends with the marker of its end. */
  isEnded: boolean;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const EXIF = "Exif\0\0";

/** Frames that no common decoder reads. */
const UNREAD: Readonly<Record<number, string>> = {
  3: "a lossless JPEG",
  5: "a hierarchical JPEG",
  6: "a hierarchical JPEG",
  7: "a hierarchical JPEG",
  9: "a JPEG with arithmetic coding",
  10: "a JPEG with arithmetic coding",
  11: "a lossless JPEG",
  13: "a hierarchical JPEG",
  14: "a hierarchical JPEG",
  15: "a hierarchical JPEG",
};

/** More scans than any encoder writes: each costs a pass over the whole picture, so that a small file could cost hours. */
const MOST_SCANS = 200;

/** Reads the segments up to the end of the picture. */
export function readHeader(bytes: Uint8Array, where: string): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Omit<JpegHeader, "orientation" | "isEnded"> | undefined;
  let orientation = 1;
  let scans = 0;
  let at = 0;
  for (;;) {
    at = nextMarker(bytes, at);
    const marker = bytes[at - 1];
    if (marker === EOI || marker === undefined) break;
    if (marker === SOI || marker === 1) continue;
    const end = at + 1 < bytes.length ? at + view.getUint16(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) break;
    if (isFrame(marker)) frame ??= readFrame(view, at, end, marker & 15, where);
    else if (marker === APP1 && textAt(bytes, at + 2, EXIF.length) === EXIF)
      orientation = orientationOf(bytes.subarray(at + 2 + EXIF.length, end));
    else if (marker === SOS && ++scans > MOST_SCANS) failJpeg(where, `a JPEG of more than ${MOST_SCANS} scans`);
    at = end;
  }
  if (!frame || !scans) return failCut(where, bytes.length);
  return { ...frame, orientation, isEnded: bytes[at - 1] === EOI };
}

/** The position behind the next marker: FF and a byte that is neither stuffing, filling nor a restart; behind the end if there is none. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = from; ; at++) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length + 1;
    const code = bytes[at + 1];
    if (code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at + 2;
  }
}

/** Start of frame: C0 to CF, but for tables of Huffman codes (C4), a reserved one (C8) and arithmetic conditions (CC). */
const isFrame = (marker: number): boolean => marker >> 4 === 0xc && ![0xc4, 0xc8, 0xcc].includes(marker);

function readFrame(
  view: DataView,
  at: number,
  end: number,
  process: number,
  where: string,
): Omit<JpegHeader, "orientation" | "isEnded"> {
  if (end - at < 8) failJpeg(where, "a JPEG whose frame is cut short");
  const [precision, height, width] = [view.getUint8(at + 2), view.getUint16(at + 3), view.getUint16(at + 5)];
  const components = view.getUint8(at + 7);
  if (UNREAD[process]) failUnread(where, UNREAD[process]);
  if (precision !== 8) failUnread(where, `a JPEG of ${precision} bits a sample`);
  if (components === 4) failUnread(where, "a JPEG of four inks (CMYK)");
  if (components !== 1 && components !== 3) failUnread(where, `a JPEG of ${components} components`);
  return { width, height, components, progressive: process === 2 };
}

const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

/** Throws what a damaged JPEG is. */
export function failJpeg(where: string, got: string): never {
  return fail("format", {
    where,
    got,
    expected: "a whole JPEG picture",
    hint: "the file is damaged; write it anew, or fetch it again",
  });
}

/** Throws what a JPEG that ends too early is. */
export function failCut(where: string, length: number): never {
  return fail("format", {
    where: `${where} at byte ${length}`,
    got: "the end of the file",
    expected: "the rest of a JPEG picture",
    hint: "the file is cut short; fetch it again",
  });
}

/** Throws what a JPEG of a kind that cannot be read is. */
function failUnread(where: string, got: string): never {
  return fail("format", {
    where,
    got,
    expected: "a baseline or progressive JPEG, grey or in colours, of 8 bits",
    hint: "convert it to RGB first, as PNG or JPEG",
  });
}
