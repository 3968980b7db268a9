/** Text from bytes in any encoding, piece by piece, with one clear error where the bytes are no such text. */

import { type DataFile, type FileOptions, fileOptions, peek, takeNext } from "../../data/file.ts";
import { describeBytes, SNIFF_LENGTH } from "../../data/sniff.ts";
import { fail, show } from "../../error.ts";

/** What readers of text take besides the source. */
export interface TextOptions extends FileOptions {
  /** The bytes' encoding, by any name of the WHATWG Encoding standard, as "windows-1252" or "utf-16le". Default "utf-8". */
  encoding?: string;
}

/** The names of {@link TextOptions}, for checking options. */
export const textOptions: readonly string[] = [...fileOptions, "encoding"];

/** Windows-1252 from 0x80 to 0x9f. Some engines' decoders take it for Latin-1, which has control characters there. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

const LONGEST = 4; // bytes of one character in UTF-8

interface Decoder {
  readonly encoding: string;
  /** Throws a TypeError for bytes that are no text. */
  decode(bytes?: Uint8Array): string;
}

/** The file's text in pieces, without its byte order mark. */
export async function* textOf(file: DataFile, encoding = "utf-8"): AsyncGenerator<string, void, void> {
  const what = `text in ${encoding}`;
  const decoder = decoderOf(encoding);
  checkBinary(file, await peek(file, SNIFF_LENGTH, what), decoder.encoding);
  let lines = 1; // the line that the next piece begins on
  let before: Uint8Array = new Uint8Array(0); // the end of the last piece, where a character may have begun
  for (;;) {
    const bytes = await takeNext(file, what);
    let text: string;
    try {
      text = decoder.decode(bytes ?? undefined);
    } catch {
      failDecoding(file, decoder.encoding, lines, before, bytes ?? new Uint8Array(0));
    }
    if (!bytes) {
      if (text) yield text;
      return;
    }
    lines += count(text, "\n");
    before = joined(before, bytes).slice(-LONGEST);
    if (text) yield text;
  }
}

function decoderOf(encoding: string): Decoder {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    return fail("option", {
      where: "encoding",
      got: show(encoding),
      expected: 'a name of the Encoding standard, such as "utf-8", "windows-1252" or "utf-16le"',
    });
  }
  if (decoder.encoding === "windows-1252") return { encoding: decoder.encoding, decode: decodeWindows1252 };
  return {
    encoding: decoder.encoding,
    decode: (bytes) => (bytes ? decoder.decode(plain(bytes), { stream: true }) : decoder.decode()),
  };
}

/** The same bytes in memory that is not shared, which decoders refuse. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes);
}

function decodeWindows1252(bytes: Uint8Array = new Uint8Array(0)): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096) parts.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
  return parts.join("").replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80]);
}

/** Refuses files that are known not to be text, or to be text of another encoding. */
function checkBinary({ name }: DataFile, head: Uint8Array, encoding: string): void {
  const mark =
    head[0] === 0xff && head[1] === 0xfe ? "utf-16le" : head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : "";
  if (mark && mark !== encoding)
    fail("format", {
      where: name,
      got: `the byte order mark of ${mark}`,
      expected: `text in ${encoding}`,
      hint: `the option encoding: ${show(mark)} reads it`,
    });
  const what = describeBytes(head);
  if (/^(a|an) (?!HTML)|^\w+ data$/.test(what)) fail("format", { where: name, got: what, expected: "text" });
}

/** Finds the first line that is no text, and says so. `lines` is that of the first byte of `bytes`; `before` are those before it. */
function failDecoding(
  { name }: DataFile,
  encoding: string,
  lines: number,
  before: Uint8Array,
  bytes: Uint8Array,
): never {
  let line = lines;
  if (encoding === "utf-8") {
    // A character may have begun before `bytes`, on the line that they begin on: newlines are never within one.
    const start = before.lastIndexOf(10) + 1;
    const all = joined(before.subarray(skipContinuation(before, start)), bytes);
    for (let at = 0; at < all.length; line++) {
      const end = all.indexOf(10, at) + 1 || all.length;
      if (!isUtf8(all.subarray(at, end))) break;
      at = end;
    }
  }
  fail("format", {
    where: `${name}:${line}`,
    got: `bytes that are no ${encoding}`,
    expected: `text in ${encoding}`,
    hint: `the option encoding says which it is, often "windows-1252"`,
  });
}

/** The first byte from `start` on that a character can begin with. */
function skipContinuation(bytes: Uint8Array, start: number): number {
  while (start < bytes.length && (bytes[start] & 0xc0) === 0x80) start++;
  return start;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(plain(bytes));
    return true;
  } catch {
    return false;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found++;
  return found;
}
