/** ZIP archives (APPNOTE 6.3) in memory: stored and deflated members, with the 64-bit sizes that NumPy writes. */

import { chunksOf } from "../../data/bytes.ts";
import { crc32 } from "../../data/crc32.ts";
import { GZIP_LARGEST_RATIO } from "../../data/gzip.ts";
import { reasonOf } from "../../data/reason.ts";
import { describeBytes, SNIFF_LENGTH } from "../../data/sniff.ts";
import { FoveaError, fail, show } from "../../error.ts";

/** One member, as the archive's directory has it. */
export interface ZipMember {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  /** Where its own header begins. */
  at: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const END_SIZE = 22;
const COMMENT_LIMIT = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/** An archive whose directory has been read. */
export class Zip {
  readonly members: readonly ZipMember[];
  readonly #name: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, name: string) {
    this.#name = name;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.members = this.#readDirectory();
  }

  /** What a member holds. */
  async read(member: ZipMember): Promise<Uint8Array> {
    const { name, method, packed, size, at, crc } = member;
    const where = `${this.#name}, member ${name}`;
    if (method !== STORED && method !== DEFLATED)
      fail("format", { where, got: `compression method ${method}`, expected: "0 (stored) or 8 (deflate)" });
    this.#expect(LOCAL_HEADER, at, 30, "a member's header");
    const begin = at + 30 + this.#view.getUint16(at + 26, true) + this.#view.getUint16(at + 28, true);
    if (begin + packed > this.#bytes.length) this.#failCut(at, `${packed} bytes of ${name}`);
    const raw = this.#bytes.subarray(begin, begin + packed);
    const bytes = method === STORED ? raw : await inflate(raw, size, where);
    if (bytes.length !== size)
      fail("format", { where, got: `${bytes.length} bytes`, expected: `${size}, as the archive's directory says` });
    if (crc32(bytes) !== crc)
      fail("format", {
        where,
        got: "another checksum",
        expected: "that of the directory",
        hint: "the file is damaged",
      });
    return bytes;
  }

  #readDirectory(): ZipMember[] {
    const { at, count } = this.#findDirectory();
    const members: ZipMember[] = [];
    for (let i = 0, next = at; i < count; i++) {
      const { member, end } = this.#readEntry(next);
      members.push(member);
      next = end;
    }
    return members;
  }

  /** The directory's place, which stands at the archive's end. */
  #findDirectory(): { at: number; count: number } {
    const last = this.#bytes.length - END_SIZE;
    for (let at = last; at >= Math.max(0, last - COMMENT_LIMIT); at--) {
      if (this.#view.getUint32(at, true) !== END) continue;
      if (this.#view.getUint16(at + 20, true) !== last - at) continue; // a comment that looks like it
      const [count, place] = [this.#view.getUint16(at + 10, true), this.#view.getUint32(at + 16, true)];
      return count === 0xffff || place === 0xffffffff ? this.#findDirectory64(at) : { at: place, count };
    }
    return fail("format", {
      where: this.#name,
      got: describeBytes(this.#bytes.subarray(0, SNIFF_LENGTH)).replace(
        /^a ZIP archive$/,
        "a ZIP archive without its end",
      ),
      expected: "a ZIP archive",
      hint: "the file may be cut short; fetch it again",
    });
  }

  #findDirectory64(end: number): { at: number; count: number } {
    this.#expect(LOCATOR_64, end - 20, 20, "the place of the 64-bit directory's end");
    const at = this.#number64(end - 20 + 8);
    this.#expect(END_64, at, 56, "the 64-bit directory's end");
    return { count: this.#number64(at + 32), at: this.#number64(at + 48) };
  }

  #readEntry(at: number): { member: ZipMember; end: number } {
    this.#expect(DIRECTORY_ENTRY, at, 46, "an entry of the directory");
    const view = this.#view;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const nameEnd = at + 46 + nameLength;
    const end = nameEnd + extraLength + commentLength;
    if (end > this.#bytes.length) this.#failCut(at, "an entry of the directory");
    if (view.getUint16(at + 8, true) & 1)
      fail("format", { where: this.#name, got: "an encrypted archive", expected: "one that is not" });
    const name = new TextDecoder().decode(Uint8Array.from(this.#bytes.subarray(at + 46, nameEnd)));
    const member = {
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    };
    this.#widen(member, nameEnd, nameEnd + extraLength);
    return { member, end };
  }

  /** Puts in the 64-bit numbers for those that did not fit, which stand in the extra field of type 1. */
  #widen(member: ZipMember, begin: number, end: number): void {
    for (let at = begin; at + 4 <= end; ) {
      const [type, length] = [this.#view.getUint16(at, true), this.#view.getUint16(at + 2, true)];
      let next = at + 4;
      at = next + length;
      if (type !== 1 || at > end) continue;
      for (const key of ["size", "packed", "at"] as const) {
        if (member[key] !== 0xffffffff || next + 8 > at) continue;
        member[key] = this.#number64(next);
        next += 8;
      }
    }
  }

  #number64(at: number): number {
    if (at + 8 > this.#bytes.length) this.#failCut(at, "a 64-bit number");
    return Number(this.#view.getBigUint64(at, true));
  }

  #expect(signature: number, at: number, length: number, what: string): void {
    if (at < 0 || at + length > this.#bytes.length) this.#failCut(at, what);
    if (this.#view.getUint32(at, true) !== signature)
      fail("format", {
        where: `${this.#name} at byte ${at}`,
        got: describeBytes(this.#bytes.subarray(at, at + 4)),
        expected: what,
        hint: "the file is damaged",
      });
  }

  #failCut(at: number, what: string): never {
    return fail("format", {
      where: `${this.#name} at byte ${at}`,
      got: `the end after ${this.#bytes.length} bytes`,
      expected: what,
      hint: "the file is cut short or damaged; fetch it again",
    });
  }
}

/** Unpacks deflated bytes into `size` bytes, and no more. */
async function inflate(packed: Uint8Array, size: number, where: string): Promise<Uint8Array> {
  if (size > packed.length * GZIP_LARGEST_RATIO)
    fail("format", {
      where,
      got: `${packed.length} bytes of deflate`,
      expected: `${size} unpacked, which they cannot hold`,
      hint: "the file is damaged",
    });
  const target = allocate(size, where);
  const source = new Blob([Uint8Array.from(packed)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  let filled = 0;
  const chunks = chunksOf(source);
  for (;;) {
    const { done, value } = await chunks.next().catch((error) => {
      return fail("format", { where, got: `damaged deflate data (${reasonOf(error)})`, expected: `${size} bytes` });
    });
    if (done) return target.subarray(0, filled);
    if (filled + value.length > size) {
      void chunks.return();
      return fail("format", {
        where,
        got: `more than ${size} bytes`,
        expected: `${show(size)}, as the directory says`,
      });
    }
    target.set(value, filled);
    filled += value.length;
  }
}

function allocate(size: number, where: string): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch {
    throw new FoveaError("memory", `${where}: ${size} bytes are more than this engine allows`);
  }
}
