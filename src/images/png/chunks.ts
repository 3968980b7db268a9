/** The parts of a PNG file (W3C PNG, third edition, section 5). */
import { fail } from "../../error.ts";

/** What a PNG file begins with. */
export const SIGNATURE: Uint8Array = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** One chunk: its four letters and its contents. */
export interface Chunk {
  type: string;
  data: Uint8Array;
}

const FRAME = 12; // bytes of length, letters and checksum

/** The chunks that make up the picture, up to IEND, their checksums compared. Others (text, profiles) are passed over unread. */
export function readChunks(bytes: Uint8Array, where: string): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; ; ) {
    const length = at + FRAME <= bytes.length ? view.getUint32(at) : 0;
    const end = at + FRAME + length;
    if (end > bytes.length)
      fail("format", {
        where: `${where} at byte ${bytes.length}`,
        got: "the end of the file",
        expected: "the rest of a PNG picture",
        hint: "the file is cut short; fetch it again",
      });
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (isNeeded(type)) {
      const data = bytes.subarray(at + 8, at + 8 + length);
      if (view.getUint32(end - 4) !== checksum(bytes.subarray(at + 4, end - 4)))
        fail("format", {
          where: `${where} at byte ${at}`,
          got: `a chunk ${JSON.stringify(type)} whose checksum is wrong`,
          expected: "a whole PNG picture",
          hint: "the file is damaged; fetch it again",
        });
      chunks.push({ type, data });
    }
    if (type === "IEND") return chunks;
    at = end;
  }
}

/** A chunk framed: its length, letters, contents and checksum. */
export function frameChunk(type: string, data: Uint8Array): Uint8Array {
  const framed = new Uint8Array(FRAME + data.length);
  const view = new DataView(framed.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) framed[4 + i] = type.charCodeAt(i);
  framed.set(data, 8);
  view.setUint32(8 + data.length, checksum(framed.subarray(4, 8 + data.length)));
  return framed;
}

/** Capital first letter: no picture without it. */
const isNeeded = (type: string): boolean => /^[A-Z]/.test(type) || type === "tRNS" || type === "eXIf";

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 as in ISO 3309. */
function checksum(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
