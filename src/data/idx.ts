/** The IDX format of MNIST and its kin: 0, 0, element type, number of dimensions, sizes, numbers; all big-endian. */
import { checkOptions, FoveaError, fail } from "../error.ts";
import { ByteReader } from "./bytes.ts";
import { GZIP_LARGEST_RATIO, GzipError, gunzip, isGzip } from "./gzip.ts";
import { describeBytes, SNIFF_LENGTH } from "./sniff.ts";
import { type ByteSource, nameOf, openSource, type ReadOptions } from "./source.ts";

/** An array as an IDX file holds it. */
export interface IdxArray {
  /** Sizes of the dimensions, the slowest first. */
  shape: number[];
  /** The numbers, row-major. */
  data: IdxData;
}

export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** What {@link idx} takes besides the source. */
export interface IdxOptions extends ReadOptions {
  /** What errors and progress call the source. Default: its address, or "bytes". */
  name?: string;
}

interface ElementType {
  bytes: number;
  view: (buffer: ArrayBuffer) => IdxData;
  /** Reads one big-endian number; none for single bytes. */
  read?: (view: DataView, at: number) => number;
}

const ELEMENT_TYPES: Readonly<Record<number, ElementType>> = {
  8: { bytes: 1, view: (buffer) => new Uint8Array(buffer) },
  9: { bytes: 1, view: (buffer) => new Int8Array(buffer) },
  11: { bytes: 2, view: (buffer) => new Int16Array(buffer), read: (view, at) => view.getInt16(at) },
  12: { bytes: 4, view: (buffer) => new Int32Array(buffer), read: (view, at) => view.getInt32(at) },
  13: { bytes: 4, view: (buffer) => new Float32Array(buffer), read: (view, at) => view.getFloat32(at) },
  14: { bytes: 8, view: (buffer) => new Float64Array(buffer), read: (view, at) => view.getFloat64(at) },
};

/** An IDX file being read. */
interface Idx {
  name: string;
  reader: ByteReader;
  /** The file's bytes, compressed or not; undefined where nobody says. */
  total?: number;
  zipped: boolean;
}

/**
 * Reads an IDX array, gzip or not, from bytes, a stream, a Response or a URL (which is fetched), without holding it twice.
 *
 * @returns the shape, and the numbers in a typed array of the file's own element type (any of the format's six).
 * @throws FoveaError "format" for what is no IDX file, is cut short, damaged or too long; "data" for a URL that cannot be read;
 *   "memory" for an array larger than the engine allows. An aborted signal rejects with its reason.
 * @example
 * const { shape, data } = await idx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4)); // [3], Uint8Array [5, 0, 4]
 * const images = await idx("https://example.org/t10k-images-idx3-ubyte.gz", { onProgress: ({ loaded }) => console.log(loaded) });
 */
export async function idx(source: ByteSource, options: IdxOptions = {}): Promise<IdxArray> {
  checkOptions("idx", options, ["name", "onProgress", "signal"]);
  const name = options.name ?? nameOf(source);
  const { chunks, total } = await openSource(source, name, options);
  const raw = new ByteReader(chunks);
  const zipped = isGzip(await raw.peek(2));
  const reader = zipped ? new ByteReader(gunzip(raw)) : raw;
  try {
    return await read({ name, reader, total, zipped });
  } finally {
    reader.close();
    raw.close();
  }
}

async function read(file: Idx): Promise<IdxArray> {
  const { type, dimensions } = await readMagic(file);
  const shape = await readShape(file, dimensions);
  const count = shape.reduce((product, size) => product * size, 1);
  checkSize(file, shape, count * type.bytes);
  const data = type.view(allocate(file, shape, count * type.bytes));
  await take(file, new Uint8Array(data.buffer), `[${shape.join(", ")}] numbers of ${type.bytes} bytes`);
  await checkEnd(file);
  if (type.read) swap(data, type.bytes, type.read);
  return { shape, data };
}

async function readMagic(file: Idx): Promise<{ type: ElementType; dimensions: number }> {
  const head = await peek(file, SNIFF_LENGTH);
  const [first, second, typeCode, dimensions] = head;
  if (head.length < 4 || first !== 0 || second !== 0)
    fail("format", {
      where: at(file, 0),
      got: `${file.zipped ? "gzip of " : ""}${describeBytes(head)}`,
      expected: "an IDX file, which begins with 00 00",
    });
  const type = ELEMENT_TYPES[typeCode];
  if (!type)
    fail("format", {
      where: at(file, 2),
      got: `element type ${typeCode}`,
      expected: "8 (uint8), 9 (int8), 11 (int16), 12 (int32), 13 (float32) or 14 (float64)",
    });
  if (dimensions === 0) fail("format", { where: at(file, 3), got: "0 dimensions", expected: "at least 1" });
  await take(file, new Uint8Array(4), "the header");
  return { type, dimensions };
}

async function readShape(file: Idx, dimensions: number): Promise<number[]> {
  const bytes = new Uint8Array(4 * dimensions);
  await take(file, bytes, `the sizes of ${dimensions} dimensions`);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: dimensions }, (_, i) => view.getUint32(4 * i));
}

/** Refuses, before anything is allocated, sizes that the file cannot hold. */
function checkSize({ name, reader, total, zipped }: Idx, shape: number[], bytes: number): void {
  if (total === undefined) return;
  const end = reader.position + bytes;
  if (end <= (zipped ? total * GZIP_LARGEST_RATIO : total)) return;
  fail("format", {
    where: name,
    got: `${total} bytes${zipped ? " of gzip" : ""}`,
    expected: `${end}${zipped ? " unzipped" : ""}, for its header says [${shape.join(", ")}]`,
    hint: "the file is cut short, or its header is damaged",
  });
}

function allocate({ name }: Idx, shape: number[], bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    throw new FoveaError(
      "memory",
      `${name}: an array of [${shape.join(", ")}], ${bytes} bytes, is more than this engine allows`,
    );
  }
}

/** Fills `target`, or throws saying where the file ended. */
async function take(file: Idx, target: Uint8Array, what: string): Promise<void> {
  const start = file.reader.position;
  const { count, fault } = await fill(file, target);
  if (count === target.length) return;
  fail("format", {
    where: at(file, start + count),
    got: `${fault ?? "the end"} after ${count} of ${target.length} bytes`,
    expected: what,
    hint: "the file is cut short or damaged; fetch it again",
  });
}

async function checkEnd(file: Idx): Promise<void> {
  const end = file.reader.position;
  const { count, fault } = await fill(file, new Uint8Array(1));
  if (fault) fail("format", { where: at(file, end), got: fault, expected: "the end of the file" });
  if (count)
    fail("format", { where: at(file, end), got: "more bytes", expected: "the end, for the header promises no more" });
}

/** The first bytes, which stay to be taken; fewer at the end. */
async function peek(file: Idx, length: number): Promise<Uint8Array> {
  return await file.reader.peek(length).catch((error) => {
    return fail("format", { where: file.name, got: gzipFault(error), expected: "an IDX file in gzip" });
  });
}

/** Fills `target` as far as the file goes: how many bytes there were, and what is wrong with the gzip data after them. */
async function fill({ reader }: Idx, target: Uint8Array): Promise<{ count: number; fault?: string }> {
  const start = reader.position;
  const fault = await reader.fill(target).then(() => undefined, gzipFault);
  return { count: reader.position - start, fault };
}

/** What a failed reading says of gzip data; other errors go on their way. */
function gzipFault(error: unknown): string {
  if (error instanceof GzipError) return `damaged gzip data (${error.message})`;
  throw error;
}

function at({ name, zipped }: Idx, position: number): string {
  return `${name} at ${zipped ? "unzipped " : ""}byte ${position}`;
}

/** Turns big-endian numbers into the machine's own, in place. */
function swap(data: IdxData, bytes: number, read: (view: DataView, at: number) => number): void {
  const view = new DataView(data.buffer);
  for (let i = 0; i < data.length; i++) data[i] = read(view, i * bytes);
}
