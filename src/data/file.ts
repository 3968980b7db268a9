/** A file being read from its start to its end, gzip or not, with errors that say where in it. */
import { FoveaError, fail } from "../error.ts";
import { ByteReader } from "./bytes.ts";
import { GZIP_LARGEST_RATIO, GzipError, gunzip, isGzip } from "./gzip.ts";
import { type ByteSource, nameOf, openSource, type ReadOptions } from "./source.ts";

/** What readers of one file take besides the source. */
export interface FileOptions extends ReadOptions {
  /** What errors and progress call the source. Default: its address, or "bytes". */
  name?: string;
}

/** The names of {@link FileOptions}, for checking options. */
export const fileOptions = ["name", "onProgress", "signal"] as const;

const FIRST_ROOM = 1 << 20; // bytes set aside for an array before it is known whether the file goes on that long

const SKIPPED_AT_ONCE = 1 << 16;

/** An open file. */
export interface DataFile {
  readonly name: string;
  /** What is inside: unzipped, where the file is gzip. */
  readonly reader: ByteReader;
  /** The file's bytes, compressed or not; undefined where nobody says. */
  readonly total?: number;
  readonly zipped: boolean;
  /** Ends the source, read to its end or not. */
  close(): void;
}

/** Opens a file, gzip or not. */
export async function openFile(source: ByteSource, options: FileOptions): Promise<DataFile> {
  const name = options.name ?? nameOf(source);
  const { chunks, total } = await openSource(source, name, options);
  const raw = new ByteReader(chunks);
  try {
    const zipped = isGzip(await raw.peek(2));
    const reader = zipped ? new ByteReader(gunzip(raw)) : raw;
    const close = (): void => {
      reader.close();
      raw.close();
    };
    return { name, reader, total, zipped, close };
  } catch (error) {
    raw.close();
    throw error;
  }
}

/** Opens a file, lets `read` have it, and closes it. */
export async function withFile<T>(
  source: ByteSource,
  options: FileOptions,
  read: (file: DataFile) => Promise<T>,
): Promise<T> {
  const file = await openFile(source, options);
  try {
    return await read(file);
  } finally {
    file.close();
  }
}

/** The first bytes, which stay to be taken; fewer at the end. `what` is what the file should be, with its article. */
export async function peek(file: DataFile, length: number, what: string): Promise<Uint8Array> {
  const { position } = file.reader;
  return await file.reader.peek(length).catch((error) => {
    const where = position ? at(file, position) : file.name;
    return fail("format", { where, got: gzipFault(error), expected: position ? what : `${what} in gzip` });
  });
}

/** Fills `target`, or throws saying where the file ended; `what` is what was to be read. */
export async function take(file: DataFile, target: Uint8Array, what: string): Promise<void> {
  const start = file.reader.position;
  const { count, fault } = await fill(file, target);
  if (count < target.length)
    failCut(file, start + count, `${fault ?? "the end"} after ${count} of ${target.length} bytes`, what);
}

/** Takes `count` bytes. Sets no more memory aside than twice what the file turns out to hold, whatever its header says. */
export async function takeBytes(file: DataFile, count: number, what: string): Promise<Uint8Array<ArrayBuffer>> {
  const start = file.reader.position;
  const known = !file.zipped && file.total !== undefined && start + count <= file.total;
  let bytes = allocate(file, known ? count : Math.min(count, FIRST_ROOM), what);
  let filled = 0;
  for (;;) {
    const { count: more, fault } = await fill(file, bytes.subarray(filled));
    filled += more;
    if (filled < bytes.length)
      failCut(file, start + filled, `${fault ?? "the end"} after ${filled} of ${count} bytes`, what);
    if (filled === count) return bytes;
    const larger = allocate(file, Math.min(count, 2 * bytes.length), what);
    larger.set(bytes);
    bytes = larger;
  }
}

/** Takes `count` bytes that nobody wants. */
export async function skip(file: DataFile, count: number, what: string): Promise<void> {
  const passed = new Uint8Array(Math.min(count, SKIPPED_AT_ONCE));
  for (let left = count; left > 0; left -= passed.length) await take(file, passed.subarray(0, left), what);
}

/** Takes the next bytes, as many as there are at hand; null at the end. `what` is what the file should be. */
export async function takeNext(file: DataFile, what: string): Promise<Uint8Array | null> {
  const start = file.reader.position;
  return await file.reader.next().catch((error) => failCut(file, start, gzipFault(error), what));
}

/** Throws unless the file ends here. */
export async function checkEnd(file: DataFile): Promise<void> {
  const end = file.reader.position;
  const { count, fault } = await fill(file, new Uint8Array(1));
  if (fault) fail("format", { where: at(file, end), got: fault, expected: "the end of the file" });
  if (count)
    fail("format", { where: at(file, end), got: "more bytes", expected: "the end, for the header promises no more" });
}

/** Refuses, before anything is allocated, a `header` that promises more bytes from here on than the file can hold. */
export function checkSize({ name, reader, total, zipped }: DataFile, bytes: number, header: string): void {
  if (total === undefined) return;
  const end = reader.position + bytes;
  if (end <= (zipped ? total * GZIP_LARGEST_RATIO : total)) return;
  fail("format", {
    where: name,
    got: `${total} bytes${zipped ? " of gzip" : ""}`,
    expected: `${end}${zipped ? " unzipped" : ""}, for its header says ${header}`,
    hint: "the file is cut short, or its header is damaged",
  });
}

/** The file and the byte, for errors. */
export function at({ name, zipped }: DataFile, position: number): string {
  return `${name} at ${zipped ? "unzipped " : ""}byte ${position}`;
}

function allocate({ name }: DataFile, bytes: number, what: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch {
    throw new FoveaError("memory", `${name}: ${what}, ${bytes} bytes, is more than this engine allows`);
  }
}

function failCut(file: DataFile, position: number, got: string, what: string): never {
  return fail("format", {
    where: at(file, position),
    got,
    expected: what,
    hint: "the file is cut short or damaged; fetch it again",
  });
}

/** Fills `target` as far as the file goes: how many bytes there were, and what is wrong with the gzip data after them. */
async function fill({ reader }: DataFile, target: Uint8Array): Promise<{ count: number; fault?: string }> {
  const start = reader.position;
  const fault = await reader.fill(target).then(() => undefined, gzipFault);
  return { count: reader.position - start, fault };
}

/** What a failed reading says of gzip data; other errors go on their way. */
function gzipFault(error: unknown): string {
  if (error instanceof GzipError) return `damaged gzip data (${error.message})`;
  throw error;
}
