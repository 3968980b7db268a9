/** The files in a tar archive, one after another, no more than one in memory. */

import { at, type DataFile, peek, skip, take, takeBytes } from "../../data/file.ts";
import { describeBytes } from "../../data/sniff.ts";
import { fail } from "../../error.ts";
import { BLOCK, isZero, parseHeader, parsePax, type TarHeader, textAt } from "./header.ts";

/** A file in an archive. */
export interface TarMember {
  /** Its path. */
  name: string;
  bytes: Uint8Array;
}

const EXTENSION_LIMIT = 1 << 20; // bytes of a pax header or a long name

/** What the headers before a member say in place of its own. */
interface Overrides {
  name?: string;
  size?: number;
}

/** The files of an open archive; folders and links are passed over. Throws a FoveaError "format" that names archive and member. */
export async function* tarMembers(file: DataFile): AsyncGenerator<TarMember, void, void> {
  let own: Overrides = {};
  let last = ""; // the member before, for errors
  for (;;) {
    const header = await nextHeader(file, last);
    if (!header) return;
    const { type } = header;
    if (type === "x" || type === "L") {
      own = { ...own, ...(await readOverrides(file, header)) };
      continue;
    }
    const { name, size } = { ...header, ...own };
    own = {};
    const what = `${size} bytes of member ${name}`;
    if (type === "0" || type === "7") {
      yield { name, bytes: await contents(file, size, what) };
      last = name;
    } else if (type === "S")
      fail("format", { where: member(file, name), got: "a sparse file", expected: "a plain one" });
    else await skip(file, "12346".includes(type) ? 0 : padded(size), what); // links and devices have no contents
  }
}

/** The next header; null at the archive's end. */
async function nextHeader(file: DataFile, last: string): Promise<TarHeader | null> {
  const position = file.reader.position;
  const behind = last ? `, behind member ${last}` : "";
  const what = position ? `a header${behind}` : "a tar archive";
  const head = await peek(file, BLOCK, what);
  if (position === 0 && (head.length < BLOCK || !(isZero(head) || parseHeader(head))))
    return fail("format", { where: at(file, 0), got: describeBytes(head), expected: what });
  if (head.length === 0)
    return fail("format", {
      where: at(file, position),
      got: `the end${behind}`,
      expected: "a member, or the two empty blocks that end a tar archive",
      hint: "the archive is cut short; fetch it again",
    });
  const block = new Uint8Array(BLOCK);
  await take(file, block, what);
  if (isZero(block)) return null;
  return (
    parseHeader(block) ??
    fail("format", {
      where: at(file, position),
      got: "a header whose checksum does not hold",
      expected: `a member's header${behind}`,
      hint: "the archive is damaged",
    })
  );
}

/** Reads a pax header or a GNU long name. */
async function readOverrides(file: DataFile, { type, size }: TarHeader): Promise<Overrides> {
  const position = file.reader.position;
  if (size > EXTENSION_LIMIT)
    fail("format", {
      where: at(file, position),
      got: `a header of ${size} bytes`,
      expected: `at most ${EXTENSION_LIMIT}`,
    });
  const bytes = await contents(file, size, "an extended header");
  if (type === "L") return { name: textAt(bytes, 0, bytes.length) };
  const records = parsePax(bytes);
  if (!records)
    return fail("format", { where: at(file, position), got: "a damaged pax header", expected: "a sound one" });
  const [name, length] = [records.get("path"), records.get("size")];
  return { ...(name !== undefined && { name }), ...(length !== undefined && { size: Number(length) }) };
}

async function contents(file: DataFile, size: number, what: string): Promise<Uint8Array> {
  const bytes = await takeBytes(file, size, what);
  await skip(file, padded(size) - size, what);
  return bytes;
}

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;

const member = ({ name }: DataFile, path: string): string => `${name}, member ${path}`;
