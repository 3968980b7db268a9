/** Headers of tar archives: ustar (POSIX), with what GNU and pax add to it. */

/** Bytes of a block, the unit of archives. */
export const BLOCK = 512;

/** What a header says of the member that follows. */
export interface TarHeader {
  name: string;
  /** Bytes of the contents. */
  size: number;
  /** "0" a file, "x" and "g" pax headers, "L" a GNU long name, "5" a folder, and so on. */
  type: string;
}

/** True for a block of zeros, of which two end an archive. */
export function isZero(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Reads a header; null where its checksum does not hold, that is where it is none, or damaged. */
export function parseHeader(block: Uint8Array): TarHeader | null {
  if (!hasChecksum(block)) return null;
  const size = numberAt(block, 124, 12);
  if (!Number.isSafeInteger(size) || size < 0) return null;
  const isPosix = textAt(block, 257, 6) === "ustar"; // GNU's own has other things where the prefix is
  const prefix = isPosix && block[262] === 0 ? textAt(block, 345, 155) : "";
  const name = textAt(block, 0, 100);
  return { name: prefix ? `${prefix}/${name}` : name, size, type: String.fromCharCode(block[156] || 48) };
}

/** The records of a pax header: "length key=value" with a line feed behind; null where it is damaged. */
export function parsePax(bytes: Uint8Array): Map<string, string> | null {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = Number(decode(bytes.subarray(at, space)));
    const end = at + length;
    if (space < 0 || !Number.isSafeInteger(length) || length < 5 || end > bytes.length || bytes[end - 1] !== 10)
      return null;
    const record = decode(bytes.subarray(space + 1, end - 1));
    const equals = record.indexOf("=");
    if (equals < 1) return null;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}

/** The sum of all bytes, the checksum's own taken as spaces. Some old programs added them with signs. */
function hasChecksum(block: Uint8Array): boolean {
  let [sum, signed] = [0, 0];
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 32 : block[i];
    sum += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  const told = numberAt(block, 148, 8);
  return told === sum || told === signed;
}

/** A number in octal digits; or, with the first bit set, in binary, the highest byte first. */
function numberAt(block: Uint8Array, at: number, length: number): number {
  if (block[at] & 0x80) {
    let value = block[at] & 0x7f;
    for (let i = at + 1; i < at + length; i++) value = value * 256 + block[i];
    return value;
  }
  const digits = textAt(block, at, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : digits === "" ? 0 : Number.NaN;
}

/** Text up to the first zero. */
export function textAt(block: Uint8Array, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return decode(block.subarray(at, end < 0 ? at + length : Math.min(end, at + length)));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
